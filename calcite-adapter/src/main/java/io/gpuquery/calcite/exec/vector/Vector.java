package io.gpuquery.calcite.exec.vector;

import org.jspecify.annotations.Nullable;

/**
 * Values of a run of rows in heap arrays, which may be longer than the run. What lies under a null is unspecified, except that
 * a boolean is 0 there.
 *
 * <p>Vectors that an evaluation makes lie in arrays that it uses again for the next block; {@link #copy()} outlives that.
 */
public abstract sealed class Vector
        permits IntVector, LongVector, DoubleVector, WideVector, TextVector, CodedVector, NestedVector {
    private final int length;
    private final int @Nullable [] nulls;

    Vector(int length, int @Nullable [] nulls) {
        this.length = length;
        this.nulls = nulls;
    }

    /** Rows. */
    public final int length() {
        return length;
    }

    /** 1 where there is no value, else 0; null where all rows have one. */
    public final int @Nullable [] nulls() {
        return nulls;
    }

    public final boolean isNull(int row) {
        return nulls != null && nulls[row] != 0;
    }

    /** The values of some rows, in that order. */
    public final Vector gather(int[] rows, int count, Scratch scratch) {
        int @Nullable [] from = nulls;
        int @Nullable [] gathered = null;
        if (from != null) {
            gathered = scratch.ints(count);
            int any = 0;
            for (int i = 0; i < count; i++) {
                int flag = from[rows[i]];
                gathered[i] = flag;
                any |= flag;
            }
            gathered = any == 0 ? null : gathered;
        }
        return gatherValues(rows, count, gathered, scratch);
    }

    /** The values of rows of which few are missing. */
    public final Vector select(RowRuns runs, Scratch scratch) {
        int @Nullable [] from = nulls;
        int @Nullable [] selected = null;
        if (from != null) {
            selected = scratch.ints(runs.count());
            runs.copy(from, selected);
            int any = 0;
            for (int i = 0; i < runs.count(); i++) {
                any |= selected[i];
            }
            selected = any == 0 ? null : selected;
        }
        return selectValues(runs, selected, scratch);
    }

    Vector selectValues(RowRuns runs, int @Nullable [] selectedNulls, Scratch scratch) {
        return gatherValues(runs.rows(), runs.count(), selectedNulls, scratch);
    }

    abstract Vector gatherValues(int[] rows, int count, int @Nullable [] gatheredNulls, Scratch scratch);

    /** The same in arrays of its own, no longer than needed. */
    public abstract Vector copy();

    /** The same values and other nulls, at least its own. */
    public abstract Vector withNulls(int @Nullable [] newNulls);

    final int @Nullable [] copyOfNulls() {
        return nulls == null ? null : java.util.Arrays.copyOf(nulls, length);
    }
}
