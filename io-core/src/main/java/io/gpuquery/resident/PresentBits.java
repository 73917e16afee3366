package io.gpuquery.resident;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Validity;
import io.gpuquery.memory.MemoryBlock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which rows of a segment hold a value; costs nothing until the first null. */
final class PresentBits {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Moves the lowest bits of eight bytes, of which the others are 0, to the highest byte of the product. */
    private static final long GATHER = 0x0102040810204080L;

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
        int firstByte = from >>> 3;
        int length = ((from + count + 7) >>> 3) - firstByte;
        // Room to read eight bytes, and one more, from each.
        byte[] bytes = new byte[length + Long.BYTES];
        bitmap.bytes().get(firstByte, bytes, 0, length);
        int shift = from & 7;
        for (int done = 0; done < count; done += Long.SIZE) {
            int at = done >>> 3;
            long bits = (long) LONGS.get(bytes, at) >>> shift;
            if (shift != 0) {
                bits |= (long) bytes[at + Long.BYTES] << (Long.SIZE - shift);
            }
            append(bits, Math.min(Long.SIZE, count - done));
        }
    }

    /**
     * Appends rows by flags, one byte each.
     *
     * @param flags 1 for each row with a value, 0 for each null; null where all rows have one
     */
    void append(byte @Nullable [] flags, int count) {
        if (flags == null) {
            appendPresent(count);
            return;
        }
        int done = 0;
        for (; done <= count - Long.SIZE; done += Long.SIZE) {
            long bits = 0;
            for (int eight = 0; eight < Long.SIZE; eight += Byte.SIZE) {
                bits |= (((long) LONGS.get(flags, done + eight) * GATHER) >>> 56) << eight;
            }
            append(bits, Long.SIZE);
        }
        if (done < count) {
            long bits = 0;
            for (int i = done; i < count; i++) {
                bits |= (long) flags[i] << (i - done);
            }
            append(bits, count - done);
        }
    }

    /** All rows as flags; null where all have a value. */
    byte @Nullable [] flags() {
        if (nullCount == 0) {
            return null;
        }
        byte[] flags = new byte[rowCount];
        for (int row = 0; row < rowCount; row++) {
            flags[row] = (byte) (words[row >>> 6] >>> row & 1);
        }
        return flags;
    }

    private void appendPresent(int count) {
        if (nullCount == 0) {
            rowCount += count;
            return;
        }
        for (int done = 0; done < count; done += Long.SIZE) {
            append(-1L, Math.min(Long.SIZE, count - done));
        }
    }

    /** Appends up to 64 rows, by their bits from the lowest on. */
    private void append(long rows, int count) {
        long bits = rows & (-1L >>> (Long.SIZE - count));
        int nulls = count - Long.bitCount(bits);
        if (nullCount == 0 && nulls == 0) {
            rowCount += count;
            return;
        }
        ensure(rowCount + count);
        int word = rowCount >>> 6;
        if (nullCount == 0) {
            Arrays.fill(words, 0, word, -1L);
            words[word] = (1L << rowCount) - 1;
        }
        // Behind the rows there are zeros.
        words[word] |= bits << rowCount;
        int written = Long.SIZE - (rowCount & 63);
        if (written < count) {
            words[word + 1] |= bits >>> written;
        }
        nullCount += nulls;
        rowCount += count;
    }

    private void ensure(int rows) {
        int needed = (rows >>> 6) + 1;
        if (words.length < needed) {
            words = Arrays.copyOf(words, Math.max(needed, 2 * words.length));
        }
    }

    /** Forgets all rows. */
    void clear() {
        if (nullCount > 0) {
            Arrays.fill(words, 0, Math.min(words.length, (rowCount >>> 6) + 1), 0);
        }
        rowCount = 0;
        nullCount = 0;
    }

    /** How many of some rows are null. */
    int nulls(int from, int to) {
        if (nullCount == 0) {
            return 0;
        }
        int present = 0;
        for (int row = from; row < to; ) {
            int end = Math.min(to, (row | 63) + 1);
            long bits = words[row >>> 6] >>> row;
            present += Long.bitCount(bits & (-1L >>> (Long.SIZE - (end - row))));
            row = end;
        }
        return to - from - present;
    }

    /** The first null of some rows; where there is none, the end of these. */
    int nextNull(int from, int to) {
        if (nullCount == 0) {
            return to;
        }
        for (int row = from; row < to; row = (row | 63) + 1) {
            long absent = ~words[row >>> 6] >>> row;
            if (absent != 0) {
                return Math.min(to, row + Long.numberOfTrailingZeros(absent));
            }
        }
        return to;
    }

    /** Writes -1 for each row with a value and 0 for each null, for loops without jumps. */
    void masks(int from, int count, int[] masks) {
        if (nullCount == 0) {
            Arrays.fill(masks, 0, count, -1);
            return;
        }
        for (int done = 0; done < count; ) {
            int row = from + done;
            int end = Math.min(count, done + Long.SIZE - (row & 63));
            long bits = words[row >>> 6] >>> row;
            for (; done < end; done++) {
                masks[done] = -(int) (bits & 1);
                bits >>>= 1;
            }
        }
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
