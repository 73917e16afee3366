package io.gpuquery.calcite.translation;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Expression.Call;
import io.gpuquery.calcite.expression.Expression.Constant;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import io.gpuquery.scan.Literal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/**
 * Calls of dates, times and intervals. Those of TIMESTAMP WITH LOCAL TIME ZONE depend on the time zone of an execution and are left
 * to Calcite's code.
 */
final class TimeTranslation {
    private static final Map<TimeUnitRange, Operation> EXTRACTS = new EnumMap<>(Map.ofEntries(
            Map.entry(TimeUnitRange.YEAR, Operation.EXTRACT_YEAR),
            Map.entry(TimeUnitRange.QUARTER, Operation.EXTRACT_QUARTER),
            Map.entry(TimeUnitRange.MONTH, Operation.EXTRACT_MONTH),
            Map.entry(TimeUnitRange.WEEK, Operation.EXTRACT_WEEK),
            Map.entry(TimeUnitRange.DAY, Operation.EXTRACT_DAY),
            Map.entry(TimeUnitRange.DOW, Operation.EXTRACT_DAY_OF_WEEK),
            Map.entry(TimeUnitRange.DOY, Operation.EXTRACT_DAY_OF_YEAR),
            Map.entry(TimeUnitRange.HOUR, Operation.EXTRACT_HOUR),
            Map.entry(TimeUnitRange.MINUTE, Operation.EXTRACT_MINUTE),
            Map.entry(TimeUnitRange.SECOND, Operation.EXTRACT_SECOND),
            Map.entry(TimeUnitRange.EPOCH, Operation.EXTRACT_EPOCH)));

    private static final Map<TimeUnitRange, Operation> FLOORS = new EnumMap<>(Map.of(
            TimeUnitRange.YEAR, Operation.FLOOR_YEAR,
            TimeUnitRange.QUARTER, Operation.FLOOR_QUARTER,
            TimeUnitRange.MONTH, Operation.FLOOR_MONTH,
            TimeUnitRange.WEEK, Operation.FLOOR_WEEK,
            TimeUnitRange.DAY, Operation.FLOOR_DAY,
            TimeUnitRange.HOUR, Operation.FLOOR_HOUR,
            TimeUnitRange.MINUTE, Operation.FLOOR_MINUTE,
            TimeUnitRange.SECOND, Operation.FLOOR_SECOND));

    private static final int MILLISECONDS = 3;

    private final ExpressionTranslation expressions;

    TimeTranslation(ExpressionTranslation expressions) {
        this.expressions = expressions;
    }

    /** {@code EXTRACT(unit FROM time)}. */
    @Nullable
    Expression extract(RexCall call) {
        Operation operation = operation(EXTRACTS, call.getOperands().get(0));
        Expression time = expressions.translate(call.getOperands().get(1));
        if (operation == null
                || time == null
                || ColumnTypes.isInterval(call.getOperands().get(1).getType())) {
            return null;
        }
        boolean known = switch (time.type().type().kind()) {
            case DATE, TIMESTAMP -> true;
            case TIME ->
                operation == Operation.EXTRACT_HOUR
                        || operation == Operation.EXTRACT_MINUTE
                        || operation == Operation.EXTRACT_SECOND;
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    TIMESTAMP_LTZ,
                    VARCHAR,
                    VARBINARY,
                    UUID,
                    ARRAY,
                    MAP,
                    ROW -> false;
        };
        ColumnType type = ColumnTypes.column(call.getType());
        if (!known || type == null) {
            return null;
        }
        Expression extracted = ExpressionTranslation.call(operation, ColumnType.BIGINT, call, List.of(time));
        return ExpressionTranslation.as(type, extracted);
    }

    /** {@code FLOOR(time TO unit)}. */
    @Nullable
    Expression floor(RexCall call) {
        Operation operation = operation(FLOORS, call.getOperands().get(1));
        Expression time = expressions.translate(call.getOperands().get(0));
        if (operation == null || time == null || call.getKind() != SqlKind.FLOOR) {
            return null;
        }
        ColumnType type = time.type().type();
        boolean clock = operation == Operation.FLOOR_HOUR
                || operation == Operation.FLOOR_MINUTE
                || operation == Operation.FLOOR_SECOND;
        boolean known = type.kind() == ColumnType.Kind.TIMESTAMP || (type.kind() == ColumnType.Kind.DATE && !clock);
        return known ? ExpressionTranslation.call(operation, type, call, List.of(time)) : null;
    }

