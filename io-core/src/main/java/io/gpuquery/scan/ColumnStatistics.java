package io.gpuquery.scan;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a column's values without reading them; null where it is not known.
 *
 * @param nullCount exact
 * @param min no value is smaller; NaN left out
 * @param max no value is greater; NaN left out
 * @param distinctCount estimated
 */
public record ColumnStatistics(
        @Nullable Long nullCount,
        @Nullable Literal min,
        @Nullable Literal max,
        @Nullable Long distinctCount) {
    /** Nothing is known. */
    public static final ColumnStatistics UNKNOWN = new ColumnStatistics(null, null, null, null);
}
