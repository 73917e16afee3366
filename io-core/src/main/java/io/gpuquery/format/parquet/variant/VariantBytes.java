package io.gpuquery.format.parquet.variant;

import io.gpuquery.format.parquet.encoding.PageException;
import java.util.Arrays;

/** A stretch of bytes that is not trusted: whatever is read of it lies inside of it, or the file is damaged. */
final class VariantBytes {
    private final byte[] bytes;
    private final int start;
    private final int end;

    private VariantBytes(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
    }

    static VariantBytes of(byte[] bytes) {
        return new VariantBytes(bytes, 0, bytes.length);
    }

    /** The part from an offset on, counted from the start. */
    VariantBytes from(long offset) {
        return part(offset, length() - offset);
    }

    VariantBytes part(long offset, long lengthBytes) {
        if (offset < 0 || lengthBytes < 0 || offset > length() - lengthBytes) {
            throw PageException.damaged("a VARIANT refers to " + lengthBytes + " bytes from byte " + offset
                    + " of a part of " + length() + " bytes on");
        }
        return new VariantBytes(bytes, (int) (start + offset), (int) (start + offset + lengthBytes));
    }

    /** All bytes, of which this is a part; not a copy. */
    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    int length() {
        return end - start;
    }

    int unsignedByte(long offset) {
        return (int) unsigned(offset, 1);
    }

    /** A little-endian number of one to four bytes. */
    long unsigned(long offset, int widthBytes) {
        VariantBytes number = part(offset, widthBytes);
        long value = 0;
        for (int i = widthBytes - 1; i >= 0; i--) {
            value = value << Byte.SIZE | (bytes[number.start + i] & 0xff);
        }
        return value;
    }

    /** A little-endian number of one to eight bytes, its highest bit the sign. */
    long signed(long offset, int widthBytes) {
        int unused = Long.SIZE - widthBytes * Byte.SIZE;
        return unsigned(offset, widthBytes) << unused >> unused;
    }

    /** In the order of unsigned bytes, which that of names is. */
    static int compare(VariantBytes left, VariantBytes right) {
        return Arrays.compareUnsigned(left.bytes, left.start, left.end, right.bytes, right.start, right.end);
    }
}
