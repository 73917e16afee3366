package io.gpuquery.calcite.translation;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Expression.Call;
import io.gpuquery.calcite.expression.Expression.Constant;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import io.gpuquery.scan.Literal;
import java.math.RoundingMode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** CAST, where the operation of ours has the rules of Calcite's code under our type system. */
final class CastTranslation {
    private static final int MILLISECONDS = 3;

    private final ExpressionTranslation expressions;

    CastTranslation(ExpressionTranslation expressions) {
        this.expressions = expressions;
    }

    @Nullable
    Expression translate(RexCall call) {
        RexNode node = call.getOperands().get(0);
        ColumnType to = ColumnTypes.column(call.getType());
        if (!call.getOperator().equals(SqlStdOperatorTable.CAST)
                || call.getOperands().size() != 1
                || to == null) {
            return null;
        }
        if (ExpressionTranslation.isNull(node)) {
            return Constants.ofNull(to);
        }
        boolean fromInterval = ColumnTypes.isInterval(node.getType());
        if (fromInterval || ColumnTypes.isInterval(call.getType())) {
            boolean same = fromInterval
                    && ColumnTypes.isYearMonthInterval(node.getType())
                            == ColumnTypes.isYearMonthInterval(call.getType())
                    && ColumnTypes.isInterval(call.getType());
            return same ? expressions.translate(node) : null;
        }
        Expression operand = expressions.translate(node);
        return operand == null ? null : cast(operand, node.getType(), to, call.getType());
    }

    private @Nullable Expression cast(Expression operand, RelDataType fromType, ColumnType to, RelDataType toType) {
        ColumnType from = operand.type().type();
        if (from.kind() == to.kind() && ColumnTypes.isTime(to)) {
            // The same time, with all digits it has; fewer than Calcite keeps are rounded by Calcite.
            boolean keepsMillis = toType.getPrecision() >= MILLISECONDS
                    || (fromType.getPrecision() >= 0 && toType.getPrecision() >= fromType.getPrecision());
            return keepsMillis ? operand : null;
        }
        if (to.kind() == ColumnType.Kind.VARCHAR) {
            return toText(operand, fromType, toType);
        }
        if (from.equals(to)) {
            return operand;
        }
        if (from.kind() == ColumnType.Kind.DECIMAL && (ColumnTypes.isInteger(to) || to.kind() == from.kind())) {
            return fromDecimal(operand, from, to);
        }
        return isKnown(from, to)
                ? new Call(Operation.CAST, new ValueType(to, operand.type().nullable()), operand)
                : null;
    }

    /** Digits that are lost are rounded by the type system's rule, in an integer as in a decimal. */
    private @Nullable Expression fromDecimal(Expression operand, ColumnType from, ColumnType to) {
        boolean rounds = from.scale() > to.scale();
        RoundingMode mode =
                expressions.builder().getTypeFactory().getTypeSystem().roundingMode();
        if (rounds && mode != RoundingMode.HALF_UP) {
            return null;
        }
        if (!ColumnTypes.isInteger(to)) {
            return ExpressionTranslation.as(to, operand);
        }
        // One more digit: 9.5 becomes 10.
        int digits = Math.min(from.precision() - from.scale() + 1, ColumnType.MAX_DECIMAL_PRECISION);
        Expression whole = rounds ? ExpressionTranslation.as(ColumnType.decimal(digits, 0), operand) : operand;
        return ExpressionTranslation.as(to, whole);
    }

    private static boolean isKnown(ColumnType from, ColumnType to) {
        if (ColumnTypes.isNumber(from) && ColumnTypes.isNumber(to)) {
            return true;
        }
        return switch (from.kind()) {
            case VARCHAR ->
                ColumnTypes.isNumber(to)
                        || to.kind() == ColumnType.Kind.DATE
                        || to.kind() == ColumnType.Kind.TIME
                        || to.kind() == ColumnType.Kind.TIMESTAMP
                        || to.kind() == ColumnType.Kind.BOOLEAN;
            case DATE -> to.kind() == ColumnType.Kind.TIMESTAMP;
            case TIMESTAMP -> to.kind() == ColumnType.Kind.DATE || to.kind() == ColumnType.Kind.TIME;
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    TIME,
                    TIMESTAMP_LTZ,
                    VARBINARY,
                    UUID,
                    ARRAY,
                    MAP,
                    ROW -> false;
        };
    }

    /** Text of a length is cut to it; Calcite's code pads it. */
    private static @Nullable Expression toText(Expression operand, RelDataType fromType, RelDataType toType) {
        ColumnType from = operand.type().type();
        int length = toType.getPrecision();
        boolean text = from.kind() == ColumnType.Kind.VARCHAR;
        boolean fits = length < 0 || (text && fromType.getPrecision() >= 0 && fromType.getPrecision() <= length);
        if (toType.getSqlTypeName() == SqlTypeName.CHAR) {
            boolean sameLength = fromType.getSqlTypeName() == SqlTypeName.CHAR && fromType.getPrecision() == length;
            return text && sameLength ? operand : null;
        }
        boolean known = switch (from.kind()) {
            case VARCHAR, TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL, BOOLEAN, DATE -> true;
            // Calcite's code writes no fraction of a second, and a number of its own in one of two ways.
            case REAL, DOUBLE, TIME, TIMESTAMP, TIMESTAMP_LTZ, VARBINARY, UUID, ARRAY, MAP, ROW -> false;
        };
        if (!known) {
            return null;
        }
        Expression written = ExpressionTranslation.as(ColumnType.VARCHAR, operand);
        if (fits) {
            return written;
        }
        Expression first = new Constant(ValueType.notNull(ColumnType.INTEGER), new Literal.OfLong(1));
        Expression most = new Constant(ValueType.notNull(ColumnType.INTEGER), new Literal.OfLong(length));
        return new Call(Operation.SUBSTRING, written.type(), written, first, most);
    }

    /** The units of an interval as a number. */
    @Nullable
    Expression reinterpret(RexCall call) {
        ColumnType to = ColumnTypes.column(call.getType());
        RexNode node = call.getOperands().get(0);
        if (to == null || node instanceof RexLiteral || !ColumnTypes.isInteger(to)) {
            return null;
        }
        Expression operand = expressions.translate(node);
        return operand == null || !ColumnTypes.isInteger(operand.type().type())
                ? null
                : ExpressionTranslation.as(to, operand);
    }

    /** Whether values of one type mean the same in another, so that a branch with them needs no cast of its own in SQL. */
    boolean keepsMeaning(ColumnType from, ColumnType to) {
        return from.kind() == to.kind() || (ColumnTypes.isNumber(from) && ColumnTypes.isNumber(to));
    }
}
