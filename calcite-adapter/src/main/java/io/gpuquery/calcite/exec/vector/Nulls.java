package io.gpuquery.calcite.exec.vector;

import org.jspecify.annotations.Nullable;

/** Flags of nulls: 1 where there is no value; no array at all where all rows have one. */
public final class Nulls {
    private Nulls() {}

    /** Null where either is. */
    public static int @Nullable [] either(Vector a, Vector b, Scratch scratch) {
        return either(a.nulls(), b.nulls(), a.length(), scratch);
    }

    /** Null where either is. */
    public static int @Nullable [] either(int @Nullable [] a, int @Nullable [] b, int count, Scratch scratch) {
        if (a == null || a == b) {
            return b;
        }
        if (b == null) {
            return a;
        }
        int[] either = scratch.ints(count);
        for (int i = 0; i < count; i++) {
            either[i] = a[i] | b[i];
        }
        return either;
    }

    /** Null where any is. */
    public static int @Nullable [] any(Vector[] vectors, int count, Scratch scratch) {
        int @Nullable [] nulls = null;
        for (Vector vector : vectors) {
            nulls = either(nulls, vector.nulls(), count, scratch);
        }
        return nulls;
    }

    /** All rows. */
    public static int[] all(int count, Scratch scratch) {
        int[] nulls = scratch.ints(count);
        java.util.Arrays.fill(nulls, 0, count, 1);
        return nulls;
    }
}
