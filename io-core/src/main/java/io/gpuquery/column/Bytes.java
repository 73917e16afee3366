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
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    /** The fraction of the golden ratio. */
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

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

    /**
     * A hash of a text, of which the highest bits are the best. Source: multiplicative hashing, D. E. Knuth, The Art of Computer
     * Programming, volume 3, 2nd edition, 1998, section 6.4, a word at a time.
     */
    public static long hash(byte[] bytes, int offset, int length) {
        long hash = length;
        int last = offset + length - Long.BYTES;
        for (int at = offset; at < last; at += Long.BYTES) {
            hash = (hash ^ word(bytes, at)) * MULTIPLIER;
            hash ^= hash >>> 29;
        }
        // The last bytes are a word of their own, whichever it shares with the one before.
        return mix((hash ^ (last >= offset ? word(bytes, last) : shortWord(bytes, offset, length))) * MULTIPLIER);
    }

    /** Less than eight bytes, each of which is in it at least once. */
    private static long shortWord(byte[] bytes, int offset, int length) {
        if (length >= Integer.BYTES) {
            long low = (int) INTS.get(bytes, offset) & 0xffff_ffffL;
            long high = (int) INTS.get(bytes, offset + length - Integer.BYTES);
            return low | (high << Integer.SIZE);
        }
        if (length == 0) {
            return 0;
        }
        int middle = (bytes[offset + length / 2] & 0xff) << 8;
        return (bytes[offset] & 0xff) | middle | (bytes[offset + length - 1] << 16);
    }

    /** Moves what tells hashes apart to the highest bits. */
    public static long mix(long hash) {
        return (hash ^ (hash >>> 32)) * MULTIPLIER;
    }
}
