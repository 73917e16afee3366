package io.gpuquery.resident;

import io.gpuquery.scan.Literal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the bounds of each block of numbers as they come, while they are in the cache. Values under nulls are given as zero, and masks
 * tell them apart: -1 for a value, 0 for a null; they are looked at only where there are nulls. For one thread.
 */
final class BlockRanges {
    private final int blockRows;
    private final boolean wide;
    private final List<@Nullable Literal> minima = new ArrayList<>();
    private final List<@Nullable Literal> maxima = new ArrayList<>();
    private final BitSet nans = new BitSet();
    private int[] nullCounts = new int[16];
    private int blocks;
    private int rows;
    private int nulls;
    /** Of the block so far; of none at first, which widens no other. */
    private long low = Long.MAX_VALUE;

    private long high = Long.MIN_VALUE;
    private double lowDouble = Double.POSITIVE_INFINITY;
    private double highDouble = Double.NEGATIVE_INFINITY;
    private boolean hasDouble;
    private boolean hasNan;
    private int lastLeast;
    private int lastGreatest;

    /** Takes whether bounds are those of 128-bit values, which all fit 64 bits. */
    BlockRanges(int blockRows, boolean wide) {
        this.blockRows = blockRows;
        this.wide = wide;
    }

    int blockRows() {
        return blockRows;
    }

    /** Rows that the present block still takes; at least 1. */
    int roomOfBlock() {
        return blockRows - rows;
    }

    /** The least of the ints that came last, the zeros of nulls counted. */
    int lastLeast() {
        return lastLeast;
    }

    /** The greatest of them. */
    int lastGreatest() {
        return lastGreatest;
    }

    /** Takes integers of one block. */
    void ints(int[] values, int from, int count, int nullCount, int[] masks) {
        int least = Integer.MAX_VALUE;
        int greatest = Integer.MIN_VALUE;
        if (nullCount == 0) {
            // Two by two, since each minimum waits for the one before.
            int otherLeast = least;
            int otherGreatest = greatest;
            int end = from + (count & ~1);
            for (int i = from; i < end; i += 2) {
                int value = values[i];
                int other = values[i + 1];
                least = Math.min(least, value);
                greatest = Math.max(greatest, value);
                otherLeast = Math.min(otherLeast, other);
                otherGreatest = Math.max(otherGreatest, other);
            }
            if (end < from + count) {
                otherLeast = Math.min(otherLeast, values[end]);
                otherGreatest = Math.max(otherGreatest, values[end]);
            }
            least = Math.min(least, otherLeast);
            greatest = Math.max(greatest, otherGreatest);
        } else {
            // Without jumps: in the place of nulls is what is neutral.
            for (int i = 0; i < count; i++) {
                int value = values[from + i];
                int mask = masks[i];
                least = Math.min(least, value | (Integer.MAX_VALUE & ~mask));
                greatest = Math.max(greatest, value | (Integer.MIN_VALUE & ~mask));
            }
        }
        if (nullCount < count) {
            low = Math.min(low, least);
            high = Math.max(high, greatest);
        }
        lastLeast = nullCount == 0 ? least : Math.min(0, least);
        lastGreatest = nullCount == 0 ? greatest : Math.max(0, greatest);
        passed(count, nullCount);
    }

    /** Takes integers of one block. */
    void longs(long[] values, int from, int count, int nullCount, int[] masks) {
        long least = low;
        long greatest = high;
        if (nullCount == 0) {
            for (int i = from; i < from + count; i++) {
                least = Math.min(least, values[i]);
                greatest = Math.max(greatest, values[i]);
            }
        } else {
            for (int i = 0; i < count; i++) {
                long value = values[from + i];
                long mask = masks[i];
                least = Math.min(least, value | (Long.MAX_VALUE & ~mask));
                greatest = Math.max(greatest, value | (Long.MIN_VALUE & ~mask));
            }
        }
        low = least;
        high = greatest;
        passed(count, nullCount);
    }

    /** Takes floats of one block, by their bits. */
    void floats(int[] values, int from, int count, int nullCount, int[] masks) {
        for (int i = 0; i < count; i++) {
            if (nullCount == 0 || masks[i] != 0) {
                add(Float.intBitsToFloat(values[from + i]));
            }
        }
        passed(count, nullCount);
    }

    /** Takes doubles of one block, by their bits. */
    void doubles(long[] values, int from, int count, int nullCount, int[] masks) {
        for (int i = 0; i < count; i++) {
            if (nullCount == 0 || masks[i] != 0) {
                add(Double.longBitsToDouble(values[from + i]));
            }
        }
        passed(count, nullCount);
    }

    /** Takes values of one block of which nothing is to be known. */
    void unknown(int count, int nullCount) {
        passed(count, nullCount);
    }

    private void add(double value) {
        if (Double.isNaN(value)) {
            hasNan = true;
        } else {
            hasDouble = true;
            lowDouble = Math.min(lowDouble, value);
            highDouble = Math.max(highDouble, value);
        }
    }

    private void passed(int count, int nullCount) {
        rows += count;
        nulls += nullCount;
        if (rows == blockRows) {
            endBlock();
        }
    }

    private void endBlock() {
        if (nullCounts.length == blocks) {
            nullCounts = Arrays.copyOf(nullCounts, 2 * blocks);
        }
        nans.set(blocks, hasNan);
        nullCounts[blocks++] = nulls;
        if (hasDouble) {
            minima.add(new Literal.OfDouble(lowDouble));
            maxima.add(new Literal.OfDouble(highDouble));
        } else {
            minima.add(low <= high ? literal(low) : null);
            maxima.add(low <= high ? literal(high) : null);
        }
        rows = 0;
        nulls = 0;
        low = Long.MAX_VALUE;
        high = Long.MIN_VALUE;
        lowDouble = Double.POSITIVE_INFINITY;
        highDouble = Double.NEGATIVE_INFINITY;
        hasDouble = false;
        hasNan = false;
    }

    private Literal literal(long value) {
        return wide ? new Literal.OfBigInteger(BigInteger.valueOf(value)) : new Literal.OfLong(value);
    }

    /** The bounds of all blocks, the last of which may have fewer rows. Nothing may come after that. */
    BlockBounds finish() {
        int rowCount = blocks * blockRows + rows;
        if (rows > 0) {
            endBlock();
        }
        return new BlockBounds(
                blockRows,
                rowCount,
                Arrays.copyOf(nullCounts, blocks),
                minima.toArray(new @Nullable Literal[0]),
                maxima.toArray(new @Nullable Literal[0]),
                nans);
    }
}
