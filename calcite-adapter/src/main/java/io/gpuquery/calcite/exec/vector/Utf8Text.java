package io.gpuquery.calcite.exec.vector;

import java.nio.charset.StandardCharsets;

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

    /** Where a text begins in another, as an offset from its start; -1 where it does not occur. */
    static int indexOf(byte[] bytes, int start, int length, byte[] needle, int needleStart, int needleLength) {
        for (int at = start; at <= start + length - needleLength; at++) {
            int same = 0;
            while (same < needleLength && bytes[at + same] == needle[needleStart + same]) {
                same++;
            }
            if (same == needleLength) {
                return at - start;
            }
        }
        return -1;
    }
}
