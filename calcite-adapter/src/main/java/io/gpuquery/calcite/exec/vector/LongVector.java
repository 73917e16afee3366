package io.gpuquery.calcite.exec.vector;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Integers of 64 bits: also times, timestamps and decimals. */
public final class LongVector extends Vector {
    private final long[] values;
    private final long min;
    private final long max;

    /** Takes bounds of the values that are not null. */
    public LongVector(long[] values, int length, int @Nullable [] nulls, long min, long max) {
        super(length, nulls);
        this.values = values;
        this.min = min;
        this.max = max;
    }

    /** Values that may be any. */
    public LongVector(long[] values, int length, int @Nullable [] nulls) {
        this(values, length, nulls, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    public long[] values() {
        return values;
    }

    /** No value is less. */
    public long min() {
        return min;
    }

    /** No value is greater. */
    public long max() {
        return max;
    }

    @Override
    Vector gatherValues(int[] rows, int count, int @Nullable [] gatheredNulls, Scratch scratch) {
        long[] gathered = scratch.longs(count);
        for (int i = 0; i < count; i++) {
            gathered[i] = values[rows[i]];
        }
        return new LongVector(gathered, count, gatheredNulls, min, max);
    }

    @Override
    Vector selectValues(RowRuns runs, int @Nullable [] selectedNulls, Scratch scratch) {
        long[] selected = scratch.longs(runs.count());
        runs.copy(values, selected);
        return new LongVector(selected, runs.count(), selectedNulls, min, max);
    }

    @Override
    public Vector copy() {
        return new LongVector(Arrays.copyOf(values, length()), length(), copyOfNulls(), min, max);
    }

    @Override
    public Vector withNulls(int @Nullable [] newNulls) {
        return new LongVector(values, length(), newNulls, min, max);
    }
}
