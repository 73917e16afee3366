package io.gpuquery.calcite.translation;

import io.gpuquery.calcite.expression.ValueType;
import java.util.Map;
import java.util.function.Function;
import org.apache.calcite.DataContext;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.runtime.SqlFunctions;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;

/**
 * A function without operands that has one value throughout an execution, such as {@code CURRENT_DATE}.
 *
 * @param operator which
 * @param type the type of its value
 */
record MomentFunction(SqlOperator operator, ValueType type) implements ParameterList.Source {
    private static final Map<SqlOperator, Function<DataContext, Object>> VALUES = Map.of(
            SqlStdOperatorTable.CURRENT_DATE, SqlFunctions::currentDate,
            SqlStdOperatorTable.CURRENT_TIME, SqlFunctions::currentTime,
            SqlStdOperatorTable.CURRENT_TIMESTAMP, SqlFunctions::currentTimestamp,
            SqlStdOperatorTable.LOCALTIME, SqlFunctions::localTime,
            SqlStdOperatorTable.LOCALTIMESTAMP, SqlFunctions::localTimestamp);

    /** Takes a call; null if it is none of these functions. */
    static @Nullable MomentFunction of(RexCall call) {
        ValueType type = ColumnTypes.of(call.getType());
        boolean known = type != null && call.getOperands().isEmpty() && VALUES.containsKey(call.getOperator());
        return known && type != null ? new MomentFunction(call.getOperator(), type) : null;
    }

    @Override
    public @Nullable Object value(DataContext context) {
        Function<DataContext, Object> function = VALUES.get(operator);
        if (function == null) {
            throw new IllegalStateException(operator + " is not a function of the moment");
        }
        return function.apply(context);
    }
}
