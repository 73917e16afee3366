package io.gpuquery.format.parquet.chunk;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Validity;
import io.gpuquery.memory.MemoryBlock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which rows of a lane hold a value, one byte each; costs nothing until the first null. */
final class NullFlags {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** Moves the lowest bits of eight bytes, of which the others are 0, to the highest byte of the product. */
    private static final long GATHER = 0x0102040810204080L;

    private byte[] valid = new byte[0];
    private int rowCount;
    private boolean hasNulls;

    int rowCount() {
        return rowCount;
    }

    boolean isNull(int row) {
        return hasNulls && valid[row] == 0;
    }

    void appendValid(int count) {
        if (hasNulls) {
            ensure(rowCount + count);
            Arrays.fill(valid, rowCount, rowCount + count, (byte) 1);
        }
        rowCount += count;
    }

    /** Appends flags of which not all are 1. */
    void append(byte[] flags, int count) {
        if (!hasNulls) {
            hasNulls = true;
            ensure(rowCount + count);
            Arrays.fill(valid, 0, rowCount, (byte) 1);
        }
        ensure(rowCount + count);
        System.arraycopy(flags, 0, valid, rowCount, count);
        rowCount += count;
    }

    private void ensure(int count) {
        if (valid.length < count) {
            valid = Arrays.copyOf(valid, Math.max(count, 2 * valid.length));
        }
    }

    /** Nulls among the first rows. */
    int nullCount(int rows) {
        int values = rows;
        if (hasNulls) {
            values = 0;
            for (int i = 0; i < rows; i++) {
                values += valid[i];
            }
        }
        return rows - values;
    }

    /** The flags, 1 for each row with a value, of which the first are those of the rows; null where none of these is null. */
    byte @Nullable [] flags(int rows) {
        return nullCount(rows) == 0 ? null : valid;
    }

    /** Bytes that the bitmap of the first rows takes: none where there are no nulls. */
    static int bitmapBytes(int rows, int nullCount) {
        return nullCount == 0 ? 0 : (rows + 7) >>> 3;
    }

    /** Writes the bitmap of the first rows into a block. */
    Validity write(MemoryBlock block, long offsetBytes, int rows, int nullCount) {
        if (nullCount == 0) {
            return Validity.allValid(rows);
        }
        byte[] bits = new byte[bitmapBytes(rows, nullCount)];
        int whole = rows >>> 3;
        for (int i = 0; i < whole; i++) {
            bits[i] = (byte) (((long) LONGS.get(valid, i << 3) * GATHER) >>> 56);
        }
        for (int i = whole << 3; i < rows; i++) {
            bits[i >>> 3] |= (byte) (valid[i] << (i & 7));
        }
        BufferSlice bitmap = new BufferSlice(block, offsetBytes, bits.length);
        bitmap.bytes().put(bits);
        return Validity.of(bitmap, rows, nullCount);
    }

    /** Forgets the first rows. */
    void discard(int rows) {
        rowCount -= rows;
        if (hasNulls) {
            System.arraycopy(valid, rows, valid, 0, rowCount);
            hasNulls = nullCount(rowCount) > 0;
        }
    }
}
