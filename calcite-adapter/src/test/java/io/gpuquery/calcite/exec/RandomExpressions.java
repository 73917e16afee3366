package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random expressions of a type over the columns of a table. */
final class RandomExpressions {
    static final ColumnType SHORT_DECIMAL = ColumnType.decimal(9, 2);
    static final ColumnType LONG_DECIMAL = ColumnType.decimal(18, 4);
    static final ColumnType WIDE_DECIMAL = ColumnType.decimal(38, 6);
    static final List<ColumnType> EXACT = List.of(
            ColumnType.TINYINT,
            ColumnType.SMALLINT,
            ColumnType.INTEGER,
            ColumnType.BIGINT,
            SHORT_DECIMAL,
            LONG_DECIMAL,
            WIDE_DECIMAL);
    private static final List<Operation> COMPARISONS = List.of(
            Operation.EQ,
            Operation.NE,
            Operation.LT,
            Operation.LE,
            Operation.GT,
            Operation.GE,
            Operation.IS_DISTINCT_FROM,
            Operation.IS_NOT_DISTINCT_FROM);

    private final Random random;
    private final TestTable table;

    RandomExpressions(Random random, TestTable table) {
        this.random = random;
        this.table = table;
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static ValueType nullable(ColumnType type) {
        return ValueType.nullable(type);
    }

    Expression of(ColumnType type, int depth) {
        if (depth <= 0 || random.nextInt(6) == 0) {
            return leaf(type);
        }
        if (random.nextInt(8) == 0) {
            return conditional(type, depth);
        }
        return switch (type.kind()) {
            case BOOLEAN -> condition(depth);
            case VARCHAR -> text(depth);
            case DATE -> date(depth);
            default -> number(type, depth);
        };
    }

    private Expression leaf(ColumnType type) {
        List<Expression> columns = new ArrayList<>();
        for (int i = 0; i < table.types().size(); i++) {
            if (table.types().get(i).type().equals(type)) {
                columns.add(table.column(i));
            }
        }
        return columns.isEmpty() || random.nextInt(4) == 0
                ? Values.constant(nullable(type), Values.random(nullable(type), random))
                : any(columns);
    }

    private Expression conditional(ColumnType type, int depth) {
        if (random.nextInt(3) == 0) {
            return call(Operation.COALESCE, type, of(type, depth - 1), of(type, depth - 1));
        }
        return call(
                Operation.CASE,
                type,
                of(ColumnType.BOOLEAN, depth - 1),
                of(type, depth - 1),
                of(ColumnType.BOOLEAN, depth - 1),
                of(type, depth - 1),
                of(type, depth - 1));
    }

    private static Expression call(Operation operation, ColumnType type, Expression... operands) {
        return Values.call(operation, nullable(type), operands);
    }

    private ColumnType numeric() {
        return random.nextInt(4) == 0 ? ColumnType.DOUBLE : any(EXACT);
    }

    private Expression condition(int depth) {
        int next = depth - 1;
        return switch (random.nextInt(9)) {
            case 0 ->
                call(
                        Operation.AND,
                        ColumnType.BOOLEAN,
                        of(ColumnType.BOOLEAN, next),
                        of(ColumnType.BOOLEAN, next),
                        of(ColumnType.BOOLEAN, next));
            case 1 ->
                call(Operation.OR, ColumnType.BOOLEAN, of(ColumnType.BOOLEAN, next), of(ColumnType.BOOLEAN, next));
            case 2 ->
                call(
                        any(List.of(
                                Operation.NOT,
                                Operation.IS_TRUE,
                                Operation.IS_FALSE,
                                Operation.IS_NOT_TRUE,
                                Operation.IS_NOT_FALSE)),
                        ColumnType.BOOLEAN,
                        of(ColumnType.BOOLEAN, next));
            case 3 ->
                call(any(List.of(Operation.IS_NULL, Operation.IS_NOT_NULL)), ColumnType.BOOLEAN, of(numeric(), next));
            case 4 -> in();
            case 5 ->
                call(
                        Operation.LIKE,
                        ColumnType.BOOLEAN,
                        of(ColumnType.VARCHAR, next),
                        Values.constant(
                                nullable(ColumnType.VARCHAR),
                                any(List.of("%", "a%", "%a%", "_", "%n_e%", "", "a longer%Twelve", "%😀_", "1%"))));
            case 6 -> comparison(ColumnType.VARCHAR, ColumnType.VARCHAR, next);
            case 7 -> comparison(ColumnType.DATE, ColumnType.DATE, next);
            default -> comparison(numeric(), numeric(), next);
        };
    }

    private Expression comparison(ColumnType left, ColumnType right, int depth) {
        return call(any(COMPARISONS), ColumnType.BOOLEAN, of(left, depth), of(right, depth));
    }

    private Expression in() {
        ColumnType type = any(List.of(
                ColumnType.INTEGER,
                ColumnType.BIGINT,
                SHORT_DECIMAL,
                WIDE_DECIMAL,
                ColumnType.VARCHAR,
                ColumnType.DATE));
        List<Expression> operands = new ArrayList<>();
        operands.add(leaf(type));
        for (int i = random.nextInt(9); i >= 0; i--) {
            ColumnType member = Reference.isExact(type) && random.nextInt(3) == 0 ? any(EXACT) : type;
            operands.add(Values.constant(nullable(member), Values.random(nullable(member), random)));
        }
        return new Expression.Call(Operation.IN, operands, nullable(ColumnType.BOOLEAN));
    }

    private Expression number(ColumnType type, int depth) {
        int next = depth - 1;
        boolean floating = type.kind() == ColumnType.Kind.DOUBLE;
        return switch (random.nextInt(8)) {
            case 0 -> call(Operation.CAST, type, of(numeric(), next));
            case 1 -> call(any(List.of(Operation.NEGATE, Operation.ABS)), type, of(type, next));
            case 2 -> call(any(List.of(Operation.FLOOR, Operation.CEIL)), type, of(floating ? type : any(EXACT), next));
            case 3 ->
                floating
                        ? call(Operation.DIVIDE, type, of(type, next), of(numeric(), next))
                        : call(
                                any(List.of(Operation.DIVIDE, Operation.MODULO)),
                                type,
                                of(any(EXACT), next),
                                leaf(any(EXACT)));
            case 4 ->
                type.equals(ColumnType.BIGINT)
                        ? call(Operation.CHAR_LENGTH, type, of(ColumnType.VARCHAR, next))
                        : sum(type, floating, next);
            case 5 -> type.equals(ColumnType.BIGINT) ? extract(next) : sum(type, floating, next);
            default -> sum(type, floating, next);
        };
    }

    private Expression sum(ColumnType type, boolean floating, int depth) {
        Operation operation = any(List.of(Operation.PLUS, Operation.MINUS, Operation.TIMES));
        ColumnType left = floating ? numeric() : any(EXACT);
        ColumnType right = floating ? numeric() : any(EXACT);
        if (operation == Operation.TIMES && !floating) {
            // As a product is typed: so that none has to be rounded.
            left = any(List.of(ColumnType.SMALLINT, ColumnType.INTEGER, SHORT_DECIMAL));
            right = type.scale() >= 4 ? SHORT_DECIMAL : ColumnType.INTEGER;
        }
        return call(operation, type, of(left, depth), of(right, depth));
    }

    private Expression extract(int depth) {
        return call(
                any(List.of(
                        Operation.EXTRACT_YEAR,
                        Operation.EXTRACT_MONTH,
                        Operation.EXTRACT_DAY,
                        Operation.EXTRACT_WEEK,
                        Operation.EXTRACT_DAY_OF_YEAR,
                        Operation.EXTRACT_DAY_OF_WEEK)),
                ColumnType.BIGINT,
                of(ColumnType.DATE, depth));
    }

    private Expression date(int depth) {
        return random.nextBoolean()
                ? call(
                        any(List.of(Operation.FLOOR_MONTH, Operation.FLOOR_YEAR)),
                        ColumnType.DATE,
                        of(ColumnType.DATE, depth - 1))
                : call(Operation.ADD_MONTHS, ColumnType.DATE, of(ColumnType.DATE, depth - 1), leaf(ColumnType.TINYINT));
    }

    private Expression text(int depth) {
        int next = depth - 1;
        return switch (random.nextInt(3)) {
            case 0 ->
                call(any(List.of(Operation.UPPER, Operation.LOWER)), ColumnType.VARCHAR, of(ColumnType.VARCHAR, next));
            case 1 ->
                call(Operation.CONCAT, ColumnType.VARCHAR, of(ColumnType.VARCHAR, next), of(ColumnType.VARCHAR, next));
            default ->
                call(
                        Operation.SUBSTRING,
                        ColumnType.VARCHAR,
                        of(ColumnType.VARCHAR, next),
                        Values.constant(ValueType.notNull(ColumnType.INTEGER), random.nextInt(8) - 2),
                        Values.constant(ValueType.notNull(ColumnType.INTEGER), random.nextInt(6)));
        };
    }
}
