package io.gpuquery.calcite.exec.vector;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Column;
import io.gpuquery.column.DictionaryColumn;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.ListColumn;
import io.gpuquery.column.MapColumn;
import io.gpuquery.column.StructColumn;
import io.gpuquery.column.Validity;
import io.gpuquery.column.ViewColumn;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Copies rows of one column into heap arrays. */
abstract class ColumnReader {
    private final @Nullable ByteBuffer validity;

    ColumnReader(Validity validity) {
        BufferSlice bitmap = validity.bitmap();
        this.validity = bitmap == null ? null : bitmap.bytes();
    }

    /** Takes the dictionaries that readers of the same column have seen. */
    static ColumnReader of(Column column, Dictionaries dictionaries) {
        if (column instanceof FixedWidthColumn fixed) {
            return FixedReader.of(fixed);
        }
        if (column instanceof DictionaryColumn coded) {
            return new CodeReader(coded, dictionaries);
        }
        if (column instanceof ListColumn lists) {
            return NestedReader.of(lists);
        }
        if (column instanceof MapColumn maps) {
            return NestedReader.of(maps);
        }
        if (column instanceof StructColumn rows) {
            return NestedReader.of(rows);
        }
        return new ViewReader((ViewColumn) column);
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
        int i = 0;
        for (; i < count && ((first + i) & 7) != 0; i++) {
            nulls[i] = isNull(bits, first + i);
        }
        for (; i + 8 <= count; i += 8) {
            int absent = ~bits.get((first + i) >>> 3);
            for (int bit = 0; bit < 8; bit++) {
                nulls[i + bit] = (absent >>> bit) & 1;
            }
        }
        for (; i < count; i++) {
            nulls[i] = isNull(bits, first + i);
        }
        return nulls;
    }

    private static int isNull(ByteBuffer bits, int row) {
        return ((bits.get(row >>> 3) >>> (row & 7)) & 1) ^ 1;
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
            nulls[i] = isNull(bits, rows[i]);
            any |= nulls[i];
        }
        return any == 0 ? null : nulls;
    }
}
