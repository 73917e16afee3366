package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.ValueType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One aggregate of an {@link PlanNode.AggregateNode}.
 *
 * @param function what is computed
 * @param arguments over the input: any number for COUNT and GROUPING, else one
 * @param distinct whether equal values count once
 * @param filter only rows for which it is TRUE count; null: all
 * @param type of the result: of SUM over integers BIGINT or a DECIMAL, over decimals a DECIMAL of the same scale, over REAL and DOUBLE
 *     DOUBLE
 */
public record AggregateCall(
        AggregateFunction function,
        List<Expression> arguments,
        boolean distinct,
        @Nullable Expression filter,
        ValueType type) {
    public AggregateCall {
        Objects.requireNonNull(type, "type");
        arguments = List.copyOf(arguments);
        boolean anyNumber = function == AggregateFunction.COUNT || function == AggregateFunction.GROUPING;
        if (!anyNumber && arguments.size() != 1) {
            throw new IllegalArgumentException(function + " of " + arguments.size() + " arguments");
        }
    }
}
