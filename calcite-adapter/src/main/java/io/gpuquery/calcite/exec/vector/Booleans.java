package io.gpuquery.calcite.exec.vector;

import org.jspecify.annotations.Nullable;

/**
 * SQL's three-valued logic on flags: a value is 1 where TRUE, and 0 where FALSE or NULL, so that {@code 1 ^ (value | null)} is FALSE.
 * Branch-free on one width: C2 makes vector instructions of it.
 */
public final class Booleans {
    private Booleans() {}

    /** FALSE where either is, else NULL where either is. */
    public static IntVector and(IntVector a, IntVector b, Scratch scratch) {
        int count = a.length();
        int[] x = a.values();
        int[] y = b.values();
        int[] values = scratch.ints(count);
        for (int i = 0; i < count; i++) {
            values[i] = x[i] & y[i];
        }
        if (a.nulls() == null && b.nulls() == null) {
            return IntVector.booleans(values, count, null);
        }
        int[] xNull = flags(a, scratch);
        int[] yNull = flags(b, scratch);
        int[] nulls = scratch.ints(count);
        for (int i = 0; i < count; i++) {
            nulls[i] = (x[i] | xNull[i]) & (y[i] | yNull[i]) & (values[i] ^ 1);
        }
        return IntVector.booleans(values, count, nulls);
    }

    /** TRUE where either is, else NULL where either is. */
    public static IntVector or(IntVector a, IntVector b, Scratch scratch) {
        int count = a.length();
        int[] x = a.values();
        int[] y = b.values();
        int[] values = scratch.ints(count);
        for (int i = 0; i < count; i++) {
            values[i] = x[i] | y[i];
        }
        if (a.nulls() == null && b.nulls() == null) {
            return IntVector.booleans(values, count, null);
        }
        int[] xNull = flags(a, scratch);
        int[] yNull = flags(b, scratch);
        int[] nulls = scratch.ints(count);
        for (int i = 0; i < count; i++) {
            nulls[i] = (xNull[i] | yNull[i]) & (values[i] ^ 1);
        }
        return IntVector.booleans(values, count, nulls);
    }

    /** NULL stays NULL. */
    public static IntVector not(IntVector a, Scratch scratch) {
        return isFalse(a, a.nulls(), scratch);
    }

    /** Whether FALSE. */
    public static IntVector isFalse(IntVector a, Scratch scratch) {
        return isFalse(a, null, scratch);
    }

    private static IntVector isFalse(IntVector a, int @Nullable [] nulls, Scratch scratch) {
        int count = a.length();
        int[] x = a.values();
        int[] xNull = a.nulls();
        int[] values = scratch.ints(count);
        if (xNull == null) {
            for (int i = 0; i < count; i++) {
                values[i] = x[i] ^ 1;
            }
        } else {
            for (int i = 0; i < count; i++) {
                values[i] = (x[i] | xNull[i]) ^ 1;
            }
        }
        return IntVector.booleans(values, count, nulls);
    }

    /** Whether TRUE. */
    public static IntVector isTrue(IntVector a) {
        return IntVector.booleans(a.values(), a.length(), null);
    }

    /** Whether FALSE or NULL. */
    public static IntVector isNotTrue(IntVector a, Scratch scratch) {
        return isFalse(isTrue(a), scratch);
    }

    /** Whether TRUE or NULL. */
    public static IntVector isNotFalse(IntVector a, Scratch scratch) {
        int[] nulls = a.nulls();
        return nulls == null ? isTrue(a) : or(isTrue(a), IntVector.booleans(nulls, a.length(), null), scratch);
    }

    /** Whether there is no value. */
    public static IntVector isNull(Vector a, Scratch scratch) {
        return IntVector.booleans(flags(a, scratch), a.length(), null);
    }

    /** Whether there is a value. */
    public static IntVector isNotNull(Vector a, Scratch scratch) {
        return isFalse(isNull(a, scratch), scratch);
    }

    /** Values with 0 put where they are null. The array must be the caller's own. */
    static IntVector masked(int[] values, int count, int @Nullable [] nulls) {
        if (nulls != null) {
            for (int i = 0; i < count; i++) {
                values[i] &= nulls[i] ^ 1;
            }
        }
        return IntVector.booleans(values, count, nulls);
    }

    /** How many rows are TRUE. */
    public static int count(IntVector condition) {
        int[] values = condition.values();
        int count = 0;
        for (int i = 0; i < condition.length(); i++) {
            count += values[i];
        }
        return count;
    }

    /** Writes the numbers of the rows that are TRUE, ascending, and returns how many there are. */
    public static int select(IntVector condition, int[] rows) {
        int[] values = condition.values();
        int count = condition.length();
        int selected = 0;
        for (int i = 0; i < count; i++) {
            rows[selected] = i;
            selected += values[i];
        }
        return selected;
    }

    private static int[] flags(Vector a, Scratch scratch) {
        int[] nulls = a.nulls();
        if (nulls == null) {
            nulls = scratch.ints(a.length());
            java.util.Arrays.fill(nulls, 0, a.length(), 0);
        }
        return nulls;
    }
}
