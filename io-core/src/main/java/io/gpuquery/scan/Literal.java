package io.gpuquery.scan;

import java.math.BigInteger;

/**
 * A constant in the same units as the stored values of the column that it is compared with (see {@link
 * io.gpuquery.column.ColumnType}).
 */
public sealed interface Literal {
    /** For BOOLEAN (0, 1), integers, DATE, TIME, TIMESTAMP, and DECIMAL of at most 18 digits (unscaled, in the column's scale). */
    record OfLong(long value) implements Literal {}

    /** For DECIMAL of more than 18 digits (unscaled, in the column's scale). */
    record OfBigInteger(BigInteger value) implements Literal {}

    /** For REAL and DOUBLE. */
    record OfDouble(double value) implements Literal {}

    /** For VARCHAR (UTF-8), VARBINARY and UUID (sixteen bytes, most significant first). Copied on the way in, not on the way out. */
    @SuppressWarnings("ArrayRecordComponent")
    record OfBytes(byte[] value) implements Literal {
        public OfBytes {
            value = value.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof OfBytes bytes && java.util.Arrays.equals(value, bytes.value);
        }

        @Override
        public int hashCode() {
            return java.util.Arrays.hashCode(value);
        }

        @Override
        public String toString() {
            return "OfBytes[" + new String(value, java.nio.charset.StandardCharsets.UTF_8) + "]";
        }
    }
}
