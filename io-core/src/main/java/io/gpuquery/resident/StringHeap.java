package io.gpuquery.resident;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Bytes;
import io.gpuquery.column.Storage;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.memory.MemoryBlock;
import java.util.Arrays;

/**
 * Strings on the heap, as views of two longs (see {@link Storage#VIEW}): length and first four bytes; then the next eight bytes, or
 * buffer index, always 0, and offset. For one thread.
 */
final class StringHeap {
    /** What the long strings of a segment may take; more is not worth keeping in memory. */
    static final int MAX_DATA_BYTES =
            (int) Math.min(256L << 20, Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 16));

    private long[] views = new long[0];
    private byte[] data = new byte[0];
    private int count;
    private int dataBytes;

    int count() {
        return count;
    }

    int dataBytes() {
        return dataBytes;
    }

    static int length(long head) {
        return (int) head;
    }

    static boolean isInline(long head) {
        return (int) head <= ViewColumn.MAX_INLINE_BYTES;
    }

    static int offset(long tail) {
        return (int) (tail >>> Integer.SIZE);
    }

    /** The first half of the view of a string. */
    static long head(byte[] bytes, int from, int length) {
        return part(bytes, from, Math.min(length, 4)) << Integer.SIZE | length;
    }

    /** The second half of the view of a string that fits it. */
    static long tail(byte[] bytes, int from, int length) {
        return length <= 4 ? 0 : part(bytes, from + 4, length - 4);
    }

    /** Up to eight bytes, zeros behind them. */
    private static long part(byte[] bytes, int from, int length) {
        if (from + Long.BYTES <= bytes.length) {
            // Cut from a word that may reach beyond the text.
            return Bytes.word(bytes, from) & (length == Long.BYTES ? -1 : (1L << (8 * length)) - 1);
        }
        long part = 0;
        for (int i = 0; i < length; i++) {
            part |= (bytes[from + i] & 0xffL) << (8 * i);
        }
        return part;
    }

    long head(int entry) {
        return views[2 * entry];
    }

    long tail(int entry) {
        return views[2 * entry + 1];
    }

    byte[] data() {
        return data;
    }

    /** Appends a string that lies in its view, or whose bytes are in the data already. */
    void append(long head, long tail) {
        if (views.length < 2 * count + 2) {
            views = Arrays.copyOf(views, Math.max(1024, 2 * views.length));
        }
        views[2 * count] = head;
        views[2 * count + 1] = tail;
        count++;
    }

    /** Appends a string that does not fit its view. */
    void append(long head, byte[] bytes, int offset) {
        int length = length(head);
        long end = (long) dataBytes + length;
        if (end > MAX_DATA_BYTES) {
            throw new TooLargeException();
        }
        if (end > data.length) {
            data = Arrays.copyOf(data, (int) Math.min(MAX_DATA_BYTES, Math.max(4096, 2 * end)));
        }
        System.arraycopy(bytes, offset, data, dataBytes, length);
        append(head, (long) dataBytes << Integer.SIZE);
        dataBytes = (int) end;
    }

    /** Takes another's data, so that its views mean the same here; before anything was appended. The other is then to be cleared. */
    void takeData(StringHeap other) {
        byte[] mine = data;
        data = other.data;
        dataBytes = other.dataBytes;
        other.data = mine;
    }

    /** Forgets all strings; the arrays stay. */
    void clear() {
        count = 0;
        dataBytes = 0;
    }

    BufferSlice writeViews(MemoryBlock block, long offsetBytes) {
        BufferSlice slice = new BufferSlice(block, offsetBytes, Math.multiplyExact(count, Storage.VIEW.widthBytes()));
        slice.bytes().asLongBuffer().put(views, 0, 2 * count);
        return slice;
    }

    BufferSlice writeData(MemoryBlock block, long offsetBytes) {
        BufferSlice slice = new BufferSlice(block, offsetBytes, dataBytes);
        slice.bytes().put(data, 0, dataBytes);
        return slice;
    }

    /** The bytes of a string. */
    byte[] bytes(int entry) {
        int length = length(head(entry));
        byte[] bytes = new byte[length];
        if (isInline(head(entry))) {
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) (i < 4 ? head(entry) >>> (Integer.SIZE + 8 * i) : tail(entry) >>> (8 * (i - 4)));
            }
        } else {
            System.arraycopy(data, offset(tail(entry)), bytes, 0, length);
        }
        return bytes;
    }
}
