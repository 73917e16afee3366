package io.gpuquery.calcite.exec.vector;

import io.gpuquery.column.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Measures of valid UTF-8, in UTF-16 code units as Java and Calcite count. */
final class Utf8Text {
    private Utf8Text() {}

    /** Bytes of the character that begins at a place. */
    static int lengthAt(byte[] bytes, int at) {
        int first = bytes[at];
        if (first >= 0) {
            return 1;
        }
        return (first & 0xE0) == 0xC0 ? 2 : (first & 0xF0) == 0xE0 ? 3 : 4;
    }

    static boolean isAscii(byte[] bytes, int start, int length) {
        int all = 0;
        for (int i = start; i < start + length; i++) {
            all |= bytes[i];
        }
        return all >= 0;
    }

    /** Characters outside the basic plane have four bytes, and two units. */
    static int units(byte[] bytes, int start, int length) {
        int units = 0;
        for (int i = start; i < start + length; i++) {
            int next = bytes[i] & 0xff;
            units += (next & 0xC0) == 0x80 ? 0 : next >= 0xF0 ? 2 : 1;
        }
        return units;
    }

    static String string(byte[] bytes, int start, int length) {
        return new String(bytes, start, length, StandardCharsets.UTF_8);
    }

    /**
     * Where a text begins in another, as an offset from its start; -1 where it does not occur. Eight places at a time are looked at for
     * the first byte and, as far behind them, the last. Source: W. Mula, SIMD-friendly algorithms for substring searching, 2016.
     */
    static int indexOf(byte[] bytes, int start, int length, byte[] needle, int needleStart, int needleLength) {
        if (needleLength == 0) {
            return 0;
        }
        int toLast = needleLength - 1;
        long firsts = Bytes.repeat(needle[needleStart]);
        long lasts = Bytes.repeat(needle[needleStart + toLast]);
        int lastPlace = start + length - needleLength;
        int lastWord = Math.min(lastPlace, bytes.length - Long.BYTES - toLast);
        int at = start;
        for (; at <= lastWord; at += Long.BYTES) {
            long hits = Bytes.equal(Bytes.word(bytes, at), firsts) & Bytes.equal(Bytes.word(bytes, at + toLast), lasts);
            for (; hits != 0; hits &= hits - 1) {
                int place = at + Bytes.first(hits);
                if (place > lastPlace) {
                    return -1;
                }
                if (equal(bytes, place, needle, needleStart, toLast)) {
                    return place - start;
                }
            }
        }
        for (; at <= lastPlace; at++) {
            if (equal(bytes, at, needle, needleStart, needleLength)) {
                return at - start;
            }
        }
        return -1;
    }

    private static boolean equal(byte[] bytes, int start, byte[] others, int otherStart, int length) {
        return Arrays.equals(bytes, start, start + length, others, otherStart, otherStart + length);
    }
}
