package io.gpuquery.format.parquet.index;

import java.util.Arrays;

/** Rows of a row group: stretches in ascending order that do not touch. Immutable. */
public final class RowRanges {
    /** No rows. */
    public static final RowRanges NONE = new RowRanges(new long[0]);

    /** The first row of each stretch, and the row behind its last. */
    private final long[] bounds;

    private RowRanges(long[] bounds) {
        this.bounds = bounds;
    }

    /** Rows from one to before another. */
    public static RowRanges of(long from, long to) {
        return from == to ? NONE : new RowRanges(new long[] {from, to});
    }

    public int count() {
        return bounds.length / 2;
    }

    /** The first row of a stretch. */
    public long from(int stretch) {
        return bounds[2 * stretch];
    }

    /** The row behind the last of a stretch. */
    public long to(int stretch) {
        return bounds[2 * stretch + 1];
    }

    public boolean isEmpty() {
        return bounds.length == 0;
    }

    public long rowCount() {
        long rows = 0;
        for (int i = 0; i < count(); i++) {
            rows += to(i) - from(i);
        }
        return rows;
    }

    /** Rows of both. */
    RowRanges and(RowRanges other) {
        Builder builder = new Builder();
        int left = 0;
        int right = 0;
        while (left < count() && right < other.count()) {
            builder.add(Math.max(from(left), other.from(right)), Math.min(to(left), other.to(right)));
            if (to(left) < other.to(right)) {
                left++;
            } else {
                right++;
            }
        }
        return builder.build();
    }

    /** Rows of either. */
    RowRanges or(RowRanges other) {
        Builder builder = new Builder();
        int left = 0;
        int right = 0;
        while (left < count() || right < other.count()) {
            boolean fromLeft = right == other.count() || (left < count() && from(left) <= other.from(right));
            if (fromLeft) {
                builder.add(from(left), to(left));
                left++;
            } else {
                builder.add(other.from(right), other.to(right));
                right++;
            }
        }
        return builder.build();
    }

    @Override
    public String toString() {
        return Arrays.toString(bounds);
    }

    /** Takes stretches in ascending order of their first rows. */
    static final class Builder {
        private long[] bounds = new long[16];
        private int length;

        void add(long from, long to) {
            if (from >= to) {
                return;
            }
            if (length > 0 && from <= bounds[length - 1]) {
                bounds[length - 1] = Math.max(bounds[length - 1], to);
                return;
            }
            if (length == bounds.length) {
                bounds = Arrays.copyOf(bounds, 2 * length);
            }
            bounds[length++] = from;
            bounds[length++] = to;
        }

        RowRanges build() {
            return length == 0 ? NONE : new RowRanges(Arrays.copyOf(bounds, length));
        }
    }
}
