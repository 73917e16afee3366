package io.gpuquery.calcite.exec.vector;

/**
 * Rows, given by ascending position, as runs of neighbours. Where few rows are missing it takes less to copy what lies between them than
 * to look at each one.
 */
public final class RowRuns {
    private static final int STEP = 32;

    private final int[] rows;
    private final int count;
    private final int[] lengths;
    private int runCount;

    /** The rows must not change. */
    public RowRuns(int[] rows, int count, Scratch scratch) {
        this.rows = rows;
        this.count = count;
        this.lengths = scratch.ints(count);
        for (int i = 0; i < count; ) {
            int length = lengthAt(i);
            lengths[runCount++] = length;
            i += length;
        }
    }

    /** How many neighbours follow, the first of them included. */
    private int lengthAt(int first) {
        int row = rows[first];
        int left = count - first;
        int length = 1;
        while (length + STEP <= left && rows[first + length + STEP - 1] - row == length + STEP - 1) {
            length += STEP;
        }
        for (int step = STEP / 2; step > 0; step /= 2) {
            if (length + step <= left && rows[first + length + step - 1] - row == length + step - 1) {
                length += step;
            }
        }
        return length;
    }

    int count() {
        return count;
    }

    int[] rows() {
        return rows;
    }

    void copy(int[] from, int[] to) {
        int at = 0;
        for (int run = 0; run < runCount; run++) {
            System.arraycopy(from, rows[at], to, at, lengths[run]);
            at += lengths[run];
        }
    }

    void copy(long[] from, long[] to) {
        int at = 0;
        for (int run = 0; run < runCount; run++) {
            System.arraycopy(from, rows[at], to, at, lengths[run]);
            at += lengths[run];
        }
    }
}
