package io.gpuquery.format.json;

import io.gpuquery.column.Bytes;
import java.util.Arrays;

/**
 * What stands between the values of an object: its keys, with all punctuation and blanks around them. The next object is likely to have
 * the same, which is then compared as a whole, eight bytes at a time. For one thread.
 */
final class ObjectLayout {
    /** What is longer is not as most is. */
    private static final int MOST_BYTES = 512;

    private static final int MOST_PIECES = 4096;

    private byte[] bytes = new byte[256];
    private int byteCount;
    private int pieceCount;
    /** Of each piece where it begins in {@link #bytes}. */
    private int[] starts = new int[16];

    private int[] lengths = new int[16];
    /** The first eight bytes of each piece, and which of their bits count. */
    private long[] words = new long[16];

    private long[] masks = new long[16];
    /** Of the value behind each piece its column, or a negative number. */
    private int[] columns = new int[16];

    private int end;
    private boolean complete;

    /** Begins to note an object. */
    void begin() {
        byteCount = 0;
        pieceCount = 0;
        complete = true;
    }

    /** Notes what stands before a value that ends at an index. */
    void add(byte[] text, int from, int to, int valueEnd, int column) {
        int length = to - from;
        if (length > MOST_BYTES || pieceCount == MOST_PIECES) {
            complete = false;
        }
        if (!complete) {
            return;
        }
        if (pieceCount == starts.length) {
            int capacity = 2 * pieceCount;
            starts = Arrays.copyOf(starts, capacity);
            lengths = Arrays.copyOf(lengths, capacity);
            words = Arrays.copyOf(words, capacity);
            masks = Arrays.copyOf(masks, capacity);
            columns = Arrays.copyOf(columns, capacity);
        }
        if (bytes.length < byteCount + length + Long.BYTES) {
            bytes = Arrays.copyOf(bytes, 2 * (byteCount + length + Long.BYTES));
        }
        System.arraycopy(text, from, bytes, byteCount, length);
        starts[pieceCount] = byteCount;
        lengths[pieceCount] = length;
        columns[pieceCount] = column;
        long mask = length >= Long.BYTES ? -1L : (1L << (Byte.SIZE * length)) - 1;
        masks[pieceCount] = mask;
        words[pieceCount] = Bytes.word(bytes, byteCount) & mask;
        byteCount += length;
        pieceCount++;
        end = valueEnd;
    }

    /** Whether the object has values, the last of which ends at an index: the object itself ends there, without blanks. */
    boolean ends(int index) {
        return pieceCount > 0 && end == index;
    }

    /** Forgets the object: the next one is not to be like it. */
    void forget() {
        complete = false;
        pieceCount = 0;
    }

    /** Values of the object; 0 where nothing is known of one. */
    int valueCount() {
        return complete ? pieceCount : 0;
    }

    int length(int value) {
        return lengths[value];
    }

    int column(int value) {
        return columns[value];
    }

    /** Whether what stands before a value of the object stands in a text. Both must be readable for a word beyond its length. */
    boolean matches(int value, byte[] text, int at) {
        int length = lengths[value];
        if (((Bytes.word(text, at) ^ words[value]) & masks[value]) != 0) {
            return false;
        }
        int start = starts[value];
        for (int i = Long.BYTES; i < length; i += Long.BYTES) {
            // The last word may begin with bytes that were compared before.
            int from = Math.min(i, length - Long.BYTES);
            if (Bytes.word(text, at + from) != Bytes.word(bytes, start + from)) {
                return false;
            }
        }
        return true;
    }
}
