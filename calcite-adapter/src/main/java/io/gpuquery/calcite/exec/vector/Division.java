package io.gpuquery.calcite.exec.vector;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Quotients and remainders of integers and of unscaled decimals. */
public final class Division {
    private Division() {}

    /**
     * The quotient, rounded half away from zero or truncated.
     *
     * @param digits by how many powers of ten the dividend is multiplied first, in a number of any length; negative: the divisor
     * @throws ArithmeticException for a divisor of 0
     */
    public static Vector divide(Vector a, Vector b, int digits, boolean truncate, Scratch scratch) {
        int @Nullable [] nulls = Nulls.either(a, b, scratch);
        checkDivisor(b, nulls);
        if (!Lanes.isWide(a) && !Lanes.isWide(b) && digits >= 0 && digits <= PowersOfTen.MOST_OF_LONG) {
            Vector dividend = Fitting.rescale(Lanes.longs(a, scratch), digits, true, scratch);
            if (!Lanes.isWide(dividend)) {
                LongVector x = Lanes.longs(dividend, scratch);
                LongVector y = Lanes.longs(b, scratch);
                if (x.min() != Long.MIN_VALUE || isFree(x, Long.MIN_VALUE)) {
                    return divide(x, y, truncate, nulls, scratch);
                }
            }
        }
        return divideWide(Lanes.wide(a, scratch), Lanes.wide(b, scratch), digits, truncate, nulls, scratch);
    }

    private static boolean isFree(LongVector vector, long value) {
        for (int i = 0; i < vector.length(); i++) {
            if (vector.values()[i] == value) {
                return false;
            }
        }
        return true;
    }

    private static void checkDivisor(Vector divisor, int @Nullable [] nulls) {
        for (int i = 0; i < divisor.length(); i++) {
            boolean zero = Block.low(divisor, i) == 0 && Block.high(divisor, i) == 0;
            if (zero && (nulls == null || nulls[i] == 0)) {
                throw new ArithmeticException("/ by zero");
            }
        }
    }

    private static LongVector divide(
            LongVector a, LongVector b, boolean truncate, int @Nullable [] nulls, Scratch scratch) {
        int count = a.length();
        long[] quotient = scratch.longs(count);
        for (int i = 0; i < count; i++) {
            long divisor = b.values()[i] == 0 ? 1 : b.values()[i];
            long dividend = a.values()[i];
            quotient[i] = truncate ? dividend / divisor : Fitting.divideHalfUp(dividend, divisor);
        }
        return new LongVector(quotient, count, nulls);
    }

    private static Vector divideWide(
            WideVector a, WideVector b, int digits, boolean truncate, int @Nullable [] nulls, Scratch scratch) {
        int count = a.length();
        long[] high = scratch.longs(count);
        long[] low = scratch.longs(count);
        RoundingMode rounding = truncate ? RoundingMode.DOWN : RoundingMode.HALF_UP;
        for (int i = 0; i < count; i++) {
            high[i] = 0;
            low[i] = 0;
            if (nulls == null || nulls[i] == 0) {
                BigDecimal dividend = new BigDecimal(Int128.toBigInteger(a.high()[i], a.low()[i]), -digits);
                BigDecimal divisor = new BigDecimal(Int128.toBigInteger(b.high()[i], b.low()[i]));
                put(dividend.divide(divisor, 0, rounding).unscaledValue(), high, low, i);
            }
        }
        return new WideVector(high, low, count, nulls, WideVector.ANY_BITS);
    }

    private static void put(BigInteger value, long[] high, long[] low, int row) {
        if (!Int128.fits(value)) {
            throw Exact.overflow();
        }
        high[row] = Int128.high(value);
        low[row] = value.longValue();
    }

