package io.gpuquery.resident;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.Storage;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.memory.MemoryRegion;
import io.gpuquery.memory.Pages;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Builds a segment of 128-bit values; decimals that all fit 64 bits become a segment of these. Values under nulls are zero. */
final class WideSegmentBuilder implements SegmentBuilder {
    private final ColumnType type;
    private final int blockRows;
    private final MemoryRegion file;
    private final PresentBits present = new PresentBits();
    /** Of each row the low and the high half. */
    private long[] values;

    private final ValueCopy copy = new ValueCopy();
    private @Nullable FixedSegmentBuilder narrow;
    private @Nullable BlockBounds bounds;

    WideSegmentBuilder(ColumnType type, int rows, int blockRows, MemoryRegion file) {
        this.type = type;
        this.blockRows = blockRows;
        this.file = file;
        this.values = new long[Math.multiplyExact(2, rows)];
    }

    @Override
    public SegmentBuilder next(int rows) {
        return new WideSegmentBuilder(type, rows, blockRows, file);
    }

    @Override
    public int rowCount() {
        return present.rowCount();
    }

    @Override
    public void append(Column column, int from, int to) {
        FixedWidthColumn fixed = (FixedWidthColumn) column;
        int count = to - from;
        int start = room(count);
        copy.readWides(fixed, from, count, values, start);
        present.append(fixed.validity(), from, count);
        int end = start + count;
        for (int row = present.nextNull(start, end); row < end; row = present.nextNull(row + 1, end)) {
            values[2 * row] = 0;
            values[2 * row + 1] = 0;
        }
    }

    @Override
    public void appendInts(int[] source, int count, byte @Nullable [] flags) {
        int start = room(count);
        present.append(flags, count);
        for (int i = 0; i < count; i++) {
            put(start + i, source[i]);
        }
    }

    @Override
    public void appendLongs(long[] source, int count, byte @Nullable [] flags) {
        int start = room(count);
        present.append(flags, count);
        for (int i = 0; i < count; i++) {
            put(start + i, source[i]);
        }
    }

    private void put(int row, long value) {
        values[2 * row] = value;
        values[2 * row + 1] = value >> (Long.SIZE - 1);
    }

    @Override
    public void appendTexts(byte[] bytes, int[] starts, int[] ends, int count, byte @Nullable [] flags) {
        throw new IllegalArgumentException("strings for a column of " + type);
    }

    @Override
    public void appendCodes(int[] codes, int count, byte @Nullable [] flags, ViewColumn entries) {
        throw new IllegalArgumentException("strings for a column of " + type);
    }

    /** Makes room for more rows; the row at which they begin. */
    private int room(int count) {
        int needed = Math.multiplyExact(2, rowCount() + count);
        if (values.length < needed) {
            values = Arrays.copyOf(values, Math.max(needed, 2 * values.length));
        }
        return rowCount();
    }

    @Override
    public long finish() {
        if (type.kind() == ColumnType.Kind.DECIMAL && fit64()) {
            FixedSegmentBuilder builder = new FixedSegmentBuilder(type, rowCount(), blockRows, file);
            long[] lows = new long[rowCount()];
            for (int row = 0; row < lows.length; row++) {
                lows[row] = values[2 * row];
            }
            builder.appendLongs(lows, lows.length, present.flags());
            narrow = builder;
            return builder.finish();
        }
        BlockRanges ranges = new BlockRanges(blockRows, true);
        for (int row = 0; row < rowCount(); ) {
            int count = Math.min(ranges.roomOfBlock(), rowCount() - row);
            ranges.unknown(count, present.nulls(row, row + count));
            row += count;
        }
        bounds = ranges.finish();
        return Pages.regionBytes(bitmapAt() + present.lengthBytes());
    }

    private boolean fit64() {
        long lost = 0;
        for (int row = 0; row < rowCount(); row++) {
            lost |= values[2 * row] >> (Long.SIZE - 1) ^ values[2 * row + 1];
        }
        return lost == 0;
    }

    /** A multiple of the values' width, and so aligned. */
    private long bitmapAt() {
        return (long) rowCount() * Storage.INT128.widthBytes();
    }

    @Override
    public ResidentColumn build() {
        if (narrow != null) {
            return narrow.build();
        }
        BlockBounds known = bounds;
        if (known == null) {
            throw new IllegalStateException("the segment is not finished");
        }
        MemoryBlock block = MemoryBlock.allocate(bitmapAt() + present.lengthBytes());
        try {
            BufferSlice slice = new BufferSlice(block, 0, Math.toIntExact(bitmapAt()));
            slice.bytes().asLongBuffer().put(values, 0, 2 * rowCount());
            BufferSlice bitmap = present.write(block, bitmapAt());
            ResidentColumn.Body body = new ResidentColumn.Body.Fixed(Storage.INT128, slice);
            return new ResidentColumn(type, rowCount(), body, bitmap, block, known);
        } catch (RuntimeException | Error e) {
            block.close();
            throw e;
        }
    }

    /** Holds nothing off the heap. */
    @Override
    public void close() {}
}
