package io.gpuquery.format.parquet.encoding;

/** A place in a page that moves forward and never past the end. */
final class ByteCursor {
    private static final int MAX_VARINT_BYTES = 10;

    final byte[] bytes;
    private final int end;
    private int position;

    ByteCursor(PageBytes page) {
        this.bytes = page.bytes();
        this.position = page.from();
        this.end = page.to();
    }

    int position() {
        return position;
    }

    int remaining() {
        return end - position;
    }

    /** Where the bytes start that are now behind the cursor. */
    int skip(long lengthBytes) {
        if (lengthBytes > remaining()) {
            throw PageException.damaged(
                    "the page is cut: " + lengthBytes + " more bytes are needed and " + remaining() + " are left");
        }
        int start = position;
        position += (int) lengthBytes;
        return start;
    }

    /** An unsigned number in base 128, the least significant seven bits first. */
    long readVarint() {
        long value = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            byte next = bytes[skip(1)];
            value |= (long) (next & 0x7f) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw PageException.damaged("a number takes more than " + MAX_VARINT_BYTES + " bytes");
    }

    /** A signed number whose sign is in the lowest bit. */
    long readZigZag() {
        long value = readVarint();
        return value >>> 1 ^ -(value & 1);
    }

    /** A number that must be from 0 to {@code max}. */
    int readCount(String what, int max) {
        long value = readVarint();
        if (value < 0 || value > max) {
            throw PageException.damaged(what + " is " + Long.toUnsignedString(value) + ", more than " + max);
        }
        return (int) value;
    }
}
