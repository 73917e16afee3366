package io.gpuquery.calcite.exec.vector;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sums and products of integers that never overflow: the ranges of the operands tell the lane of the result, so that the loops need no
 * checks. Only where 64 bits may not do, the loop finds out, and 128 bits take its place.
 */
public final class Exact {
    private Exact() {}

    /** The sum, of any lane. */
    public static Vector add(Vector a, Vector b, Scratch scratch) {
        if (a instanceof IntVector x && b instanceof IntVector y) {
            long min = (long) x.min() + y.min();
            long max = (long) x.max() + y.max();
            if (min == (int) min && max == (int) max) {
                return add(x, y, (int) min, (int) max, scratch);
            }
        }
        if (Lanes.isWide(a) || Lanes.isWide(b)) {
            return addWide(Lanes.wide(a, scratch), Lanes.wide(b, scratch), scratch);
        }
        LongVector x = Lanes.longs(a, scratch);
        LongVector y = Lanes.longs(b, scratch);
        int count = a.length();
        int @Nullable [] nulls = Nulls.either(a, b, scratch);
        long[] sum = scratch.longs(count);
        boolean fits = fits(x.min(), y.min()) && fits(x.max(), y.max());
        if (fits) {
            add(x.values(), y.values(), sum, count);
            return new LongVector(sum, count, nulls, x.min() + y.min(), x.max() + y.max());
        }
        if (addChecked(x.values(), y.values(), sum, count)) {
            return new LongVector(sum, count, nulls);
        }
        return addWide(Lanes.wide(x, scratch), Lanes.wide(y, scratch), scratch);
    }

    /** The difference, of any lane. */
    public static Vector subtract(Vector a, Vector b, Scratch scratch) {
        return add(a, negate(b, scratch), scratch);
    }

    private static boolean fits(long a, long b) {
        long sum = a + b;
        return ((a ^ sum) & (b ^ sum)) >= 0;
    }

    private static IntVector add(IntVector a, IntVector b, int min, int max, Scratch scratch) {
        int count = a.length();
        int[] x = a.values();
        int[] y = b.values();
        int[] sum = scratch.ints(count);
        for (int i = 0; i < count; i++) {
            sum[i] = x[i] + y[i];
        }
        return new IntVector(sum, count, Nulls.either(a, b, scratch), min, max);
    }

