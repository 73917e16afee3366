package io.gpuquery.column;

import java.util.Arrays;

/** Rows of a batch that satisfy a predicate: ascending row numbers. Immutable. */
public final class Selection {
    private final int[] rows;

    private Selection(int[] rows) {
        this.rows = rows;
    }

    /** Takes rows: ascending; the first {@code count} are copied. */
    public static Selection of(int[] rows, int count) {
        return new Selection(Arrays.copyOf(rows, count));
    }

    public int count() {
        return rows.length;
    }

    /** The row number at a position. */
    public int row(int position) {
        return rows[position];
    }
}
