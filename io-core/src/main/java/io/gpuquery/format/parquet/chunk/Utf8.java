package io.gpuquery.format.parquet.chunk;

import io.gpuquery.format.parquet.encoding.ByteValues;
import io.gpuquery.format.parquet.encoding.LittleEndian;
import io.gpuquery.format.parquet.encoding.PageException;

/** Checks that texts are UTF-8. Source: The Unicode Standard 15, table 3-7, "Well-Formed UTF-8 Byte Sequences". */
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
            int invalid = firstInvalid(values.bytes, start, start + values.lengths[i]);
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

    /** Where the first byte is that cannot stand there, or the start of a character that is cut; -1 if there is none. */
    static int firstInvalid(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (bytes[at] >= 0) {
                at++;
                continue;
            }
            int lead = bytes[at] & 0xff;
            int length = lead >= 0xc2 && lead <= 0xdf ? 2 : lead >> 4 == 0xe ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
            if (length == 0 || length > to - at || !isContinued(bytes, at, lead, length)) {
                return at;
            }
            at += length;
        }
        return -1;
    }

    private static boolean isContinued(byte[] bytes, int at, int lead, int length) {
        // Overlong forms, surrogates, and what lies beyond U+10FFFF show in the second byte.
        int second = bytes[at + 1] & 0xff;
        int least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (second < least || second > most) {
            return false;
        }
        for (int i = 2; i < length; i++) {
            if ((bytes[at + i] & 0xc0) != 0x80) {
                return false;
            }
        }
        return true;
    }
}
