package io.gpuquery.format.csv;

import io.gpuquery.column.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Some bytes as longs, and where among them certain bytes are: a long with the highest bit of each such byte for each long. The loops have
 * the one simple form that compilers turn into vector instructions: over arrays of longs, one result each, additions and logic only.
 *
 * <p>Reused; for one thread.
 */
final class WordMasks {
    /** Numbers of masks. */
    static final int ENDS = 0;

    static final int FEEDS = 1;
    static final int QUOTES = 2;
    static final int RETURNS = 3;
    /** Of any use. */
    static final int SPECIALS = 4;

    private static final long LOW_BITS = ~Bytes.HIGH_BITS;
    /** Moves the highest bit of each byte to the highest byte. */
    private static final long GATHER = 0x0002040810204081L;

    private final long[] words;
    private final long[][] masks = new long[5][];
    private int count;

    /** For at most so many words. */
    WordMasks(int mostWords) {
        this.words = new long[mostWords];
    }

    /** Takes the bytes of a range; what lies behind it in the last of each 64 is taken for zeros. */
    void load(byte[] bytes, int from, int to) {
        load(ByteBuffer.wrap(bytes, from, to - from).slice());
    }

    /** Takes the bytes of a buffer from its start to its limit, likewise. */
    void load(ByteBuffer source) {
        int length = source.limit();
        int whole = length / Long.BYTES;
        source.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(words, 0, whole);
        count = (length + Long.SIZE - 1) / Long.SIZE * Long.BYTES;
        Arrays.fill(words, whole, count, 0);
        for (int i = whole * Long.BYTES; i < length; i++) {
            words[whole] |= (source.get(i) & 0xffL) << (Byte.SIZE * i);
        }
    }

    /** One of the bytes that were taken. */
    byte get(int index) {
        return (byte) (words[index >>> 3] >>> (Byte.SIZE * index));
    }

    /** Bytes that were taken, a multiple of 64. */
    int lengthBytes() {
        return count * Long.BYTES;
    }

    boolean isAscii() {
        return (or(words, count) & Bytes.HIGH_BITS) == 0;
    }

    /** Whether one of two bytes below 128 is there. */
    boolean hasEither(byte first, byte second) {
        return (orOfEither(words, count, Bytes.repeat(first), Bytes.repeat(second)) & Bytes.HIGH_BITS) != 0;
    }

    /** How often a byte below 128, other than zero, is there. */
    long count(byte b) {
        return count(words, count, Bytes.repeat(b));
    }

    /** Makes a mask of the places of two bytes below 128, other than zero. */
    void mark(int mask, byte first, byte second) {
        if (masks[mask] == null) {
            masks[mask] = new long[words.length];
        }
        if (first == second) {
            mark(words, masks[mask], count, Bytes.repeat(first));
        } else {
            mark(words, masks[mask], count, Bytes.repeat(first), Bytes.repeat(second));
        }
    }

    /** Moves the bits of each word of a mask to its lowest byte, for {@link #bits}. */
    void gather(int mask) {
        gather(masks[mask], count);
    }

    private static void gather(long[] mask, int count) {
        for (int i = 0; i < count; i++) {
            mask[i] = (mask[i] * GATHER) >>> (Long.SIZE - Byte.SIZE);
        }
    }

    /** Of a mask whose bits were gathered, those of the 64 bytes of eight words, the first byte's the lowest. */
    long bits(int mask, int firstWord) {
        long[] of = masks[mask];
        long bits = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            bits |= of[firstWord + i] << (Byte.SIZE * i);
        }
        return bits;
    }

    /** Adds the places of another byte to a mask. */
    void markToo(int mask, byte other) {
        long[] of = masks[mask];
        long repeated = Bytes.repeat(other);
        for (int i = 0; i < count; i++) {
            of[i] |= Bytes.equal(words[i], repeated);
        }
    }

    /** A word of a mask. */
    long word(int mask, int index) {
        return masks[mask][index];
    }

    private static long or(long[] words, int count) {
        long all = 0;
        for (int i = 0; i < count; i++) {
            all |= words[i];
        }
        return all;
    }

    private static long orOfEither(long[] words, int count, long first, long second) {
        long all = 0;
        for (int i = 0; i < count; i++) {
            long low = words[i] & LOW_BITS;
            all |= ~((((low ^ first) + LOW_BITS) & ((low ^ second) + LOW_BITS)) | words[i]);
        }
        return all;
    }

    private static long count(long[] words, int count, long repeated) {
        // In the lowest bit of each byte, up to 255 of them before they are added up.
        long sum = 0;
        for (int from = 0; from < count; from += 248) {
            sum += sumOfBytes(counts(words, from, Math.min(count, from + 248), repeated));
        }
        return sum;
    }

    private static long counts(long[] words, int from, int to, long repeated) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += ~((((words[i] & LOW_BITS) ^ repeated) + LOW_BITS) | words[i] | LOW_BITS) >>> (Byte.SIZE - 1);
        }
        return sum;
    }

    private static long sumOfBytes(long bytes) {
        long pairs = (bytes & 0x00ff00ff00ff00ffL) + (bytes >>> Byte.SIZE & 0x00ff00ff00ff00ffL);
        return (pairs * 0x0001000100010001L) >>> (Long.SIZE - Short.SIZE);
    }

    private static void mark(long[] words, long[] mask, int count, long repeated) {
        for (int i = 0; i < count; i++) {
            mask[i] = ~((((words[i] & LOW_BITS) ^ repeated) + LOW_BITS) | words[i] | LOW_BITS);
        }
    }

    private static void mark(long[] words, long[] mask, int count, long first, long second) {
        for (int i = 0; i < count; i++) {
            long low = words[i] & LOW_BITS;
            mask[i] = ~((((low ^ first) + LOW_BITS) & ((low ^ second) + LOW_BITS)) | words[i] | LOW_BITS);
        }
    }
}
