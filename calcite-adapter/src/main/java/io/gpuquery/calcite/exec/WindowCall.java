package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.windowing.WindowFunction;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.ValueType;
import java.util.List;
import java.util.Objects;

/**
 * One function of a {@link WindowGroup}.
 *
 * @param arguments over the input, as {@link WindowFunction} lists them; offsets and numbers of rows are integers, a default is of the
 *     value's type
 * @param distinct whether equal values count once: for COUNT of one argument and sums, of frames that are whole partitions
 * @param ignoreNulls whether rows in which the value is NULL do not count, for functions that find the value of a row
 * @param type of the result: of SUM as {@link AggregateCall} says, of the value for those that find one
 */
public record WindowCall(
        WindowFunction function, List<Expression> arguments, boolean distinct, boolean ignoreNulls, ValueType type) {
    public WindowCall {
        Objects.requireNonNull(type, "type");
        arguments = List.copyOf(arguments);
        int count = arguments.size();
        boolean fits = switch (function) {
            case ROW_NUMBER, RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST -> count == 0;
            case NTILE, FIRST_VALUE, LAST_VALUE, SUM, SUM0, MIN, MAX -> count == 1;
            case LAG, LEAD -> count >= 1 && count <= 3;
            case NTH_VALUE -> count == 2;
            case COUNT -> true;
        };
        if (!fits) {
            throw new IllegalArgumentException(function + " of " + count + " arguments");
        }
    }
}
