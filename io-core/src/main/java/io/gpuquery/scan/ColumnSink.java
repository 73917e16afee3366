package io.gpuquery.scan;

import io.gpuquery.column.Column;
import io.gpuquery.column.ViewColumn;
import org.jspecify.annotations.Nullable;

/**
 * Takes the rows of one column while they are still in the cache of who decoded them, so that no column has to be made of them first.
 *
 * <p>Arrays are the caller's, and looked at only during the call. Flags are 1 for each row with a value and 0 for each null, under
 * which there is 0; null where all rows have a value.
 *
 * <p>Threads: one at a time.
 */
public interface ColumnSink {
    /** Appends rows of a column of the type, which stays the caller's. */
    void append(Column column, int from, int to);

    /** Appends integers that fit 32 bits, whatever the width of the type, or the bits of floats: the first {@code count} of an array. */
    void appendInts(int[] values, int count, byte @Nullable [] flags);

    /** Appends integers, or the bits of doubles: the first {@code count} of an array. */
    void appendLongs(long[] values, int count, byte @Nullable [] flags);

    /**
     * Appends strings, which are ranges of some bytes, all of them UTF-8: the first {@code count} of the arrays. What stands in the place
     * of a null is a range too.
     */
    void appendTexts(byte[] bytes, int[] starts, int[] ends, int count, byte @Nullable [] flags);

    /**
     * Appends strings by their places in a dictionary: the first {@code count} of an array.
     *
     * @param entries the dictionary, which stays the caller's; the same as long as it has the same views
     */
    void appendCodes(int[] codes, int count, byte @Nullable [] flags, ViewColumn entries);
}
