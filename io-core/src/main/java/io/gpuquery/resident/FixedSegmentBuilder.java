package io.gpuquery.resident;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.Storage;
import io.gpuquery.column.Validity;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.memory.MappedFile;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.memory.MemoryRegion;
import io.gpuquery.memory.Pages;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds a segment of numbers of up to 64 bits, also those of a wider type: integers in the narrowest width that holds them. Values
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
    private final MemoryRegion file;
    private final PresentBits present = new PresentBits();
    private final NarrowValues values;
    private BlockRanges ranges;
    private final ValueCopy copy = new ValueCopy();
    private final List<FixedWidthColumn> pieces = new ArrayList<>();
    private int[] ints = new int[0];
    private long[] longs = new long[0];
    private int[] masks = new int[0];
    private int pieceRows;
    private @Nullable BlockBounds bounds;

    FixedSegmentBuilder(ColumnType type, int rows, int blockRows, MemoryRegion file) {
        this.type = type;
        this.file = file;
        this.values = new NarrowValues(rows);
        this.ranges = new BlockRanges(blockRows, type.storage() == Storage.INT128);
    }

    @Override
    public SegmentBuilder next(int rows) {
        present.clear();
        values.clear(rows);
        ranges = new BlockRanges(ranges.blockRows(), type.storage() == Storage.INT128);
        pieceRows = 0;
        bounds = null;
        return this;
    }

    @Override
    public int rowCount() {
        return present.rowCount();
    }

    @Override
    public void appendInts(int[] source, int count, byte @Nullable [] flags) {
        int start = rowCount();
        present.append(flags, count);
        addInts(source, start, count);
        leaveFile();
    }

    @Override
    public void appendLongs(long[] source, int count, byte @Nullable [] flags) {
        int start = rowCount();
        present.append(flags, count);
        addLongs(source, start, count);
        leaveFile();
    }

    @Override
    public void appendTexts(byte[] bytes, int[] starts, int[] ends, int count, byte @Nullable [] flags) {
        throw new IllegalArgumentException("strings for a column of " + type);
    }

    @Override
    public void appendCodes(int[] codes, int count, byte @Nullable [] flags, ViewColumn entries) {
        throw new IllegalArgumentException("strings for a column of " + type);
    }

    @Override
    public void append(Column column, int from, int to) {
        FixedWidthColumn fixed = (FixedWidthColumn) column;
        int start = rowCount();
        present.append(fixed.validity(), from, to - from);
        int most = ranges.blockRows();
        for (int done = 0; done < to - from; done += most) {
            addColumn(fixed, from + done, start + done, Math.min(most, to - from - done));
        }
        keepInPlace(fixed, from, to - from, start);
    }

    private void addColumn(FixedWidthColumn fixed, int from, int start, int count) {
        boolean hasNulls = present.nulls(start, start + count) > 0;
        switch (fixed.storage()) {
            case INT8, INT16, INT32, FLOAT32 -> {
                ints = ints.length < count ? new int[count] : ints;
                copy.read(fixed, from, count, ints);
                if (hasNulls) {
                    maskNulls(start, count);
                    for (int i = 0; i < count; i++) {
                        ints[i] &= masks[i];
                    }
                }
                addInts(ints, start, count);
            }
            case INT64, FLOAT64 -> {
                longs = longs.length < count ? new long[count] : longs;
                copy.read(fixed, from, count, longs);
                if (hasNulls) {
                    maskNulls(start, count);
                    for (int i = 0; i < count; i++) {
                        longs[i] &= masks[i];
                    }
                }
                addLongs(longs, start, count);
            }
            case INT128, VIEW, NESTED -> throw new IllegalArgumentException("values of a column of " + type);
        }
    }

    private void maskNulls(int start, int count) {
        masks = masks.length < count ? new int[count] : masks;
        present.masks(start, count, masks);
    }

    private void addInts(int[] source, int start, int count) {
        for (int done = 0; done < count; ) {
            int length = Math.min(count - done, ranges.roomOfBlock());
            addInts(source, done, start + done, length);
            done += length;
        }
    }

    /** Rows of one block. */
    private void addInts(int[] source, int from, int start, int length) {
        int nulls = present.nulls(start, start + length);
        if (nulls > 0) {
            maskNulls(start, length);
        }
        if (type.storage() == Storage.FLOAT32) {
            values.append(source, from, length, Integer.MIN_VALUE, Integer.MAX_VALUE);
            ranges.floats(source, from, length, nulls, masks);
        } else {
            ranges.ints(source, from, length, nulls, masks);
            values.append(source, from, length, ranges.lastLeast(), ranges.lastGreatest());
        }
    }

    private void addLongs(long[] source, int start, int count) {
        for (int done = 0; done < count; ) {
            int length = Math.min(count - done, ranges.roomOfBlock());
            addLongs(source, done, start + done, length);
            done += length;
        }
    }

    private void addLongs(long[] source, int from, int start, int length) {
        boolean isInteger = type.storage() != Storage.FLOAT64;
        if (isInteger && values.storage() != Storage.INT64 && fitInts(source, from, length)) {
            int[] narrow = narrow(source, from, length);
            addInts(narrow, 0, start, length);
            return;
        }
        int nulls = present.nulls(start, start + length);
        if (nulls > 0) {
            maskNulls(start, length);
        }
        values.append(source, from, length);
        if (isInteger) {
            ranges.longs(source, from, length, nulls, masks);
        } else {
            ranges.doubles(source, from, length, nulls, masks);
        }
    }

    private static boolean fitInts(long[] source, int from, int length) {
        long lost = 0;
        for (int i = from; i < from + length; i++) {
            lost |= source[i] + 0x8000_0000L;
        }
        return lost >>> Integer.SIZE == 0;
    }

    private int[] narrow(long[] source, int from, int length) {
        ints = ints.length < length ? new int[length] : ints;
        int[] target = ints;
        for (int i = 0; i < length; i++) {
            target[i] = (int) source[from + i];
        }
        return target;
    }

    /** Rows came that do not lie in the file. */
    private void leaveFile() {
        close();
        pieceRows = -1;
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
            leaveFile();
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

    private Storage storage() {
        Storage declared = type.storage();
        return declared == Storage.FLOAT32 || declared == Storage.FLOAT64 ? declared : values.storage();
    }

    @Override
    public long finish() {
        bounds = ranges.finish();
        if (isInPlace()) {
            return IN_PLACE_BYTES;
        }
        close();
        return Pages.regionBytes(bitmapAt() + present.lengthBytes());
    }

    private long valueBytes() {
        return (long) rowCount() * storage().widthBytes();
    }

    private long bitmapAt() {
        return (valueBytes() + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
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
            BufferSlice slice = new BufferSlice(block, 0, Math.toIntExact(valueBytes()));
            values.write(slice.bytes());
            BufferSlice bitmap = present.write(block, bitmapAt());
            ResidentColumn.Body body = new ResidentColumn.Body.Fixed(storage(), slice);
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
