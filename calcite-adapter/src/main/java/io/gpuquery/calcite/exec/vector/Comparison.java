package io.gpuquery.calcite.exec.vector;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Comparisons of two vectors of one family. Exact numbers have the same digits after the point; doubles compare as primitives. */
public enum Comparison {
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE;

    /** TRUE or FALSE for each row, NULL where either is. */
    public IntVector apply(Vector a, Vector b, Scratch scratch) {
        int @Nullable [] nulls = Nulls.either(a, b, scratch);
        return Booleans.masked(flags(a, b, scratch), a.length(), nulls);
    }

    /** As if the operands changed places. */
    public Comparison mirrored() {
        return switch (this) {
            case EQ, NE -> this;
            case LT -> GT;
            case LE -> GE;
            case GT -> LT;
            case GE -> LE;
        };
    }

    private int[] flags(Vector a, Vector b, Scratch scratch) {
        int count = a.length();
        int[] flags = scratch.ints(count);
        if (a instanceof DoubleVector x) {
            compare(x.values(), ((DoubleVector) b).values(), flags, count);
            return flags;
        }
        switch (this) {
            case EQ, NE -> equal(a, b, flags, scratch);
            case LT, GE -> less(a, b, flags, scratch);
            case GT, LE -> less(b, a, flags, scratch);
        }
        if (this == NE || this == GE || this == LE) {
            for (int i = 0; i < count; i++) {
                flags[i] ^= 1;
            }
        }
        return flags;
    }

    private void compare(double[] x, double[] y, int[] flags, int count) {
        switch (this) {
            case EQ -> equal(x, y, flags, count);
            case NE -> {
                equal(x, y, flags, count);
                for (int i = 0; i < count; i++) {
                    flags[i] ^= 1;
                }
            }
            case LT -> less(x, y, flags, count);
            case LE -> lessOrEqual(x, y, flags, count);
            case GT -> less(y, x, flags, count);
            case GE -> lessOrEqual(y, x, flags, count);
        }
    }

    private static void equal(double[] x, double[] y, int[] flags, int count) {
        for (int i = 0; i < count; i++) {
            flags[i] = x[i] == y[i] ? 1 : 0;
        }
    }

    private static void less(double[] x, double[] y, int[] flags, int count) {
        for (int i = 0; i < count; i++) {
            flags[i] = x[i] < y[i] ? 1 : 0;
        }
    }

    private static void lessOrEqual(double[] x, double[] y, int[] flags, int count) {
        for (int i = 0; i < count; i++) {
            flags[i] = x[i] <= y[i] ? 1 : 0;
        }
    }

    private static boolean isText(Vector vector) {
        return vector instanceof TextVector || vector instanceof CodedVector;
    }

    private static void equal(Vector a, Vector b, int[] flags, Scratch scratch) {
        int count = a.length();
        if (isText(a)) {
            equal(Lanes.texts(a, scratch), Lanes.texts(b, scratch), flags);
        } else if (a instanceof IntVector x && b instanceof IntVector y) {
            equal(x.values(), y.values(), flags, count);
        } else if (Lanes.isWide(a) || Lanes.isWide(b)) {
            WideVector x = Lanes.wide(a, scratch);
            WideVector y = Lanes.wide(b, scratch);
            for (int i = 0; i < count; i++) {
                flags[i] = ((x.high()[i] ^ y.high()[i]) | (x.low()[i] ^ y.low()[i])) == 0 ? 1 : 0;
            }
        } else {
            equal(Lanes.longs(a, scratch).values(), Lanes.longs(b, scratch).values(), flags, count);
        }
    }

    /** The sign of {@code d | -d} is set unless d is 0. */
    private static void equal(int[] x, int[] y, int[] flags, int count) {
        for (int i = 0; i < count; i++) {
            int difference = x[i] ^ y[i];
            flags[i] = ((difference | -difference) >>> 31) ^ 1;
        }
    }

    private static void equal(long[] x, long[] y, int[] flags, int count) {
        for (int i = 0; i < count; i++) {
            flags[i] = x[i] == y[i] ? 1 : 0;
        }
    }

    private static void equal(TextVector a, TextVector b, int[] flags) {
        for (int i = 0; i < a.length(); i++) {
            int length = a.lengths()[i];
            int start = a.starts()[i];
            int other = b.starts()[i];
            flags[i] = length == b.lengths()[i]
                            && Arrays.equals(a.bytes(), start, start + length, b.bytes(), other, other + length)
                    ? 1
                    : 0;
        }
    }

    private static void less(Vector a, Vector b, int[] flags, Scratch scratch) {
        int count = a.length();
        if (isText(a)) {
            less(Lanes.texts(a, scratch), Lanes.texts(b, scratch), flags);
        } else if (a instanceof IntVector x && b instanceof IntVector y) {
            less(x.values(), y.values(), flags, count);
        } else if (Lanes.isWide(a) || Lanes.isWide(b)) {
            WideVector x = Lanes.wide(a, scratch);
            WideVector y = Lanes.wide(b, scratch);
            for (int i = 0; i < count; i++) {
                flags[i] = Int128.compare(x.high()[i], x.low()[i], y.high()[i], y.low()[i]) < 0 ? 1 : 0;
            }
        } else {
            less(Lanes.longs(a, scratch).values(), Lanes.longs(b, scratch).values(), flags, count);
        }
    }

    /**
     * The sign of the difference, corrected where it overflows. C2 of JDK 17 makes vector instructions of this and not of a
     * conditional. Source: Hacker's Delight, 2-12.
     */
    private static void less(int[] x, int[] y, int[] flags, int count) {
        for (int i = 0; i < count; i++) {
            flags[i] = ((x[i] & ~y[i]) | (~(x[i] ^ y[i]) & (x[i] - y[i]))) >>> 31;
        }
    }

    private static void less(long[] x, long[] y, int[] flags, int count) {
        for (int i = 0; i < count; i++) {
            flags[i] = x[i] < y[i] ? 1 : 0;
        }
    }

    private static void less(TextVector a, TextVector b, int[] flags) {
        for (int i = 0; i < a.length(); i++) {
            int start = a.starts()[i];
            int other = b.starts()[i];
            int order = Arrays.compareUnsigned(
                    a.bytes(), start, start + a.lengths()[i], b.bytes(), other, other + b.lengths()[i]);
            flags[i] = order < 0 ? 1 : 0;
        }
    }
}
