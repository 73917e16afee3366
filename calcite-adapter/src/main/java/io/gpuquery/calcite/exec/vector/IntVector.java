package io.gpuquery.calcite.exec.vector;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Integers of 32 bits: also booleans, dates, and decimals whose unscaled values are small. */
public final class IntVector extends Vector {
    private final int[] values;
    private final int min;
    private final int max;

    /** Takes bounds of the values that are not null. */
    public IntVector(int[] values, int length, int @Nullable [] nulls, int min, int max) {
        super(length, nulls);
        this.values = values;
        this.min = min;
        this.max = max;
    }

    /** Values that may be any. */
    public IntVector(int[] values, int length, int @Nullable [] nulls) {
        this(values, length, nulls, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** Booleans: 0 or 1, and 0 where they are null. */
    public static IntVector booleans(int[] values, int length, int @Nullable [] nulls) {
        return new IntVector(values, length, nulls, 0, 1);
    }

    public int[] values() {
        return values;
    }

    /** No value is less. */
    public int min() {
        return min;
    }

    /** No value is greater. */
    public int max() {
        return max;
    }

    @Override
    Vector gatherValues(int[] rows, int count, int @Nullable [] gatheredNulls, Scratch scratch) {
        int[] gathered = scratch.ints(count);
        for (int i = 0; i < count; i++) {
            gathered[i] = values[rows[i]];
        }
        return new IntVector(gathered, count, gatheredNulls, min, max);
    }

    @Override
    Vector selectValues(RowRuns runs, int @Nullable [] selectedNulls, Scratch scratch) {
        int[] selected = scratch.ints(runs.count());
        runs.copy(values, selected);
        return new IntVector(selected, runs.count(), selectedNulls, min, max);
    }

    @Override
    public Vector copy() {
        return new IntVector(Arrays.copyOf(values, length()), length(), copyOfNulls(), min, max);
    }

    @Override
    public Vector withNulls(int @Nullable [] newNulls) {
        return new IntVector(values, length(), newNulls, min, max);
    }
}
