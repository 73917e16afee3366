package io.gpuquery.calcite.kernel;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A value in the text of a kernel.
 *
 * @param lane how it is kept
 * @param code the name of the variable, or a constant of ours
 * @param nullCode an int that is 1 where the value is NULL, else 0; null where it never is
 * @param min no value of an integer is less, apart from what stands under a NULL
 * @param max no value of an integer is greater
 */
record Value(Lane lane, String code, @Nullable String nullCode, BigInteger min, BigInteger max) {
    private static final BigInteger LEAST_INT = BigInteger.valueOf(Integer.MIN_VALUE);
    private static final BigInteger GREATEST_INT = BigInteger.valueOf(Integer.MAX_VALUE);
    static final BigInteger LEAST_LONG = BigInteger.valueOf(Long.MIN_VALUE);
    static final BigInteger GREATEST_LONG = BigInteger.valueOf(Long.MAX_VALUE);

    /** How values are kept. */
    enum Lane {
        /** 0 or 1 in an int; 0 under a NULL. */
        LOGICAL,
        /** An int, a long or a number of 128 bits, as the range tells. */
        INTEGER,
        /** The bits of a double in a long, for devices without doubles too. */
        DOUBLE,
        /** Of which no more is known than whether it is NULL. */
        NOTHING
    }

    static Value logical(String code, @Nullable String nullCode) {
        return new Value(Lane.LOGICAL, code, nullCode, BigInteger.ZERO, BigInteger.ONE);
    }

    static Value integer(String code, @Nullable String nullCode, BigInteger min, BigInteger max) {
        return new Value(Lane.INTEGER, code, nullCode, min, max);
    }

    static Value doubleBits(String code, @Nullable String nullCode) {
        return new Value(Lane.DOUBLE, code, nullCode, LEAST_LONG, GREATEST_LONG);
    }

    static Value nothing(@Nullable String nullCode) {
        return new Value(Lane.NOTHING, "0", nullCode, BigInteger.ZERO, BigInteger.ZERO);
    }

    /** Any integer of so many bits, its sign included. */
    static Value integerOfBits(String code, @Nullable String nullCode, int bits) {
        BigInteger end = BigInteger.ONE.shiftLeft(bits - 1);
        return integer(code, nullCode, end.negate(), end.subtract(BigInteger.ONE));
    }

    /** The type of a variable that holds integers of a range. */
    static String typeOf(BigInteger min, BigInteger max) {
        if (!fitsLong(min, max)) {
            return "wide";
        }
        return min.compareTo(LEAST_INT) >= 0 && max.compareTo(GREATEST_INT) <= 0 ? "int" : "long";
    }

    static boolean fitsLong(BigInteger min, BigInteger max) {
        return min.compareTo(LEAST_LONG) >= 0 && max.compareTo(GREATEST_LONG) <= 0;
    }

    /** The type of its variable. */
    String type() {
        return switch (lane) {
            case LOGICAL, NOTHING -> "int";
            case DOUBLE -> "long";
            case INTEGER -> typeOf(min, max);
        };
    }

    /** Bits of the greatest magnitude. */
    int bits() {
        return Math.max(min.bitLength(), max.bitLength());
    }

    boolean isWithin(BigInteger least, BigInteger greatest) {
        return min.compareTo(least) >= 0 && max.compareTo(greatest) <= 0;
    }

    /** Whether it has more than 64 bits. */
    boolean isWide() {
        return type().equals("wide");
    }

    /** The same in 128 bits. */
    String asWide() {
        return isWide() ? code : "wide_of(" + asLong() + ")";
    }

    /** The same as a long. */
    String asLong() {
        if (isWide()) {
            throw new IneligibleException("numbers of more than 64 bits there");
        }
        return type().equals("long") ? code : "(long) " + code;
    }

    Value withNull(@Nullable String newNullCode) {
        return new Value(lane, code, newNullCode, min, max);
    }
}
