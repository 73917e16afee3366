package io.gpuquery.format.parquet.index;

import io.gpuquery.column.ColumnType.Kind;
import io.gpuquery.format.parquet.metadata.ParquetFooter.LeafColumn;
import io.gpuquery.scan.Literal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Constants as a file would write them, which is what its Bloom filters know. */
final class PlainBytes {
    private PlainBytes() {}

    /**
     * All ways to write a value that is equal to a constant; none where no value of the column is; null where that is not known, since
     * writers differ.
     */
    static @Nullable List<byte[]> of(LeafColumn column, Literal literal) {
        return switch (column.physicalType()) {
            case INT32 -> {
                BigInteger number = integer(literal);
                boolean fits = number != null
                        && (column.unsigned()
                                ? number.signum() >= 0 && number.bitLength() <= Integer.SIZE
                                : number.bitLength() < Integer.SIZE);
                yield number == null ? null : fits ? List.of(bytes(number.intValue())) : List.of();
            }
            case INT64 -> {
                BigInteger number = integer(literal);
                boolean fits = number != null
                        && (column.unsigned()
                                ? number.signum() >= 0 && number.bitLength() <= Long.SIZE
                                : number.bitLength() < Long.SIZE);
                yield number == null ? null : fits ? List.of(bytes(number.longValue())) : List.of();
            }
            case FLOAT -> literal instanceof Literal.OfDouble number ? floats(number.value()) : null;
            case DOUBLE -> literal instanceof Literal.OfDouble number ? doubles(number.value()) : null;
            // Of decimals, writers may repeat the sign as often as they like.
            case BYTE_ARRAY ->
                literal instanceof Literal.OfBytes bytes && column.type().kind() != Kind.DECIMAL
                        ? List.of(bytes.value())
                        : null;
            case FIXED_LEN_BYTE_ARRAY -> fixed(column, literal);
            case BOOLEAN, INT96 -> null;
        };
    }

    private static @Nullable BigInteger integer(Literal literal) {
        if (literal instanceof Literal.OfLong value) {
            return BigInteger.valueOf(value.value());
        }
        return literal instanceof Literal.OfBigInteger value ? value.value() : null;
    }

    private static List<byte[]> floats(double value) {
        float narrow = (float) value;
        if (narrow != value) {
            return List.of();
        }
        return narrow == 0
                ? List.of(bytes(Float.floatToRawIntBits(0f)), bytes(Float.floatToRawIntBits(-0f)))
                : List.of(bytes(Float.floatToRawIntBits(narrow)));
    }

    private static List<byte[]> doubles(double value) {
        if (Double.isNaN(value)) {
            return List.of();
        }
        return value == 0
                ? List.of(bytes(Double.doubleToRawLongBits(0.0)), bytes(Double.doubleToRawLongBits(-0.0)))
                : List.of(bytes(Double.doubleToRawLongBits(value)));
    }

    private static @Nullable List<byte[]> fixed(LeafColumn column, Literal literal) {
        int lengthBytes = column.typeLengthBytes();
        if (column.type().kind() == Kind.DECIMAL) {
            BigInteger unscaled = integer(literal);
            if (unscaled == null) {
                return null;
            }
            byte[] shortest = unscaled.toByteArray();
            if (shortest.length > lengthBytes) {
                return List.of();
            }
            byte[] padded = new byte[lengthBytes];
            Arrays.fill(padded, (byte) (unscaled.signum() < 0 ? -1 : 0));
            System.arraycopy(shortest, 0, padded, lengthBytes - shortest.length, shortest.length);
            return List.of(padded);
        }
        if (literal instanceof Literal.OfBytes bytes) {
            return bytes.value().length == lengthBytes ? List.of(bytes.value()) : List.of();
        }
        return null;
    }

    private static byte[] bytes(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    private static byte[] bytes(long value) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }
}
