package io.gpuquery.calcite.exec.evaluation;

import io.gpuquery.calcite.exec.vector.Blend;
import io.gpuquery.calcite.exec.vector.Comparison;
import io.gpuquery.calcite.exec.vector.Division;
import io.gpuquery.calcite.exec.vector.DoubleVector;
import io.gpuquery.calcite.exec.vector.Doubles;
import io.gpuquery.calcite.exec.vector.Exact;
import io.gpuquery.calcite.exec.vector.Fitting;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.column.ColumnType;
import java.util.List;

/** Makes nodes of arithmetic and of comparisons: brings operands to one scale or lane, and results into their type. */
final class Numbers {
    private final NodeFactory factory;

    Numbers(NodeFactory factory) {
        this.factory = factory;
    }

    static boolean isFloating(ColumnType type) {
        return type.kind() == ColumnType.Kind.REAL || type.kind() == ColumnType.Kind.DOUBLE;
    }

    static boolean isExact(ColumnType type) {
        return switch (type.kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL -> true;
            case BOOLEAN,
                    REAL,
                    DOUBLE,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    VARCHAR,
                    VARBINARY,
                    UUID,
                    ARRAY,
                    MAP,
                    ROW -> false;
        };
    }

    static boolean isInteger(ColumnType type) {
        return isExact(type) && type.kind() != ColumnType.Kind.DECIMAL;
    }

    /** Digits after the point, also of seconds. */
    static int scale(ColumnType type) {
        return switch (type.kind()) {
            case DECIMAL -> type.scale();
            case TIME, TIMESTAMP, TIMESTAMP_LTZ -> type.precision();
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DATE,
                    VARCHAR,
                    VARBINARY,
                    UUID,
                    ARRAY,
                    MAP,
                    ROW -> 0;
        };
    }

