package io.gpuquery.resident;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Validity;
import io.gpuquery.memory.MemoryBlock;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which rows of a segment hold a value; costs nothing until the first null. */
final class PresentBits {
    private long[] words = new long[0];
    private int rowCount;
    private int nullCount;

    int rowCount() {
        return rowCount;
    }

    int nullCount() {
        return nullCount;
    }

    boolean isPresent(int row) {
        return nullCount == 0 || (words[row >>> 6] >>> row & 1) != 0;
    }

    /** Appends rows of a column. */
    void append(Validity validity, int from, int count) {
        BufferSlice bitmap = validity.bitmap();
        if (bitmap == null) {
            appendPresent(count);
            return;
        }
        ByteBuffer bits = bitmap.bytes();
        for (int row = from; row < from + count; row++) {
            if ((bits.get(row >>> 3) >>> (row & 7) & 1) != 0) {
                appendPresent(1);
            } else {
                appendNull();
            }
        }
    }

    private void appendPresent(int count) {
        if (nullCount != 0) {
            ensure(rowCount + count);
            for (int row = rowCount; row < rowCount + count; row++) {
                words[row >>> 6] |= 1L << row;
            }
        }
        rowCount += count;
    }

    private void appendNull() {
        ensure(rowCount + 1);
        if (nullCount++ == 0) {
            Arrays.fill(words, 0, rowCount >>> 6, -1L);
            words[rowCount >>> 6] = (1L << rowCount) - 1;
        }
        rowCount++;
    }

    private void ensure(int rows) {
        int needed = (rows >>> 6) + 1;
        if (words.length < needed) {
            words = Arrays.copyOf(words, Math.max(needed, 2 * words.length));
        }
    }

    /** How many of some rows are null. */
    int nulls(int from, int to) {
        int nulls = 0;
        for (int row = from; nullCount != 0 && row < to; row++) {
            nulls += isPresent(row) ? 0 : 1;
        }
        return nulls;
    }

    /** Bytes of the bitmap: none where there are no nulls. */
    int lengthBytes() {
        return nullCount == 0 ? 0 : ((rowCount + 63) >>> 6) * Long.BYTES;
    }

    /** The bitmap, written into a block; null where there are no nulls. */
    @Nullable
    BufferSlice write(MemoryBlock block, long offsetBytes) {
        if (nullCount == 0) {
            return null;
        }
        BufferSlice slice = new BufferSlice(block, offsetBytes, lengthBytes());
        slice.bytes().asLongBuffer().put(words, 0, lengthBytes() / Long.BYTES);
        return slice;
    }
}
