package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Expression.Call;
import io.gpuquery.calcite.expression.Expression.Constant;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import io.gpuquery.scan.Literal;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Expressions without nulls. */
final class PresentValues {
    private PresentValues() {}

    /** The expression, with some value of its type in place of nulls; null if there is none. */
    static @Nullable Expression of(Expression expression) {
        ValueType type = expression.type().withNullable(false);
        Literal value = some(type.type());
        return value == null
                ? null
                : new Call(Operation.COALESCE, List.of(expression, new Constant(type, value)), type);
    }

    private static @Nullable Literal some(ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ ->
                new Literal.OfLong(0);
            case DECIMAL ->
                type.precision() <= ColumnType.MAX_LONG_DECIMAL_PRECISION
                        ? new Literal.OfLong(0)
                        : new Literal.OfBigInteger(BigInteger.ZERO);
            case REAL, DOUBLE -> new Literal.OfDouble(0);
            case VARCHAR -> new Literal.OfBytes(new byte[0]);
            case VARBINARY, UUID, ARRAY, MAP, ROW -> null;
        };
    }
}
