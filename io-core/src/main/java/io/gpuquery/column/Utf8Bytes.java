package io.gpuquery.column;

/** Checks that bytes are UTF-8. Source: The Unicode Standard 15, table 3-7, "Well-Formed UTF-8 Byte Sequences". */
public final class Utf8Bytes {
    private Utf8Bytes() {}

    /** Where the first byte is that cannot stand there, or the start of a character that is cut; -1 if there is none. */
    public static int firstInvalid(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (at + Long.BYTES <= to && (Bytes.word(bytes, at) & Bytes.HIGH_BITS) == 0) {
                at += Long.BYTES;
                continue;
            }
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
