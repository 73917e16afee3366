package io.gpuquery.format.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks that bytes, which come in pieces, are UTF-8 without zero bytes, which JSON text never has. Overlong forms, surrogates and
 * what lies beyond U+10FFFF are refused. Source: The Unicode Standard, table 3-7, "Well-Formed UTF-8 Byte Sequences". For one
 * thread.
 */
final class Utf8Check {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    /** Bytes that the current character still needs. */
    private int missing;
    /** Bounds of the next of them. */
    private int least;

    private int most;

    /** Takes the next piece; the index of the first byte that cannot stand there, or {@code end}. */
    int firstInvalid(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end) {
            if (missing == 0) {
                at = skipAscii(bytes, at, end);
                if (at == end) {
                    return end;
                }
                if (!lead(bytes[at] & 0xff)) {
                    return at;
                }
            } else {
                int value = bytes[at] & 0xff;
                if (value < least || value > most) {
                    return at;
                }
                missing--;
                least = 0x80;
                most = 0xbf;
            }
            at++;
        }
        return end;
    }

    /** Whether the bytes so far do not end inside a character. */
    boolean isComplete() {
        return missing == 0;
    }

    /**
     * Eight bytes at a time: subtracting one from each sets a high bit where the byte was zero (a borrow can only come from a zero
     * byte further down, which is found as well), and the bytes themselves have one where they are not ASCII.
     */
    private static int skipAscii(byte[] bytes, int start, int end) {
        int at = start;
        while (at + Long.BYTES <= end) {
            long word = (long) LONGS.get(bytes, at);
            if (((word - ONES | word) & HIGH_BITS) != 0) {
                break;
            }
            at += Long.BYTES;
        }
        while (at < end && bytes[at] > 0) {
            at++;
        }
        return at;
    }

    private boolean lead(int value) {
        least = 0x80;
        most = 0xbf;
        if (value >= 0xc2 && value <= 0xdf) {
            missing = 1;
        } else if (value >= 0xe0 && value <= 0xef) {
            missing = 2;
            least = value == 0xe0 ? 0xa0 : 0x80;
            most = value == 0xed ? 0x9f : 0xbf;
        } else if (value >= 0xf0 && value <= 0xf4) {
            missing = 3;
            least = value == 0xf0 ? 0x90 : 0x80;
            most = value == 0xf4 ? 0x8f : 0xbf;
        } else {
            return false;
        }
        return true;
    }
}
