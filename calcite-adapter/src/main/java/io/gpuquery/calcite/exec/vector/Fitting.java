package io.gpuquery.calcite.exec.vector;

import io.gpuquery.column.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Puts exact numbers into a type: other digits after the point, and an error for what does not fit. */
public final class Fitting {
    private Fitting() {}

    /**
     * The same vector, or one of 64 bits for a type that has no more.
     *
     * @throws ArithmeticException for a value that the type cannot hold
     */
    public static Vector fit(Vector vector, ColumnType type, Scratch scratch) {
        if (type.storage().widthBytes() > Long.BYTES) {
            if (type.kind() == ColumnType.Kind.DECIMAL && vector instanceof WideVector wide) {
                checkWide(wide, PowersOfTen.big(type.precision()), type);
            } else if (type.kind() == ColumnType.Kind.DECIMAL && type.precision() < 19) {
                throw new IllegalArgumentException(type + " is not wide");
            }
            return vector;
        }
        long min = least(type);
        long max = greatest(type);
        if (vector instanceof IntVector ints) {
            if (ints.min() < min || ints.max() > max) {
                check(Lanes.longs(ints, scratch), min, max, type);
                int least = (int) Math.max(min, ints.min());
                int greatest = (int) Math.min(max, ints.max());
                return new IntVector(ints.values(), ints.length(), ints.nulls(), least, greatest);
            }
            return vector;
        }
        if (vector instanceof WideVector wide) {
            checkLong(wide, type);
        }
        LongVector longs = Lanes.longs(vector, scratch);
        if (longs.min() < min || longs.max() > max) {
            check(longs, min, max, type);
            long least = Math.max(min, longs.min());
            long greatest = Math.min(max, longs.max());
            return new LongVector(longs.values(), longs.length(), longs.nulls(), least, greatest);
        }
        return longs;
    }