    private static void add(long[] x, long[] y, long[] sum, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] = x[i] + y[i];
        }
    }

    /** Whether no sum overflowed. */
    private static boolean addChecked(long[] x, long[] y, long[] sum, int count) {
        long overflow = 0;
        for (int i = 0; i < count; i++) {
            long s = x[i] + y[i];
            overflow |= (x[i] ^ s) & (y[i] ^ s);
            sum[i] = s;
        }
        return overflow >= 0;
    }

    private static WideVector addWide(WideVector a, WideVector b, Scratch scratch) {
        int count = a.length();
        int @Nullable [] nulls = Nulls.either(a, b, scratch);
        long[] high = scratch.longs(count);
        long[] low = scratch.longs(count);
        long overflow = 0;
        for (int i = 0; i < count; i++) {
            low[i] = a.low()[i] + b.low()[i];
            long sum = a.high()[i] + b.high()[i] + Int128.carry(low[i], a.low()[i]);
            long over = (a.high()[i] ^ sum) & (b.high()[i] ^ sum);
            overflow |= nulls == null || nulls[i] == 0 ? over : 0;
            high[i] = sum;
        }
        if (overflow < 0) {
            throw overflow();
        }
        return new WideVector(high, low, count, nulls, Math.min(WideVector.ANY_BITS, Math.max(a.bits(), b.bits()) + 1));
    }

    static ArithmeticException overflow() {
        return new ArithmeticException("overflow: a number has more than 38 digits");
    }

    /** The same with the other sign, of any lane. */
    public static Vector negate(Vector a, Scratch scratch) {
        int count = a.length();
        if (a instanceof IntVector ints && ints.min() != Integer.MIN_VALUE) {
            int[] x = ints.values();
            int[] negated = scratch.ints(count);
            for (int i = 0; i < count; i++) {
                negated[i] = -x[i];
            }
            return new IntVector(negated, count, a.nulls(), -ints.max(), -ints.min());
        }
        if (a instanceof WideVector wide) {
            return negateWide(wide, scratch);
        }
        LongVector longs = Lanes.longs(a, scratch);
        long[] x = longs.values();
        long[] negated = scratch.longs(count);
        long min = longs.min();
        if (min == Long.MIN_VALUE) {
            // Often only the bound is the least number, not a value.
            boolean found = false;
            for (int i = 0; i < count; i++) {
                found |= x[i] == Long.MIN_VALUE;
            }
            if (found) {
                return negateWide(Lanes.wide(a, scratch), scratch);
            }
            min++;
        }
        for (int i = 0; i < count; i++) {
            negated[i] = -x[i];
        }
        long most = Math.max(longs.max(), Long.MIN_VALUE + 1);
        return new LongVector(negated, count, a.nulls(), -most, -min);
    }

    private static WideVector negateWide(WideVector a, Scratch scratch) {
        int count = a.length();
        long[] high = scratch.longs(count);
        long[] low = scratch.longs(count);
        for (int i = 0; i < count; i++) {
            low[i] = -a.low()[i];
            high[i] = ~a.high()[i] + (low[i] == 0 ? 1 : 0);
        }
        return new WideVector(high, low, count, a.nulls(), Math.min(WideVector.ANY_BITS, a.bits() + 1));
    }

    /** The product, of any lane. */
    public static Vector multiply(Vector a, Vector b, Scratch scratch) {
        if (Lanes.isWide(a) || Lanes.isWide(b)) {
            return multiplyWide(Lanes.wide(a, scratch), Lanes.wide(b, scratch), scratch);
        }
        int count = a.length();
        int @Nullable [] nulls = Nulls.either(a, b, scratch);
        if (a instanceof IntVector x && b instanceof IntVector y) {
            return multiply(x, y, nulls, scratch);
        }
        LongVector x = Lanes.longs(a, scratch);
        LongVector y = Lanes.longs(b, scratch);
        long[] product = scratch.longs(count);
        if (productFits(x.min(), y.min())
                && productFits(x.min(), y.max())
                && productFits(x.max(), y.min())
                && productFits(x.max(), y.max())) {
            multiply(x.values(), y.values(), product, count);
            return new LongVector(
                    product,
                    count,
                    nulls,
                    least(x.min(), x.max(), y.min(), y.max()),
                    greatest(x.min(), x.max(), y.min(), y.max()));
        }
        long[] high = scratch.longs(count);
        if (multiplyToWide(x.values(), y.values(), high, product, count)) {
            return new LongVector(product, count, nulls);
        }
        int bits = Lanes.bits(x.min(), x.max()) + Lanes.bits(y.min(), y.max());
        return new WideVector(high, product, count, nulls, Math.min(WideVector.ANY_BITS, bits));
    }

    private static boolean productFits(long a, long b) {
        return Math.multiplyHigh(a, b) == (a * b) >> 63;
    }

    private static long least(long a, long b, long c, long d) {
        return Math.min(Math.min(a * c, a * d), Math.min(b * c, b * d));
    }

    private static long greatest(long a, long b, long c, long d) {
        return Math.max(Math.max(a * c, a * d), Math.max(b * c, b * d));
    }

    private static Vector multiply(IntVector a, IntVector b, int @Nullable [] nulls, Scratch scratch) {
        int count = a.length();
        int[] x = a.values();
        int[] y = b.values();
        long min = least(a.min(), a.max(), b.min(), b.max());
        long max = greatest(a.min(), a.max(), b.min(), b.max());
        if (min == (int) min && max == (int) max) {
            int[] product = scratch.ints(count);
            for (int i = 0; i < count; i++) {
                product[i] = x[i] * y[i];
            }
            return new IntVector(product, count, nulls, (int) min, (int) max);
        }
        long[] product = scratch.longs(count);
        for (int i = 0; i < count; i++) {
            product[i] = (long) x[i] * y[i];
        }
        return new LongVector(product, count, nulls, min, max);
    }

    private static void multiply(long[] x, long[] y, long[] product, int count) {
        for (int i = 0; i < count; i++) {
            product[i] = x[i] * y[i];
        }
    }

    /** Whether all products fit 64 bits. */
    private static boolean multiplyToWide(long[] x, long[] y, long[] high, long[] low, int count) {
        long overflow = 0;
        for (int i = 0; i < count; i++) {
            low[i] = x[i] * y[i];
            high[i] = Math.multiplyHigh(x[i], y[i]);
            overflow |= high[i] ^ (low[i] >> 63);
        }
        return overflow == 0;
    }

    private static WideVector multiplyWide(WideVector a, WideVector b, Scratch scratch) {
        int count = a.length();
        int @Nullable [] nulls = Nulls.either(a, b, scratch);
        long[] high = scratch.longs(count);
        long[] low = scratch.longs(count);
        boolean safe = a.bits() + b.bits() < Long.SIZE * 2;
        for (int i = 0; i < count; i++) {
            if (!safe && (nulls == null || nulls[i] == 0)) {
                checkProduct(a.high()[i], a.low()[i], b.high()[i], b.low()[i]);
            }
            high[i] = Int128.productHigh(a.high()[i], a.low()[i], b.high()[i], b.low()[i]);
            low[i] = a.low()[i] * b.low()[i];
        }
        return new WideVector(high, low, count, nulls, Math.min(WideVector.ANY_BITS, a.bits() + b.bits()));
    }

    private static void checkProduct(long high, long low, long otherHigh, long otherLow) {
        if (bits(high, low) + bits(otherHigh, otherLow) < Long.SIZE * 2 - 1) {
            return;
        }
        BigInteger product = Int128.toBigInteger(high, low).multiply(Int128.toBigInteger(otherHigh, otherLow));
        if (!Int128.fits(product)) {
            throw overflow();
        }
    }

    /** Bits of the magnitude. */
    private static int bits(long high, long low) {
        long sign = high >> 63;
        long top = high ^ sign;
        return top != 0
                ? 2 * Long.SIZE - Long.numberOfLeadingZeros(top)
                : Long.SIZE - Long.numberOfLeadingZeros(low ^ sign);
    }
}
