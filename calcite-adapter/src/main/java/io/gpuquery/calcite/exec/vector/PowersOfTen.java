package io.gpuquery.calcite.exec.vector;

import java.math.BigInteger;

/** Powers of ten. */
public final class PowersOfTen {
    /** The greatest exponent whose power fits 64 bits. */
    public static final int MOST_OF_LONG = 18;

    private static final long[] LONGS = new long[MOST_OF_LONG + 1];
    private static final BigInteger[] BIG = new BigInteger[2 * 38 + 2];

    static {
        long power = 1;
        for (int i = 0; i < LONGS.length; i++, power *= 10) {
            LONGS[i] = power;
        }
        for (int i = 0; i < BIG.length; i++) {
            BIG[i] = BigInteger.TEN.pow(i);
        }
    }

    private PowersOfTen() {}

    /** Takes an exponent of at most 18. */
    public static long of(int exponent) {
        return LONGS[exponent];
    }

    /** Takes an exponent of at most 77. */
    public static BigInteger big(int exponent) {
        return BIG[exponent];
    }
}