    /** Digits that a value can have. */
    static int digits(ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN -> 1;
            case TINYINT -> 3;
            case SMALLINT -> 5;
            case INTEGER, DATE -> 10;
            case DECIMAL -> type.precision();
            case BIGINT, TIME, TIMESTAMP, TIMESTAMP_LTZ -> 19;
            case REAL, DOUBLE, VARCHAR, VARBINARY, UUID, ARRAY, MAP, ROW -> ColumnType.MAX_DECIMAL_PRECISION;
        };
    }

    Node toDouble(Node node) {
        if (isFloating(node.type)) {
            return node;
        }
        int scale = scale(node.type);
        return factory.function(
                "double", ColumnType.DOUBLE, false, (v, scratch) -> Lanes.doubles(v[0], scale, scratch), node);
    }

    /** The same number with other digits after the point, which its type does not tell any more. */
    Node rescale(Node node, int scale, boolean truncate) {
        int more = scale - scale(node.type);
        if (more == 0) {
            return node;
        }
        boolean canFail = digits(node.type) + more > ColumnType.MAX_DECIMAL_PRECISION;
        return factory.function(
                List.of("rescale", more, truncate),
                node.type,
                canFail,
                (v, scratch) -> Fitting.rescale(v[0], more, truncate, scratch),
                node);
    }

    Node compare(Comparison comparison, Node a, Node b) {
        Node left = a;
        Node right = b;
        if (isFloating(a.type) || isFloating(b.type)) {
            left = toDouble(a);
            right = toDouble(b);
        } else {
            int scale = Math.max(scale(a.type), scale(b.type));
            left = rescale(a, scale, true);
            right = rescale(b, scale, true);
        }
        boolean constantFirst = left.isConstant();
        if (constantFirst && right.isConstant()) {
            return factory.function(
                    comparison, ColumnType.BOOLEAN, false, (v, s) -> comparison.apply(v[0], v[1], s), left, right);
        }
        Comparison written = constantFirst ? comparison.mirrored() : comparison;
        Node first = constantFirst ? right : left;
        Node second = constantFirst ? left : right;
        return factory.make(
                written, ColumnType.BOOLEAN, id -> new ComparisonNode(id, written, first, second), first, second);
    }

    /** Of two operands, or of one. */
    Node arithmetic(Operation operation, ColumnType type, Node... operands) {
        return isFloating(type) ? floating(operation, type, operands) : exact(operation, type, operands);
    }

    private Node floating(Operation operation, ColumnType type, Node... operands) {
        Node[] doubles = new Node[operands.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = toDouble(operands[i]);
        }
        boolean round = type.kind() == ColumnType.Kind.REAL;
        return factory.function(
                operation,
                type,
                false,
                (v, scratch) -> {
                    DoubleVector result = floating(operation, v, scratch);
                    return round ? Doubles.rounded(result, scratch) : result;
                },
                doubles);
    }

    private static DoubleVector floating(Operation operation, Vector[] v, Scratch scratch) {
        DoubleVector a = (DoubleVector) v[0];
        DoubleVector b = (DoubleVector) v[v.length - 1];
        return switch (operation) {
            case PLUS -> Doubles.add(a, b, scratch);
            case MINUS -> Doubles.subtract(a, b, scratch);
            case TIMES -> Doubles.multiply(a, b, scratch);
            case DIVIDE -> Doubles.divide(a, b, scratch);
            case MODULO -> Doubles.modulo(a, b, scratch);
            case POWER -> Doubles.power(a, b, scratch);
            case NEGATE -> Doubles.negate(a, scratch);
            case ABS -> Doubles.abs(a, scratch);
            case FLOOR -> Doubles.floor(a, scratch);
            case CEIL -> Doubles.ceil(a, scratch);
            case SQRT -> Doubles.sqrt(a, scratch);
            case LN -> Doubles.ln(a, scratch);
            case EXP -> Doubles.exp(a, scratch);
            default -> throw new IllegalArgumentException(operation + " is no arithmetic");
        };
    }

    private Node exact(Operation operation, ColumnType type, Node... operands) {
        Node a = operands[0];
        Node b = operands[operands.length - 1];
        return switch (operation) {
            case PLUS, MINUS, MODULO -> aligned(operation, type, a, b);
            case TIMES -> {
                int scale = scale(a.type) + scale(b.type);
                boolean safe = digits(a.type) + digits(b.type) <= room(type, scale);
                yield fitted(operation, type, scale, !safe, (v, s) -> Exact.multiply(v[0], v[1], s), a, b);
            }
            case DIVIDE -> {
                int more = scale(type) - scale(a.type) + scale(b.type);
                boolean truncate = isInteger(type);
                yield fitted(
                        operation,
                        type,
                        scale(type),
                        true,
                        (v, s) -> Division.divide(v[0], v[1], more, truncate, s),
                        a,
                        b);
            }
            case NEGATE, ABS -> {
                boolean safe = !isInteger(a.type) && digits(a.type) <= room(type, scale(a.type));
                FunctionNode.Loop loop =
                        operation == Operation.NEGATE ? (v, s) -> Exact.negate(v[0], s) : Numbers::absolute;
                yield fitted(operation, type, scale(a.type), !safe, loop, a);
            }
            case FLOOR, CEIL -> {
                int scale = scale(a.type);
                boolean up = operation == Operation.CEIL;
                yield fitted(operation, type, 0, true, (v, s) -> Division.whole(v[0], scale, up, s), a);
            }
            default -> throw new IllegalArgumentException(operation + " of " + type);
        };
    }

    private Node aligned(Operation operation, ColumnType type, Node a, Node b) {
        int scale = Math.max(scale(a.type), scale(b.type));
        int whole = Math.max(digits(a.type) - scale(a.type), digits(b.type) - scale(b.type)) + 1;
        boolean canFail = operation == Operation.MODULO || whole + scale > room(type, scale);
        FunctionNode.Loop loop = switch (operation) {
            case PLUS -> (v, s) -> Exact.add(v[0], v[1], s);
            case MINUS -> (v, s) -> Exact.subtract(v[0], v[1], s);
            default -> (v, s) -> Division.modulo(v[0], v[1], s);
        };
        return fitted(operation, type, scale, canFail, loop, rescale(a, scale, true), rescale(b, scale, true));
    }

    /** Digits that a number of a scale can have and still fit a type without rounding up to more; 0 for types of integers. */
    private static int room(ColumnType type, int scale) {
        boolean decimal = type.kind() == ColumnType.Kind.DECIMAL;
        return decimal && scale <= type.scale() ? type.precision() - type.scale() + scale : 0;
    }

    /** The result of a loop, which has a scale, put into a type. */
    private Node fitted(
            Operation operation,
            ColumnType type,
            int scale,
            boolean canFail,
            FunctionNode.Loop loop,
            Node... operands) {
        int more = scale(type) - scale;
        boolean truncate = isInteger(type);
        return factory.function(
                operation,
                type,
                canFail,
                (v, scratch) -> {
                    Vector result = Fitting.rescale(loop.run(v, scratch), more, truncate, scratch);
                    return Fitting.fit(result, type, scratch);
                },
                operands);
    }

    private static Vector absolute(Vector[] v, Scratch scratch) {
        Vector value = v[0];
        Vector zero = Lanes.repeat(new IntVector(new int[] {0}, 1, null, 0, 0), value.length());
        IntVector negative = Comparison.LT.apply(value, zero, scratch);
        return Blend.choose(negative.values(), Exact.negate(value, scratch), value, scratch);
    }
}
