package io.gpuquery.calcite.exec.vector;

import io.gpuquery.column.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Doubles as exact numbers. */
public final class DoubleCasts {
    private DoubleCasts() {}

    /**
     * As Calcite: BIGINT rounded half away from zero, narrower integers truncated towards zero; decimals rounded half away from
     * zero, of the digits that the double is written with.
     *
     * @throws ArithmeticException for a value that the type cannot hold
     */
    public static Vector toExact(DoubleVector vector, ColumnType type, Scratch scratch) {
        return type.kind() == ColumnType.Kind.DECIMAL ? toDecimal(vector, type) : toInteger(vector, type, scratch);
    }

    private static Vector toInteger(DoubleVector vector, ColumnType type, Scratch scratch) {
        int count = vector.length();
        long[] values = scratch.longs(count);
        boolean round = type.kind() == ColumnType.Kind.BIGINT;
        double least = Fitting.least(type);
        double most = Fitting.greatest(type);
        for (int i = 0; i < count; i++) {
            double value = vector.values()[i];
            if (round) {
                // Exact below 2^52, beyond which there is no fraction.
                double fraction = value - (long) value;
                value = fraction >= 0.5 ? value + 0.5 : fraction <= -0.5 ? value - 0.5 : value;
            }
            // The cast saturates; 2^63 itself is the only double that becomes the greatest long and is not it.
            values[i] = (long) value;
            boolean fits = (value > least - 1 && value < most + 1) || value == least;
            if (!fits && !vector.isNull(i)) {
                throw Fitting.outside(Double.toString(value), type);
            }
        }
        return new LongVector(values, count, vector.nulls(), Fitting.least(type), Fitting.greatest(type));
    }

    private static Vector toDecimal(DoubleVector vector, ColumnType type) {
        int count = vector.length();
        long[] high = new long[count];
        long[] low = new long[count];
        BigInteger limit = PowersOfTen.big(type.precision());
        for (int i = 0; i < count; i++) {
            if (!vector.isNull(i)) {
                double value = vector.values()[i];
                if (!Double.isFinite(value)) {
                    throw Fitting.outside(Double.toString(value), type);
                }
                BigInteger unscaled = BigDecimal.valueOf(value)
                        .setScale(type.scale(), RoundingMode.HALF_UP)
                        .unscaledValue();
                if (unscaled.abs().compareTo(limit) >= 0) {
                    throw Fitting.outside(Double.toString(value), type);
                }
                high[i] = Int128.high(unscaled);
                low[i] = unscaled.longValue();
            }
        }
        return type.storage().widthBytes() <= Long.BYTES
                ? new LongVector(low, count, vector.nulls(), Fitting.least(type), Fitting.greatest(type))
                : new WideVector(high, low, count, vector.nulls(), WideVector.ANY_BITS);
    }
}