    /**
     * The remainder, with the sign of the dividend.
     *
     * @throws ArithmeticException for a divisor of 0
     */
    public static Vector modulo(Vector a, Vector b, Scratch scratch) {
        int count = a.length();
        int @Nullable [] nulls = Nulls.either(a, b, scratch);
        checkDivisor(b, nulls);
        if (!Lanes.isWide(a) && !Lanes.isWide(b)) {
            long[] x = Lanes.longs(a, scratch).values();
            long[] y = Lanes.longs(b, scratch).values();
            long[] rest = scratch.longs(count);
            for (int i = 0; i < count; i++) {
                rest[i] = x[i] % (y[i] == 0 ? 1 : y[i]);
            }
            return new LongVector(rest, count, nulls);
        }
        WideVector x = Lanes.wide(a, scratch);
        WideVector y = Lanes.wide(b, scratch);
        long[] high = scratch.longs(count);
        long[] low = scratch.longs(count);
        for (int i = 0; i < count; i++) {
            high[i] = 0;
            low[i] = 0;
            if (nulls == null || nulls[i] == 0) {
                BigInteger divisor = Int128.toBigInteger(y.high()[i], y.low()[i]);
                put(Int128.toBigInteger(x.high()[i], x.low()[i]).remainder(divisor), high, low, i);
            }
        }
        return new WideVector(high, low, count, nulls, WideVector.ANY_BITS);
    }

    /** The greatest (or least) whole number that is not greater (less), of unscaled decimals with some digits after the point. */
    public static Vector whole(Vector a, int scale, boolean up, Scratch scratch) {
        int count = a.length();
        if (scale == 0) {
            return a;
        }
        if (!Lanes.isWide(a) && scale <= PowersOfTen.MOST_OF_LONG) {
            long[] x = Lanes.longs(a, scratch).values();
            long[] result = scratch.longs(count);
            long unit = PowersOfTen.of(scale);
            for (int i = 0; i < count; i++) {
                long floor = Math.floorDiv(x[i], unit);
                result[i] = up && floor * unit != x[i] ? floor + 1 : floor;
            }
            return new LongVector(result, count, a.nulls());
        }
        WideVector x = Lanes.wide(a, scratch);
        long[] high = scratch.longs(count);
        long[] low = scratch.longs(count);
        for (int i = 0; i < count; i++) {
            high[i] = 0;
            low[i] = 0;
            if (!a.isNull(i)) {
                BigDecimal value = Boxes.decimal(x.high()[i], x.low()[i], scale);
                put(
                        value.setScale(0, up ? RoundingMode.CEILING : RoundingMode.FLOOR)
                                .unscaledValue(),
                        high,
                        low,
                        i);
            }
        }
        return new WideVector(high, low, count, a.nulls(), x.bits());
    }

    /** The greatest whole quotients that are not greater, by a positive number. */
    public static LongVector floorDivide(Vector a, long divisor, Scratch scratch) {
        LongVector longs = Lanes.longs(a, scratch);
        long[] x = longs.values();
        long[] result = scratch.longs(a.length());
        for (int i = 0; i < a.length(); i++) {
            result[i] = Math.floorDiv(x[i], divisor);
        }
        return new LongVector(
                result,
                a.length(),
                a.nulls(),
                Math.floorDiv(longs.min(), divisor),
                Math.floorDiv(longs.max(), divisor));
    }

    /** What is above the greatest multiple of a positive number that is not greater. */
    public static LongVector floorModulo(Vector a, long divisor, Scratch scratch) {
        long[] x = Lanes.longs(a, scratch).values();
        long[] result = scratch.longs(a.length());
        for (int i = 0; i < a.length(); i++) {
            result[i] = Math.floorMod(x[i], divisor);
        }
        return new LongVector(result, a.length(), a.nulls(), 0, divisor - 1);
    }

    /** Times a power of ten; of a negative one, the greatest whole numbers that are not greater. */
    public static Vector floorScale(Vector a, int digits, Scratch scratch) {
        return digits >= 0
                ? Fitting.rescale(a, digits, true, scratch)
                : floorDivide(a, PowersOfTen.of(-digits), scratch);
    }
}
