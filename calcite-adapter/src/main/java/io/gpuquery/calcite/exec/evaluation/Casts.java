package io.gpuquery.calcite.exec.evaluation;

import io.gpuquery.calcite.exec.vector.Division;
import io.gpuquery.calcite.exec.vector.DoubleCasts;
import io.gpuquery.calcite.exec.vector.DoubleVector;
import io.gpuquery.calcite.exec.vector.Doubles;
import io.gpuquery.calcite.exec.vector.Exact;
import io.gpuquery.calcite.exec.vector.Fitting;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.PowersOfTen;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.TextCasts;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.column.ColumnType;
import java.util.List;

/** Makes nodes of casts. */
final class Casts {
    private static final int MILLIS_DIGITS = 3;
    private static final long MILLIS_PER_DAY = 86_400_000;

    private final NodeFactory factory;
    private final Numbers numbers;

    Casts(NodeFactory factory, Numbers numbers) {
        this.factory = factory;
        this.numbers = numbers;
    }

    /** The same value where it has the type but for lengths and nullability, else a cast. */
    Node coerce(Node node, ColumnType type) {
        if (node instanceof ConstantNode constant && constant.isNull()) {
            return factory.constant(null, type);
        }
        return node.type.equals(type) ? node : cast(node, type);
    }

    Node cast(Node node, ColumnType type) {
        ColumnType from = node.type;
        if (from.equals(type)) {
            return node;
        }
        if (node instanceof ConstantNode constant && constant.isNull()) {
            return factory.constant(null, type);
        }
        boolean toExact = Numbers.isExact(type);
        if (Numbers.isExact(from)) {
            if (toExact) {
                return exactToExact(node, type);
            }
            if (Numbers.isFloating(type)) {
                return toFloating(numbers.toDouble(node), type);
            }
        }
        if (Numbers.isFloating(from)) {
            if (toExact) {
                return function(type, true, (v, s) -> DoubleCasts.toExact((DoubleVector) v[0], type, s), node);
            }
            if (Numbers.isFloating(type)) {
                return toFloating(node, type);
            }
        }
        if (Program.isText(from) && Program.isText(type)) {
            return function(type, false, (v, s) -> v[0], node);
        }
        if (type.kind() == ColumnType.Kind.VARCHAR) {
            return function(type, false, (v, s) -> TextCasts.toText(v[0], from), node);
        }
        if (from.kind() == ColumnType.Kind.VARCHAR) {
            return function(type, true, (v, s) -> TextCasts.parse(Lanes.texts(v[0], s), type), node);
        }
        return time(node, type);
    }

    private Node function(ColumnType type, boolean canFail, FunctionNode.Loop loop, Node operand) {
        return factory.function(List.of(Operation.CAST, operand.type), type, canFail, loop, operand);
    }

    private Node exactToExact(Node node, ColumnType type) {
        int scale = Numbers.scale(node.type);
        int more = Numbers.scale(type) - scale;
        boolean truncate = Numbers.isInteger(type);
        int room = Numbers.digits(type) - (Numbers.isInteger(type) ? 1 : 0);
        boolean safe = (more >= 0 && Numbers.digits(node.type) + more <= room) || isWidening(node.type, type);
        return function(type, !safe, (v, s) -> Fitting.fit(Fitting.rescale(v[0], more, truncate, s), type, s), node);
    }

    private static boolean isWidening(ColumnType from, ColumnType to) {
        return Numbers.isInteger(from) && Numbers.isInteger(to) && from.kind().compareTo(to.kind()) <= 0;
    }

    private Node toFloating(Node node, ColumnType type) {
        boolean round = type.kind() == ColumnType.Kind.REAL;
        if (!round) {
            return node.type.equals(type) ? node : function(type, false, (v, s) -> v[0], node);
        }
        return function(type, false, (v, s) -> Doubles.rounded((DoubleVector) v[0], s), node);
    }

    private Node time(Node node, ColumnType type) {
        ColumnType.Kind from = node.type.kind();
        int digits = type.precision();
        int fromDigits = node.type.precision();
        return switch (type.kind()) {
            case TIMESTAMP, TIMESTAMP_LTZ ->
                switch (from) {
                    case DATE ->
                        function(type, true, (v, s) -> Fitting.fit(times(v[0], unitsPerDay(digits), s), type, s), node);
                    case TIMESTAMP, TIMESTAMP_LTZ -> precision(node, type, digits - fromDigits);
                    default -> throw unknown(node.type, type);
                };
            case TIME ->
                switch (from) {
                    case TIME -> precision(node, type, digits - fromDigits);
                    case TIMESTAMP, TIMESTAMP_LTZ -> {
                        long day = unitsPerDay(fromDigits);
                        Node rest = function(type, false, (v, s) -> Division.floorModulo(v[0], day, s), node);
                        yield digits == fromDigits
                                ? rest
                                : factory.function(
                                        List.of(Operation.CAST, "digits", fromDigits),
                                        type,
                                        false,
                                        (v, s) -> Division.floorScale(v[0], digits - fromDigits, s),
                                        rest);
                    }
                    default -> throw unknown(node.type, type);
                };
            case DATE -> {
                if (from != ColumnType.Kind.TIMESTAMP && from != ColumnType.Kind.TIMESTAMP_LTZ) {
                    throw unknown(node.type, type);
                }
                long day = unitsPerDay(fromDigits);
                yield function(type, false, (v, s) -> Division.floorDivide(v[0], day, s), node);
            }
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    VARCHAR,
                    VARBINARY,
                    UUID,
                    ARRAY,
                    MAP,
                    ROW -> throw unknown(node.type, type);
        };
    }

    private static IllegalArgumentException unknown(ColumnType from, ColumnType to) {
        return new IllegalArgumentException("no cast from " + from + " to " + to);
    }

    private Node precision(Node node, ColumnType type, int more) {
        return function(type, more > 0, (v, s) -> Fitting.fit(Division.floorScale(v[0], more, s), type, s), node);
    }

    private static Vector times(Vector vector, long factor, Scratch scratch) {
        Vector repeated = Lanes.repeat(
                factor == (int) factor
                        ? new IntVector(new int[] {(int) factor}, 1, null, (int) factor, (int) factor)
                        : new io.gpuquery.calcite.exec.vector.LongVector(new long[] {factor}, 1, null, factor, factor),
                vector.length());
        return Exact.multiply(vector, repeated, scratch);
    }

    private static long unitsPerDay(int digits) {
        return MILLIS_PER_DAY * PowersOfTen.of(digits - MILLIS_DIGITS);
    }
}
