package io.gpuquery.resident;

import io.gpuquery.scan.ColumnFacts;
import io.gpuquery.scan.ColumnRange;
import io.gpuquery.scan.Literal;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the values of each block of rows of a segment: exact null counts, and bounds of what is not null where the kind
 * of values has any. Immutable.
 */
public final class BlockBounds {
    private final int blockRows;
    private final int rowCount;
    private final int[] nullCounts;
    private final @Nullable Literal[] minima;
    private final @Nullable Literal[] maxima;
    /** Blocks with a value that may be NaN. */
    private final BitSet nans;

    /**
     * @param minima no value of the block is smaller, NaN left out; null where it is not known, or there is no value
     * @param maxima likewise
     */
    BlockBounds(int blockRows, int rowCount, int[] nullCounts, @Nullable Literal[] minima, @Nullable Literal[] maxima) {
        this(blockRows, rowCount, nullCounts, minima, maxima, new BitSet());
    }

    /** Takes the blocks that hold NaN, too. */
    BlockBounds(
            int blockRows,
            int rowCount,
            int[] nullCounts,
            @Nullable Literal[] minima,
            @Nullable Literal[] maxima,
            BitSet nans) {
        this.nans = nans;
        this.blockRows = blockRows;
        this.rowCount = rowCount;
        this.nullCounts = nullCounts;
        this.minima = minima;
        this.maxima = maxima;
    }

    /** Blocks of so many rows. */
    static int count(int rowCount, int blockRows) {
        return (rowCount + blockRows - 1) / blockRows;
    }

    public int blockCount() {
        return nullCounts.length;
    }

    /** Rows of a block: as many as any, but for the last. */
    public int rowCount(int block) {
        return Math.min(blockRows, rowCount - block * blockRows);
    }

    public int nullCount(int block) {
        return nullCounts[block];
    }

    /** No value of the block is smaller; null where nothing is known, or there is no value. */
    public @Nullable Literal min(int block) {
        return minima[block];
    }

    /** No value of the block is greater; null where nothing is known, or there is no value. */
    public @Nullable Literal max(int block) {
        return maxima[block];
    }

    /** What is known of the values of a block; its bounds are values that occur. */
    public ColumnFacts facts(int block) {
        boolean nan = nans.get(block);
        ColumnRange range =
                new ColumnRange(rowCount(block), (long) nullCounts[block], minima[block], maxima[block], nan);
        return new ColumnFacts(range, true, !nan);
    }
}