    private static @Nullable Operation operation(Map<TimeUnitRange, Operation> operations, RexNode unit) {
        TimeUnitRange range = unit instanceof RexLiteral literal && literal.getValue() instanceof TimeUnitRange
                ? literal.getValueAs(TimeUnitRange.class)
                : null;
        return range == null ? null : operations.get(range);
    }

    /** Sums and differences of times and intervals, and multiples of intervals. */
    @Nullable
    Expression arithmetic(RexCall call) {
        if (call.getOperands().size() == 1) {
            return call.getKind() == SqlKind.MINUS_PREFIX ? units(Operation.NEGATE, call) : null;
        }
        RexNode left = call.getOperands().get(0);
        RexNode right = call.getOperands().get(1);
        boolean leftInterval = ColumnTypes.isInterval(left.getType());
        boolean rightInterval = ColumnTypes.isInterval(right.getType());
        boolean minus = call.getKind() == SqlKind.MINUS || call.getKind() == SqlKind.CHECKED_MINUS;
        if (ColumnTypes.isInterval(call.getType())) {
            if (!leftInterval && !rightInterval) {
                return minus ? difference(call, left, right) : null;
            }
            return units(call);
        }
        if (rightInterval && !leftInterval) {
            return moved(call, left, right, minus);
        }
        return leftInterval && !rightInterval && !minus ? moved(call, right, left, false) : null;
    }

    /** Arithmetic of intervals as of what they count. */
    private @Nullable Expression units(RexCall call) {
        return switch (call.getKind()) {
            case PLUS, CHECKED_PLUS -> units(Operation.PLUS, call);
            case MINUS, CHECKED_MINUS -> units(Operation.MINUS, call);
            case TIMES, CHECKED_TIMES -> units(Operation.TIMES, call);
            default -> null;
        };
    }

    private @Nullable Expression units(Operation operation, RexCall call) {
        List<Expression> operands = expressions.translateAll(call.getOperands());
        boolean whole = operands != null
                && operands.stream()
                        .allMatch(
                                operand -> ColumnTypes.isInteger(operand.type().type()));
        return operands == null || !whole
                ? null
                : ExpressionTranslation.call(operation, ColumnType.BIGINT, call, operands);
    }

    private @Nullable Expression difference(RexCall call, RexNode left, RexNode right) {
        Expression later = expressions.translate(left);
        Expression earlier = expressions.translate(right);
        if (later == null || earlier == null || !isMovable(later) || !isMovable(earlier)) {
            return null;
        }
        if (later.type().type().kind() != earlier.type().type().kind()) {
            // Calcite's code takes the days of a DATE for milliseconds here.
            later = asTimestamp(later);
            earlier = asTimestamp(earlier);
        }
        Operation operation =
                ColumnTypes.isYearMonthInterval(call.getType()) ? Operation.MONTHS_BETWEEN : Operation.MILLIS_BETWEEN;
        return ExpressionTranslation.call(operation, ColumnType.BIGINT, call, List.of(later, earlier));
    }

    private static Expression asTimestamp(Expression time) {
        return time.type().type().kind() == ColumnType.Kind.TIMESTAMP
                ? time
                : ExpressionTranslation.as(ColumnType.timestamp(MILLISECONDS), time);
    }

    private @Nullable Expression moved(RexCall call, RexNode from, RexNode by, boolean back) {
        Expression time = expressions.translate(from);
        Expression interval = expressions.translate(by);
        ColumnType type = ColumnTypes.column(call.getType());
        if (time == null || interval == null || type == null || !isMovable(time)) {
            return null;
        }
        if (time.type().type().kind() != type.kind()) {
            if (type.kind() != ColumnType.Kind.TIMESTAMP) {
                return null;
            }
            time = ExpressionTranslation.as(type, time); // A DATE and hours make a TIMESTAMP.
        }
        Operation operation = isMonths(by.getType()) ? Operation.ADD_MONTHS : Operation.ADD_MILLIS;
        Expression distance = back ? negated(interval) : interval;
        return ExpressionTranslation.call(operation, time.type().type(), call, List.of(time, distance));
    }

    private static boolean isMonths(RelDataType interval) {
        return ColumnTypes.isYearMonthInterval(interval);
    }

    private static boolean isMovable(Expression time) {
        ColumnType.Kind kind = time.type().type().kind();
        return kind == ColumnType.Kind.DATE || kind == ColumnType.Kind.TIMESTAMP;
    }

    private static Expression negated(Expression interval) {
        if (interval instanceof Constant constant && constant.value() instanceof Literal.OfLong units) {
            return Constants.of(-units.value());
        }
        return new Call(
                Operation.NEGATE,
                new ValueType(ColumnType.BIGINT, interval.type().nullable()),
                interval);
    }
}
