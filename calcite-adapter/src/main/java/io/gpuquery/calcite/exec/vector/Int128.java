package io.gpuquery.calcite.exec.vector;

import java.math.BigInteger;

/** Arithmetic of two's complement integers of 128 bits in two longs. */
public final class Int128 {
    private static final BigInteger MIN = BigInteger.ONE.shiftLeft(127).negate();
    private static final BigInteger MAX = BigInteger.ONE.shiftLeft(127).subtract(BigInteger.ONE);

    private Int128() {}

    /** The order of two: negative, zero or positive. */
    public static int compare(long high, long low, long otherHigh, long otherLow) {
        int order = Long.compare(high, otherHigh);
        return order != 0 ? order : Long.compareUnsigned(low, otherLow);
    }

    /** 1 where the low half of a sum is less than a summand, so that one is carried, else 0. */
    public static long carry(long lowSum, long lowSummand) {
        return lowSum + Long.MIN_VALUE < lowSummand + Long.MIN_VALUE ? 1 : 0;
    }

    /** The high half of the product of two unsigned numbers. */
    static long multiplyHighUnsigned(long a, long b) {
        return Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
    }

    /** The high half of the low 128 bits of the product. */
    static long productHigh(long high, long low, long otherHigh, long otherLow) {
        return multiplyHighUnsigned(low, otherLow) + high * otherLow + low * otherHigh;
    }

    /** The integer. */
    public static BigInteger toBigInteger(long high, long low) {
        return Boxes.integer(high, low);
    }

    /** Whether an integer fits. */
    public static boolean fits(BigInteger value) {
        return value.compareTo(MIN) >= 0 && value.compareTo(MAX) <= 0;
    }

    /** The high 64 bits of an integer that fits. */
    public static long high(BigInteger value) {
        return value.shiftRight(Long.SIZE).longValue();
    }
}
