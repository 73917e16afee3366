package io.gpuquery.format.parquet.chunk;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.Storage;
import io.gpuquery.column.Validity;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.format.parquet.encoding.ByteValues;
import io.gpuquery.format.parquet.encoding.LittleEndian;
import io.gpuquery.format.parquet.encoding.PageException;
import io.gpuquery.memory.MemoryBlock;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of a column of strings or bytes that are decoded and not yet in a column.
 *
 * <p>A view is two longs (see {@link Storage#VIEW}): length and first four bytes; then the next eight bytes, or buffer
 * index and offset.
 */
final class ViewLane {
    private static final int PREFIX_BYTES = 4;

    private final ColumnType type;
    private final long maxDataBytes;
    private final NullFlags nulls = new NullFlags();
    private long[] views = new long[0];
    private byte[] data = new byte[0];
    private int dataBytes;

    /** Takes maxDataBytes: what the long values may take together, below 2 GiB. */
    ViewLane(ColumnType type, long maxDataBytes) {
        this.type = type;
        this.maxDataBytes = maxDataBytes;
    }

    int rowCount() {
        return nulls.rowCount();
    }

    /** Bytes of the values that do not fit their views. */
    int dataBytes() {
        return dataBytes;
    }

    /** Appends values, one of each row. */
    void append(ByteValues values, int count) {
        int row = rowCount();
        ensure(row + count);
        for (int i = 0; i < count; i++) {
            put(row + i, values.bytes, values.offsets[i], values.lengths[i]);
        }
        nulls.appendValid(count);
    }

    /**
     * Appends rows of which some are null.
     *
     * @param flags 1 for each row with a value
     * @param values of those rows
     */
    void append(ByteValues values, byte[] flags, int count) {
        int row = rowCount();
        ensure(row + count);
        int next = 0;
        for (int i = 0; i < count; i++) {
            if (flags[i] == 0) {
                views[2 * (row + i)] = 0;
                views[2 * (row + i) + 1] = 0;
            } else {
                put(row + i, values.bytes, values.offsets[next], values.lengths[next]);
                next++;
            }
        }
        nulls.append(flags, count);
    }

    private void ensure(int rows) {
        if (views.length < 2 * rows) {
            views = Arrays.copyOf(views, Math.max(2 * rows, 2 * views.length));
        }
    }

    /** Writes a view. Whole words are loaded, of which the bytes beyond the value are masked. */
    private void put(int row, byte[] bytes, int offset, int length) {
        long prefix = length == 0 ? 0 : LittleEndian.getInt(bytes, offset) & 0xffffffffL;
        if (length > ViewColumn.MAX_INLINE_BYTES) {
            views[2 * row] = prefix << Integer.SIZE | length;
            views[2 * row + 1] = (long) dataBytes << Integer.SIZE;
            putData(bytes, offset, length);
            return;
        }
        if (length < PREFIX_BYTES) {
            prefix &= (1L << (length << 3)) - 1;
        }
        views[2 * row] = prefix << Integer.SIZE | length;
        int rest = length - PREFIX_BYTES;
        views[2 * row + 1] =
                rest <= 0 ? 0 : LittleEndian.getLong(bytes, offset + PREFIX_BYTES) & -1L >>> (Long.SIZE - (rest << 3));
    }

    private void putData(byte[] bytes, int offset, int length) {
        long end = (long) dataBytes + length;
        if (end > maxDataBytes) {
            throw PageException.unsupported(
                    "a few values take more than " + maxDataBytes + " bytes",
                    "Give Java more memory (-Xmx), or leave this column out.");
        }
        if (end > data.length) {
            data = Arrays.copyOf(data, (int) Math.min(maxDataBytes, Math.max(1024, end * 2)));
        }
        System.arraycopy(bytes, offset, data, dataBytes, length);
        dataBytes = (int) end;
    }

    /** The first rows, in a block of their own; the lane forgets them. */
    ViewColumn take(int rows) {
        int viewBytes = Math.multiplyExact(rows, Storage.VIEW.widthBytes());
        int nullCount = nulls.nullCount(rows);
        int takenBytes = rows == rowCount() ? dataBytes : dataBytesBefore(rows);
        long bitmapAt = BlockLayout.next(viewBytes);
        long dataAt = BlockLayout.next(bitmapAt + NullFlags.bitmapBytes(rows, nullCount));
        try (MemoryBlock block = MemoryBlock.allocate(dataAt + takenBytes)) {
            block.slice(0, viewBytes).asLongBuffer().put(views, 0, 2 * rows);
            Validity validity = nulls.write(block, bitmapAt, rows, nullCount);
            block.slice(dataAt, takenBytes).put(data, 0, takenBytes);
            List<BufferSlice> buffers =
                    takenBytes == 0 ? List.of() : List.of(new BufferSlice(block, dataAt, takenBytes));
            ViewColumn column = new ViewColumn(type, rows, validity, new BufferSlice(block, 0, viewBytes), buffers);
            discard(rows, takenBytes);
            return column;
        }
    }

    /** Bytes of the long values of the first rows: up to where the first long value behind them starts. */
    private int dataBytesBefore(int rows) {
        for (int row = rows; row < rowCount(); row++) {
            if ((int) views[2 * row] > ViewColumn.MAX_INLINE_BYTES) {
                return (int) (views[2 * row + 1] >>> Integer.SIZE);
            }
        }
        return dataBytes;
    }

    private void discard(int rows, int takenBytes) {
        int left = rowCount() - rows;
        System.arraycopy(views, 2 * rows, views, 0, 2 * left);
        for (int row = 0; row < left; row++) {
            if ((int) views[2 * row] > ViewColumn.MAX_INLINE_BYTES) {
                views[2 * row + 1] -= (long) takenBytes << Integer.SIZE;
            }
        }
        dataBytes -= takenBytes;
        System.arraycopy(data, takenBytes, data, 0, dataBytes);
        nulls.discard(rows);
    }
}
