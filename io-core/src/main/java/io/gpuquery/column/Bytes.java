package io.gpuquery.column;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight bytes of a text at a time, in a long whose low byte is the first of them. Source: H. S. Warren, Hacker's Delight, 2nd edition,
 * 2012, section 6-1.
 */
public final class Bytes {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;
    /** The highest bit of each byte. */
    public static final long HIGH_BITS = ~LOW_BITS;

    private Bytes() {}

    /** The eight bytes from an index on. */
    public static long word(byte[] bytes, int index) {
        return (long) WORDS.get(bytes, index);
    }

    /** A byte, eight times. */
    public static long repeat(byte b) {
        return (b & 0xff) * ONES;
    }

    /** The highest bit of each byte that equals the byte of {@code repeated}; no other bit. */
    public static long equal(long word, long repeated) {
        long difference = word ^ repeated;
        return ~(((difference & LOW_BITS) + LOW_BITS) | difference | LOW_BITS);
    }

    /** The index in its word of the byte that the lowest bit belongs to. */
    public static int first(long bits) {
        return Long.numberOfTrailingZeros(bits) >>> 3;
    }
}
