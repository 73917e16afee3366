package io.gpuquery.calcite.exec.vector;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Validity;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Copies rows of one column into heap arrays. */
abstract class ColumnReader {
    private final @Nullable ByteBuffer validity;

    ColumnReader(Validity validity) {
        BufferSlice bitmap = validity.bitmap();
        this.validity = bitmap == null ? null : bitmap.bytes();
    }

    /** A run of rows. */
    abstract Vector read(int first, int count, Scratch scratch);

    /** Rows in ascending order. */
    abstract Vector gather(int[] rows, int count, Scratch scratch);

    final int @Nullable [] nulls(int first, int count, Scratch scratch) {
        ByteBuffer bits = validity;
        if (bits == null || allValid(bits, first, count)) {
            return null;
        }
        int[] nulls = scratch.ints(count);
        for (int i = 0; i < count; i++) {
            int row = first + i;
            nulls[i] = ((bits.get(row >>> 3) >>> (row & 7)) & 1) ^ 1;
        }
        return nulls;
    }

    private static boolean allValid(ByteBuffer bits, int first, int count) {
        int row = first;
        int end = first + count;
        for (; row < end && (row & 7) != 0; row++) {
            if (((bits.get(row >>> 3) >>> (row & 7)) & 1) == 0) {
                return false;
            }
        }
        for (; row + 8 <= end; row += 8) {
            if (bits.get(row >>> 3) != -1) {
                return false;
            }
        }
        for (; row < end; row++) {
            if (((bits.get(row >>> 3) >>> (row & 7)) & 1) == 0) {
                return false;
            }
        }
        return true;
    }

    final int @Nullable [] nulls(int[] rows, int count, Scratch scratch) {
        ByteBuffer bits = validity;
        if (bits == null) {
            return null;
        }
        int[] nulls = scratch.ints(count);
        int any = 0;
        for (int i = 0; i < count; i++) {
            nulls[i] = ((bits.get(rows[i] >>> 3) >>> (rows[i] & 7)) & 1) ^ 1;
            any |= nulls[i];
        }
        return any == 0 ? null : nulls;
    }
}
