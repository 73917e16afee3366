package io.gpuquery.resident;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.Storage;
import io.gpuquery.column.Validity;
import io.gpuquery.memory.MappedFile;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.memory.MemoryRegion;
import io.gpuquery.memory.Pages;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds a segment of numbers: integers in the narrowest width that holds them, 128-bit decimals in 64 bits where they fit. Values
 * under nulls are zero.
 *
 * <p>Values that lie in the file as they lie in a column stay there, if the whole segment does.
 */
final class FixedSegmentBuilder implements SegmentBuilder {
    private static final int ALIGNMENT_BYTES = 64;
    /** Pieces in place begin at multiples of that, so that bitmaps of other columns can be cut there. */
    private static final int PIECE_ALIGNMENT_ROWS = 64;

    private static final int SMALLEST_PIECE_ROWS = 4096;
    /** What a segment in place counts for: it keeps a mapping, of which a process has no great number. */
    private static final long IN_PLACE_BYTES = 256 * 1024;

    private final ColumnType type;
    private final int blockRows;
    private final MemoryRegion file;
    private final PresentBits present = new PresentBits();
    /** Integers; bits of floats and doubles; of 128-bit values the low and the high half. */
    private long[] values;

    private final int elements;
    private final ValueCopy copy = new ValueCopy();
    private final List<FixedWidthColumn> pieces = new ArrayList<>();
    private int pieceRows;
    private Storage storage;
    private long valueBytes;
    private @Nullable BlockBounds bounds;

    FixedSegmentBuilder(ColumnType type, int rows, int blockRows, MemoryRegion file) {
        this.type = type;
        this.blockRows = blockRows;
        this.file = file;
        this.storage = type.storage();
        this.elements = storage == Storage.INT128 ? 2 : 1;
        this.values = new long[rows * elements];
    }

    @Override
    public int rowCount() {
        return present.rowCount();
    }

    @Override
    public void append(Column column, int from, int to) {
        FixedWidthColumn fixed = (FixedWidthColumn) column;
        int start = rowCount();
        int count = to - from;
        int needed = (start + count) * elements;
        if (values.length < needed) {
            values = Arrays.copyOf(values, Math.max(needed, 2 * values.length));
        }
        copy.read(fixed, from, count, values, start, elements);
        present.append(fixed.validity(), from, count);
        if (fixed.validity().hasNulls()) {
            int end = start + count;
            for (int row = present.nextNull(start, end); row < end; row = present.nextNull(row + 1, end)) {
                values[row * elements] = 0;
                values[(row + 1) * elements - 1] = 0;
            }
        }
        keepInPlace(fixed, from, count, start);
    }

    /** Notes where the rows lie in the file, as long as all rows so far do. */
    private void keepInPlace(FixedWidthColumn fixed, int from, int count, int start) {
        BufferSlice source = fixed.values();
        boolean possible = source.region() == file
                && file instanceof MappedFile
                && pieceRows == start
                && start % PIECE_ALIGNMENT_ROWS == 0
                && !fixed.validity().hasNulls();
        if (!possible) {
            close();
            pieceRows = -1;
            return;
        }
        int width = fixed.storage().widthBytes();
        long offset = source.offsetBytes() + (long) from * width;
        FixedWidthColumn last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
        int joined = count;
        if (last != null && last.values().offsetBytes() + (long) last.rowCount() * width == offset) {
            offset = last.values().offsetBytes();
            joined += last.rowCount();
            pieces.remove(pieces.size() - 1).close();
        }
        BufferSlice slice = new BufferSlice(file, offset, joined * width);
        pieces.add(new FixedWidthColumn(type, fixed.storage(), joined, Validity.allValid(joined), slice));
        pieceRows = start + count;
    }

    private boolean isInPlace() {
        boolean largeEnough = rowCount() > 0 && pieceRows == rowCount();
        for (int i = 0; i < pieces.size() - 1 && largeEnough; i++) {
            largeEnough = pieces.get(i).rowCount() >= SMALLEST_PIECE_ROWS;
        }
        return largeEnough;
    }

    @Override
    public long finish() {
        NumberBounds found = NumberBounds.of(type, storage, values, present, blockRows);
        bounds = found.blocks();
        if (isInPlace()) {
            return IN_PLACE_BYTES;
        }
        close();
        storage = found.narrowest();
        valueBytes = (long) rowCount() * storage.widthBytes();
        return Pages.regionBytes(bitmapAt() + present.lengthBytes());
    }

    private long bitmapAt() {
        return (valueBytes + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
    }

    @Override
    public ResidentColumn build() {
        BlockBounds known = bounds;
        if (known == null) {
            throw new IllegalStateException("the segment is not finished");
        }
        if (isInPlace()) {
            int[] firstRows = new int[pieces.size()];
            for (int i = 1; i < firstRows.length; i++) {
                firstRows[i] = firstRows[i - 1] + pieces.get(i - 1).rowCount();
            }
            ResidentColumn.Body body = new ResidentColumn.Body.InPlace(List.copyOf(pieces), firstRows);
            pieces.clear();
            return new ResidentColumn(type, rowCount(), body, null, null, known);
        }
        MemoryBlock block = MemoryBlock.allocate(bitmapAt() + present.lengthBytes());
        try {
            BufferSlice slice = new BufferSlice(block, 0, Math.toIntExact(valueBytes));
            ByteBuffer target = slice.bytes();
            copy.write(values, rowCount(), elements, storage, target);
            BufferSlice bitmap = present.write(block, bitmapAt());
            ResidentColumn.Body body = new ResidentColumn.Body.Fixed(storage, slice);
            return new ResidentColumn(type, rowCount(), body, bitmap, block, known);
        } catch (RuntimeException | Error e) {
            block.close();
            throw e;
        }
    }

    @Override
    public void close() {
        pieces.forEach(FixedWidthColumn::close);
        pieces.clear();
    }
}
