package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.column.ColumnBatch;

/**
 * Computes, on the CPU, what depends on one column of texts alone: once for each entry of its dictionary, or, where it has none, for each
 * row.
 */
@FunctionalInterface
public interface EntryEvaluation {
    /**
     * The values of the entries, and behind them that of NULL; or those of all rows, for a column without a dictionary.
     *
     * @throws EntryFailureException if the expression fails for an entry, which may be one that no row has
     */
    Entries evaluate(Expression expression, int column, ColumnBatch batch);

    /**
     * Values by code or by row.
     *
     * @param values 0 or 1, integers, or the bits of doubles
     * @param isNull whether there is no value
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Entries(long[] values, boolean[] isNull) {}
}
