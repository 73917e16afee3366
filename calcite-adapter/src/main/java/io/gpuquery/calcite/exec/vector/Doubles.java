package io.gpuquery.calcite.exec.vector;

import org.jspecify.annotations.Nullable;

/** Arithmetic of doubles, as IEEE 754 and Java have it; division by zero gives infinity. */
public final class Doubles {
    /** One loop. */
    @FunctionalInterface
    private interface Loop {
        void run(double[] x, double[] y, double[] result, int count);
    }

    private Doubles() {}

    public static DoubleVector add(DoubleVector a, DoubleVector b, Scratch scratch) {
        return apply(Doubles::add, a, b, scratch);
    }

    public static DoubleVector subtract(DoubleVector a, DoubleVector b, Scratch scratch) {
        return apply(Doubles::subtract, a, b, scratch);
    }

    public static DoubleVector multiply(DoubleVector a, DoubleVector b, Scratch scratch) {
        return apply(Doubles::multiply, a, b, scratch);
    }

    public static DoubleVector divide(DoubleVector a, DoubleVector b, Scratch scratch) {
        return apply(Doubles::divide, a, b, scratch);
    }

    /** The remainder with the sign of the dividend. */
    public static DoubleVector modulo(DoubleVector a, DoubleVector b, Scratch scratch) {
        return apply(Doubles::modulo, a, b, scratch);
    }

    public static DoubleVector power(DoubleVector a, DoubleVector b, Scratch scratch) {
        return apply(Doubles::power, a, b, scratch);
    }

    private static DoubleVector apply(Loop loop, DoubleVector a, DoubleVector b, Scratch scratch) {
        int count = a.length();
        int @Nullable [] nulls = Nulls.either(a, b, scratch);
        double[] result = scratch.doubles(count);
        loop.run(a.values(), b.values(), result, count);
        return new DoubleVector(result, count, nulls);
    }

    private static void add(double[] x, double[] y, double[] result, int count) {
        for (int i = 0; i < count; i++) {
            result[i] = x[i] + y[i];
        }
    }

    private static void subtract(double[] x, double[] y, double[] result, int count) {
        for (int i = 0; i < count; i++) {
            result[i] = x[i] - y[i];
        }
    }

    private static void multiply(double[] x, double[] y, double[] result, int count) {
        for (int i = 0; i < count; i++) {
            result[i] = x[i] * y[i];
        }
    }

    private static void divide(double[] x, double[] y, double[] result, int count) {
        for (int i = 0; i < count; i++) {
            result[i] = x[i] / y[i];
        }
    }

    private static void modulo(double[] x, double[] y, double[] result, int count) {
        for (int i = 0; i < count; i++) {
            result[i] = x[i] % y[i];
        }
    }

    private static void power(double[] x, double[] y, double[] result, int count) {
        for (int i = 0; i < count; i++) {
            result[i] = Math.pow(x[i], y[i]);
        }
    }

    public static DoubleVector negate(DoubleVector a, Scratch scratch) {
        double[] x = a.values();
        double[] result = scratch.doubles(a.length());
        for (int i = 0; i < a.length(); i++) {
            result[i] = -x[i];
        }
        return new DoubleVector(result, a.length(), a.nulls());
    }

    public static DoubleVector abs(DoubleVector a, Scratch scratch) {
        double[] x = a.values();
        double[] result = scratch.doubles(a.length());
        for (int i = 0; i < a.length(); i++) {
            result[i] = Math.abs(x[i]);
        }
        return new DoubleVector(result, a.length(), a.nulls());
    }

    public static DoubleVector floor(DoubleVector a, Scratch scratch) {
        double[] x = a.values();
        double[] result = scratch.doubles(a.length());
        for (int i = 0; i < a.length(); i++) {
            result[i] = Math.floor(x[i]);
        }
        return new DoubleVector(result, a.length(), a.nulls());
    }

    public static DoubleVector ceil(DoubleVector a, Scratch scratch) {
        double[] x = a.values();
        double[] result = scratch.doubles(a.length());
        for (int i = 0; i < a.length(); i++) {
            result[i] = Math.ceil(x[i]);
        }
        return new DoubleVector(result, a.length(), a.nulls());
    }

    public static DoubleVector sqrt(DoubleVector a, Scratch scratch) {
        double[] x = a.values();
        double[] result = scratch.doubles(a.length());
        for (int i = 0; i < a.length(); i++) {
            result[i] = Math.sqrt(x[i]);
        }
        return new DoubleVector(result, a.length(), a.nulls());
    }

    public static DoubleVector ln(DoubleVector a, Scratch scratch) {
        double[] x = a.values();
        double[] result = scratch.doubles(a.length());
        for (int i = 0; i < a.length(); i++) {
            result[i] = Math.log(x[i]);
        }
        return new DoubleVector(result, a.length(), a.nulls());
    }

    public static DoubleVector exp(DoubleVector a, Scratch scratch) {
        double[] x = a.values();
        double[] result = scratch.doubles(a.length());
        for (int i = 0; i < a.length(); i++) {
            result[i] = Math.exp(x[i]);
        }
        return new DoubleVector(result, a.length(), a.nulls());
    }

    /** Rounded to what a REAL holds. */
    public static DoubleVector rounded(DoubleVector a, Scratch scratch) {
        double[] x = a.values();
        double[] result = scratch.doubles(a.length());
        for (int i = 0; i < a.length(); i++) {
            result[i] = (float) x[i];
        }
        return new DoubleVector(result, a.length(), a.nulls());
    }
}
