package io.gpuquery.resident;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.ViewColumn;
import java.nio.ByteBuffer;

/** Rows of a column of views, copied to the heap in bulk; long strings one at a time. For one thread. */
final class StringSource {
    private long[] views = new long[0];
    private ByteBuffer[] data = new ByteBuffer[0];
    private byte[] bytes = new byte[256];

    /** Goes to some rows of a column, which has to stay open as long as they are read. */
    void open(ViewColumn column, int from, int count) {
        if (views.length < 2 * count) {
            views = new long[2 * count];
        }
        column.views().bytes().asLongBuffer().get(2 * from, views, 0, 2 * count);
        data = column.data().stream().map(BufferSlice::bytes).toArray(ByteBuffer[]::new);
    }

    long head(int row) {
        return views[2 * row];
    }

    long tail(int row) {
        return views[2 * row + 1];
    }

    /** The bytes of a string that does not fit its view, from the start of an array that the next call overwrites. */
    byte[] bytes(int row) {
        int length = StringHeap.length(head(row));
        if (bytes.length < length) {
            bytes = new byte[Math.max(length, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * bytes.length))];
        }
        data[(int) tail(row)].get(StringHeap.offset(tail(row)), bytes, 0, length);
        return bytes;
    }

    /** The number of a row's string in a table. */
    int intern(int row, StringTable table) {
        long head = head(row);
        return StringHeap.isInline(head) ? table.intern(head, tail(row)) : table.intern(head, bytes(row), 0);
    }

    /** Appends a row's string. */
    void append(int row, StringHeap target) {
        long head = head(row);
        if (StringHeap.isInline(head)) {
            target.append(head, tail(row));
        } else {
            target.append(head, bytes(row), 0);
        }
    }
}
