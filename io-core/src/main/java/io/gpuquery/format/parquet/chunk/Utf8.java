package io.gpuquery.format.parquet.chunk;

import io.gpuquery.column.Utf8Bytes;
import io.gpuquery.format.parquet.encoding.ByteValues;
import io.gpuquery.format.parquet.encoding.LittleEndian;
import io.gpuquery.format.parquet.encoding.PageException;

/** Checks that texts are UTF-8: all at once while they are ASCII, else one by one. */
final class Utf8 {
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** Checks the first values. */
    static void check(ByteValues values, int count) {
        if (count == 0) {
            return;
        }
        // Whatever lies between the values, lengths below 128 for example, is mostly ASCII too.
        int from = values.offsets[0];
        int to = values.offsets[count - 1] + values.lengths[count - 1];
        if (isAscii(values.bytes, from, to)) {
            return;
        }
        for (int i = 0; i < count; i++) {
            int start = values.offsets[i];
            int invalid = Utf8Bytes.firstInvalid(values.bytes, start, start + values.lengths[i]);
            if (invalid >= 0) {
                throw PageException.unsupported(
                        "a text that is not UTF-8, at its byte " + (invalid - start),
                        "Write the column as UTF-8, or as BINARY without the annotation STRING.");
            }
        }
    }

    private static boolean isAscii(byte[] bytes, int from, int to) {
        long high = 0;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            high |= LittleEndian.getLong(bytes, at);
        }
        for (; at < to; at++) {
            high |= bytes[at];
        }
        return (high & HIGH_BITS) == 0;
    }
}
