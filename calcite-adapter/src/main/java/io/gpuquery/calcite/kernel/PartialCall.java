package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.expression.Expression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a device adds up of the rows of a batch, for each group.
 *
 * @param arguments over the columns of the scan: any number for a COUNT, else one
 * @param filter only rows for which it is TRUE count; null: all
 */
public record PartialCall(
        Function function,
        List<Expression> arguments,
        @Nullable Expression filter) {
    public PartialCall {
        arguments = List.copyOf(arguments);
    }

    /** What is added up. */
    public enum Function {
        /** Rows in which no argument is NULL. */
        COUNT,
        /** Of exact numbers, in 128 bits. */
        SUM,
        /** Of doubles, block by block in the order in which the CPU adds them up. */
        DOUBLE_SUM,
        MIN,
        MAX
    }
}
