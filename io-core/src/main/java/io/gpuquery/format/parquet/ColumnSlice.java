package io.gpuquery.format.parquet;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Column;
import io.gpuquery.column.DictionaryColumn;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.Storage;
import io.gpuquery.column.Validity;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.memory.MemoryBlock;

/** Some rows of a column as a column of their own, over the same values. */
final class ColumnSlice {
    private ColumnSlice() {}

    /** Rows from one to before another; the caller owns the slice, and closes both. */
    static Column of(Column column, int from, int to) {
        int count = to - from;
        Validity whole = column.validity();
        int nullCount = 0;
        for (int row = from; row < to && whole.hasNulls(); row++) {
            nullCount += whole.isNull(row) ? 1 : 0;
        }
        if (nullCount == 0) {
            return of(column, from, count, Validity.allValid(count));
        }
        byte[] bits = new byte[(count + 7) >>> 3];
        for (int row = 0; row < count; row++) {
            bits[row >>> 3] |= (byte) ((whole.isNull(from + row) ? 0 : 1) << (row & 7));
        }
        try (MemoryBlock block = MemoryBlock.allocate(bits.length)) {
            BufferSlice bitmap = new BufferSlice(block, 0, bits.length);
            bitmap.bytes().put(bits);
            return of(column, from, count, Validity.of(bitmap, count, nullCount));
        }
    }

    private static Column of(Column column, int from, int count, Validity validity) {
        if (column instanceof FixedWidthColumn fixed) {
            BufferSlice values =
                    slice(fixed.values(), from, count, fixed.storage().widthBytes());
            return new FixedWidthColumn(fixed.type(), fixed.storage(), count, validity, values);
        }
        if (column instanceof DictionaryColumn coded) {
            BufferSlice codes = slice(coded.codes(), from, count, Integer.BYTES);
            return new DictionaryColumn(count, validity, codes, coded.dictionary());
        }
        ViewColumn views = (ViewColumn) column;
        BufferSlice slice = slice(views.views(), from, count, Storage.VIEW.widthBytes());
        return new ViewColumn(views.type(), count, validity, slice, views.data());
    }

    private static BufferSlice slice(BufferSlice whole, int from, int count, int widthBytes) {
        return new BufferSlice(whole.region(), whole.offsetBytes() + (long) from * widthBytes, count * widthBytes);
    }
}
