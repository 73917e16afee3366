package io.gpuquery.calcite.kernel;

import io.gpuquery.column.BufferSlice;
import org.jspecify.annotations.Nullable;

/**
 * Values of a page of Parquet as they are in the file, without levels and not compressed. Where rows are missing, their values are left
 * out there.
 *
 * @param layout how the values lie
 * @param bytes where they lie
 * @param width bits of a code, or bytes of a value
 * @param rowCount rows that the page has, missing ones included
 * @param validity a bit for each row, set where it is not missing; null where none is
 * @param runs of codes, as {@link io.gpuquery.format.parquet.encoding.RunLengthDecoder#readRuns} tells them, bits counted from the start
 *     of the bytes; none for other values
 */
@SuppressWarnings("ArrayRecordComponent") // Large, read once, and never compared.
public record EncodedPage(
        Layout layout,
        BufferSlice bytes,
        int width,
        int rowCount,
        @Nullable BufferSlice validity,
        int[] runs) {
    /** How values lie in a page. */
    public enum Layout {
        /** Codes of a dictionary, or levels: runs and bit-packed numbers, which become ints. */
        CODES,
        /** PLAIN values of four bytes, or of eight, which stay as they are. */
        LITTLE_ENDIAN,
        /** PLAIN booleans, which become bytes of 0 and 1. */
        BITS,
        /** PLAIN integers of one to eight bytes, the first being the most significant, as decimals are: they become longs. */
        BIG_ENDIAN
    }

    public EncodedPage {
        boolean possible = switch (layout) {
            case CODES -> width >= 0 && width <= Integer.SIZE;
            case LITTLE_ENDIAN -> width == Integer.BYTES || width == Long.BYTES;
            case BITS -> width == 1;
            case BIG_ENDIAN -> width >= 1 && width <= Long.BYTES;
        };
        if (!possible || rowCount < 0) {
            throw new IllegalArgumentException(rowCount + " rows of width " + width + " as " + layout);
        }
    }

    /** Bytes of a decoded value. */
    int decodedBytes() {
        return switch (layout) {
            case CODES -> Integer.BYTES;
            case LITTLE_ENDIAN -> width;
            case BITS -> Byte.BYTES;
            case BIG_ENDIAN -> Long.BYTES;
        };
    }

    /** Bytes that so many values take, of which the page has that many at least. */
    long encodedBytes(int valueCount) {
        return switch (layout) {
            case CODES -> 0;
            case LITTLE_ENDIAN, BIG_ENDIAN -> (long) valueCount * width;
            case BITS -> (valueCount + 7L) / Byte.SIZE;
        };
    }
}
