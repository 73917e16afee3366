package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.column.BufferSlice;
import java.util.List;

/**
 * Whether a join further up will find the keys of a row: one more condition of a selection. It is true for all rows that the join may
 * leave, and false for most others.
 */
public sealed interface KeyProbe {
    /** Whether rows count whose keys are not found, instead of those whose are. */
    boolean negated();

    /**
     * A key that is an integer.
     *
     * @param expression over the columns of the scan, of at most 64 bits
     * @param least of the keys that there are
     * @param size how many values there are from the least to the greatest
     */
    record Key(Expression expression, long least, long size) {}

    /**
     * Keys of integers. Each less its least has a place; those of several keys are put together, the first one first.
     *
     * @param members a bit for each place, 32 in an int, that is set where there is such a key; its owner keeps it while there are rows
     */
    record OfIntegers(List<Key> keys, boolean negated, BufferSlice members) implements KeyProbe {
        public OfIntegers {
            keys = List.copyOf(keys);
        }
    }

    /**
     * A key that is a text of a dictionary.
     *
     * @param column of the scan
     * @param entries tells whether a key is found: TRUE or FALSE for each entry of the dictionary
     */
    record OfTexts(Expression.InputReference column, boolean negated, EntryEvaluation entries) implements KeyProbe {}
}