    /** The least unscaled value of a type of at most 64 bits. */
    public static long least(ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN -> 0;
            case TINYINT -> Byte.MIN_VALUE;
            case SMALLINT -> Short.MIN_VALUE;
            case INTEGER, DATE -> Integer.MIN_VALUE;
            case DECIMAL -> 1 - PowersOfTen.of(type.precision());
            case BIGINT, REAL, DOUBLE, TIME, TIMESTAMP, TIMESTAMP_LTZ, VARCHAR, VARBINARY, UUID, ARRAY, MAP, ROW ->
                Long.MIN_VALUE;
        };
    }

    /** The greatest unscaled value of a type of at most 64 bits. */
    public static long greatest(ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN -> 1;
            case TINYINT -> Byte.MAX_VALUE;
            case SMALLINT -> Short.MAX_VALUE;
            case INTEGER, DATE -> Integer.MAX_VALUE;
            case DECIMAL -> PowersOfTen.of(type.precision()) - 1;
            case BIGINT, REAL, DOUBLE, TIME, TIMESTAMP, TIMESTAMP_LTZ, VARCHAR, VARBINARY, UUID, ARRAY, MAP, ROW ->
                Long.MAX_VALUE;
        };
    }

    private static void check(LongVector vector, long min, long max, ColumnType type) {
        long[] values = vector.values();
        int outside = 0;
        for (int i = 0; i < vector.length(); i++) {
            outside |= values[i] < min || values[i] > max ? 1 : 0;
        }
        if (outside != 0) {
            for (int i = 0; i < vector.length(); i++) {
                if (!vector.isNull(i) && (values[i] < min || values[i] > max)) {
                    throw outside(BigInteger.valueOf(values[i]), type);
                }
            }
        }
    }

    private static void checkLong(WideVector wide, ColumnType type) {
        for (int i = 0; i < wide.length(); i++) {
            if (!wide.isNull(i) && wide.high()[i] != (wide.low()[i] >> 63)) {
                throw outside(Int128.toBigInteger(wide.high()[i], wide.low()[i]), type);
            }
        }
    }

    private static void checkWide(WideVector wide, BigInteger limit, ColumnType type) {
        if (wide.bits() < limit.bitLength()) {
            return;
        }
        long high = Int128.high(limit);
        long low = limit.longValue();
        BigInteger negative = limit.negate();
        long negativeHigh = Int128.high(negative);
        long negativeLow = negative.longValue();
        for (int i = 0; i < wide.length(); i++) {
            boolean fits = Int128.compare(wide.high()[i], wide.low()[i], high, low) < 0
                    && Int128.compare(wide.high()[i], wide.low()[i], negativeHigh, negativeLow) > 0;
            if (!fits && !wide.isNull(i)) {
                throw outside(Int128.toBigInteger(wide.high()[i], wide.low()[i]), type);
            }
        }
    }

    /** What is thrown for a value that a type cannot hold. */
    public static ArithmeticException outside(BigInteger unscaled, ColumnType type) {
        return outside(new BigDecimal(unscaled, type.scale()).toPlainString(), type);
    }

    /** What is thrown for a value that a type cannot hold. */
    public static ArithmeticException outside(String value, ColumnType type) {
        return new ArithmeticException("overflow: " + value + " does not fit " + type);
    }

    /**
     * Unscaled numbers with more or fewer digits after the point.
     *
     * @param digits how many more; negative: fewer
     * @param truncate whether what is dropped is ignored, instead of rounded half away from zero
     */
    public static Vector rescale(Vector vector, int digits, boolean truncate, Scratch scratch) {
        if (digits == 0) {
            return vector;
        }
        if (digits > 0) {
            Vector scaled = vector;
            for (int left = digits; left > 0; left -= PowersOfTen.MOST_OF_LONG) {
                long power = PowersOfTen.of(Math.min(left, PowersOfTen.MOST_OF_LONG));
                Vector factor = power == (int) power
                        ? new IntVector(new int[] {(int) power}, 1, null, (int) power, (int) power)
                        : new LongVector(new long[] {power}, 1, null, power, power);
                scaled = Exact.multiply(scaled, Lanes.repeat(factor, vector.length()), scratch);
            }
            return scaled;
        }
        if (vector instanceof WideVector wide) {
            return reduceWide(wide, -digits, truncate, scratch);
        }
        LongVector longs = Lanes.longs(vector, scratch);
        if (-digits > PowersOfTen.MOST_OF_LONG) {
            return reduceWide(Lanes.wide(longs, scratch), -digits, truncate, scratch);
        }
        return reduce(longs, PowersOfTen.of(-digits), truncate, scratch);
    }

    private static LongVector reduce(LongVector vector, long power, boolean truncate, Scratch scratch) {
        int count = vector.length();
        long[] from = vector.values();
        long[] values = scratch.longs(count);
        if (truncate) {
            for (int i = 0; i < count; i++) {
                values[i] = from[i] / power;
            }
        } else {
            for (int i = 0; i < count; i++) {
                values[i] = divideHalfUp(from[i], power);
            }
        }
        return new LongVector(
                values,
                count,
                vector.nulls(),
                truncate ? vector.min() / power : divideHalfUp(vector.min(), power),
                truncate ? vector.max() / power : divideHalfUp(vector.max(), power));
    }

    /** Rounded half away from zero. */
    static long divideHalfUp(long dividend, long divisor) {
        long quotient = dividend / divisor;
        long rest = Math.abs(dividend % divisor);
        long most = divisor < 0 ? -(divisor + 1) : divisor - 1;
        // Twice the rest is at least the divisor; without overflow: the rest is more than what is left to the divisor.
        boolean up = rest > most - rest;
        return up ? quotient + ((dividend ^ divisor) < 0 ? -1 : 1) : quotient;
    }

    private static WideVector reduceWide(WideVector vector, int digits, boolean truncate, Scratch scratch) {
        int count = vector.length();
        long[] high = scratch.longs(count);
        long[] low = scratch.longs(count);
        for (int i = 0; i < count; i++) {
            if (!vector.isNull(i)) {
                BigInteger reduced = new BigDecimal(Int128.toBigInteger(vector.high()[i], vector.low()[i]), digits)
                        .setScale(0, truncate ? java.math.RoundingMode.DOWN : java.math.RoundingMode.HALF_UP)
                        .unscaledValue();
                high[i] = Int128.high(reduced);
                low[i] = reduced.longValue();
            }
        }
        int @Nullable [] nulls = vector.nulls();
        return new WideVector(high, low, count, nulls, vector.bits());
    }
}
