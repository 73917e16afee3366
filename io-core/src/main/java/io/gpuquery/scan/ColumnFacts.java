package io.gpuquery.scan;

/**
 * What is known of a column's values in some rows without reading them, and whether its bounds are values that occur.
 *
 * @param range nulls and bounds
 * @param minExact whether {@code range.min()} is the least value, in the order in which NaN is above all numbers and -0 below 0
 * @param maxExact whether {@code range.max()} is the greatest value, in that order
 */
public record ColumnFacts(ColumnRange range, boolean minExact, boolean maxExact) {
    /** Nothing but the number of rows. */
    public static ColumnFacts unknown(long rowCount) {
        return new ColumnFacts(new ColumnRange(rowCount, null, null, null, true), false, false);
    }

    /** Rows that hold a value; -1 where that is not known. */
    long valueCount() {
        Long nulls = range.nullCount();
        return nulls == null ? -1 : range.rowCount() - nulls;
    }

    /** Whether what is wanted is known. */
    boolean has(Summary.Wanted wanted) {
        Long nulls = range.nullCount();
        if (nulls == null) {
            return !wanted.any();
        }
        boolean none = nulls == range.rowCount();
        return (!wanted.min() || none || (minExact && range.min() != null))
                && (!wanted.max() || none || (maxExact && range.max() != null));
    }
}
