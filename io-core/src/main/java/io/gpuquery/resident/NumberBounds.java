package io.gpuquery.resident;

import io.gpuquery.column.ColumnType;
import io.gpuquery.column.Storage;
import io.gpuquery.scan.Literal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Bounds of the blocks of a segment of numbers.
 *
 * @param blocks the bounds
 * @param narrowest the storage that holds all values
 */
record NumberBounds(BlockBounds blocks, Storage narrowest) {

    /** Takes the values as {@link FixedSegmentBuilder} keeps them. */
    static NumberBounds of(ColumnType type, Storage storage, long[] values, PresentBits present, int blockRows) {
        int rowCount = present.rowCount();
        int count = BlockBounds.count(rowCount, blockRows);
        int[] nullCounts = new int[count];
        @Nullable Literal[] minima = new @Nullable Literal[count];
        @Nullable Literal[] maxima = new @Nullable Literal[count];
        boolean fits64 = storage != Storage.INT128;
        if (storage == Storage.INT128 && type.kind() == ColumnType.Kind.DECIMAL) {
            fits64 = fits64(values, rowCount);
        }
        boolean wide = storage == Storage.INT128;
        Range all = new Range();
        int[] masks = new int[Math.min(rowCount, blockRows)];
        for (int block = 0; block < count; block++) {
            int from = block * blockRows;
            int to = Math.min(rowCount, from + blockRows);
            nullCounts[block] = present.nulls(from, to);
            if (storage == Storage.FLOAT32 || storage == Storage.FLOAT64) {
                doubles(storage, values, present, from, to, minima, maxima, block);
            } else if (fits64 && nullCounts[block] < to - from) {
                Range range = new Range();
                if (nullCounts[block] == 0 && !wide) {
                    range.add(values, from, to);
                } else {
                    present.masks(from, to - from, masks);
                    range.add(values, wide ? 2 : 1, masks, from, to);
                }
                all.add(range);
                minima[block] = literal(wide, range.min);
                maxima[block] = literal(wide, range.max);
            }
        }
        BlockBounds bounds = new BlockBounds(blockRows, rowCount, nullCounts, minima, maxima);
        return new NumberBounds(bounds, narrowest(storage, fits64, all));
    }

    private static Literal literal(boolean wide, long value) {
        return wide ? new Literal.OfBigInteger(BigInteger.valueOf(value)) : new Literal.OfLong(value);
    }

    private static boolean fits64(long[] values, int rowCount) {
        long lost = 0;
        for (int row = 0; row < rowCount; row++) {
            lost |= values[2 * row] >> (Long.SIZE - 1) ^ values[2 * row + 1];
        }
        return lost == 0;
    }

    private static Storage narrowest(Storage storage, boolean fits64, Range all) {
        if (!fits64 || storage == Storage.FLOAT32 || storage == Storage.FLOAT64) {
            return storage;
        }
        // Nothing but nulls, which are stored as zeros.
        long min = Math.min(0, all.min);
        long max = Math.max(0, all.max);
        if (min >= Byte.MIN_VALUE && max <= Byte.MAX_VALUE) {
            return Storage.INT8;
        }
        if (min >= Short.MIN_VALUE && max <= Short.MAX_VALUE) {
            return Storage.INT16;
        }
        return min >= Integer.MIN_VALUE && max <= Integer.MAX_VALUE ? Storage.INT32 : Storage.INT64;
    }

    private static void doubles(
            Storage storage,
            long[] values,
            PresentBits present,
            int from,
            int to,
            @Nullable Literal[] minima,
            @Nullable Literal[] maxima,
            int block) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        boolean any = false;
        for (int row = from; row < to; row++) {
            double value = storage == Storage.FLOAT64
                    ? Double.longBitsToDouble(values[row])
                    : Float.intBitsToFloat((int) values[row]);
            if (!Double.isNaN(value) && present.isPresent(row)) {
                any = true;
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
        minima[block] = any ? new Literal.OfDouble(min) : null;
        maxima[block] = any ? new Literal.OfDouble(max) : null;
    }

    /** Bounds of integers; of none at first, which widens no other. */
    private static final class Range {
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;

        void add(long[] values, int from, int to) {
            long low = min;
            long high = max;
            for (int i = from; i < to; i++) {
                low = Math.min(low, values[i]);
                high = Math.max(high, values[i]);
            }
            min = low;
            max = high;
        }

        /** Without jumps: in the place of nulls is what is neutral. */
        void add(long[] values, int elements, int[] masks, int from, int to) {
            long low = min;
            long high = max;
            for (int row = from; row < to; row++) {
                long value = values[row * elements];
                long mask = masks[row - from];
                low = Math.min(low, (value & mask) | (Long.MAX_VALUE & ~mask));
                high = Math.max(high, (value & mask) | (Long.MIN_VALUE & ~mask));
            }
            min = low;
            max = high;
        }

        void add(Range other) {
            min = Math.min(min, other.min);
            max = Math.max(max, other.max);
        }
    }
}
