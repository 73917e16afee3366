package io.gpuquery.calcite.exec.vector;

import org.jspecify.annotations.Nullable;

/**
 * Doubles as integers in the same order: -0 before 0, and NaN, of which there is one, after all numbers. Negative doubles have their
 * other bits inverted, since their magnitudes grow downwards.
 */
public final class OrderedBits {
    private OrderedBits() {}

    public static long of(double value) {
        long bits = Double.doubleToLongBits(value);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }

    /** The double that has these. */
    public static double value(long ordered) {
        return Double.longBitsToDouble(ordered ^ ((ordered >> 63) & Long.MAX_VALUE));
    }

    public static LongVector of(DoubleVector vector, Scratch scratch) {
        double[] values = vector.values();
        long[] ordered = scratch.longs(vector.length());
        for (int i = 0; i < vector.length(); i++) {
            ordered[i] = of(values[i]);
        }
        return new LongVector(ordered, vector.length(), vector.nulls());
    }

    public static DoubleVector doubles(long[] ordered, int count, int @Nullable [] nulls) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = value(ordered[i]);
        }
        return new DoubleVector(values, count, nulls);
    }
}
