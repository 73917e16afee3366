package io.gpuquery.format.parquet.chunk;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.DictionaryColumn;
import io.gpuquery.column.Validity;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.format.parquet.encoding.ByteValues;
import io.gpuquery.format.parquet.encoding.DictionaryDecoder;
import io.gpuquery.format.parquet.encoding.PageBytes;
import io.gpuquery.format.parquet.encoding.RunLengthDecoder;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.scan.ColumnSink;
import java.util.Arrays;

/** Rows given as codes of a dictionary that are decoded and not yet in a column. */
final class CodeLane {
    private final ViewColumn dictionary;
    private final NullFlags nulls = new NullFlags();
    private int[] codes = new int[0];

    /** Takes a dictionary that stays its maker's, and is closed after the last column was taken. */
    CodeLane(ViewColumn dictionary) {
        this.dictionary = dictionary;
    }

    int rowCount() {
        return nulls.rowCount();
    }

    /** Appends rows without nulls. */
    void append(RunLengthDecoder decoder, int count) {
        read(decoder, count, count);
        nulls.appendValid(count);
    }

    /**
     * Appends rows of which some are null.
     *
     * @param flags 1 for each row with a value
     * @param present how many these are
     */
    void append(RunLengthDecoder decoder, byte[] flags, int count, int present) {
        int start = rowCount();
        read(decoder, count, present);
        // As in FixedLane.
        int from = start + present;
        int[] values = codes;
        for (int row = start + count - 1; row >= start; row--) {
            int flag = flags[row - start];
            from -= flag;
            values[row] = values[from] & -flag;
        }
        nulls.append(flags, count);
    }

    private void read(RunLengthDecoder decoder, int room, int count) {
        int start = rowCount();
        if (codes.length < start + room) {
            codes = Arrays.copyOf(codes, Math.max(start + room, 2 * codes.length));
        }
        decoder.readInts(codes, start, count);
        DictionaryDecoder.checkCodes(codes, start, count, dictionary.rowCount());
    }

    /** The first rows, in a block of their own; the lane forgets them. */
    DictionaryColumn take(int rows) {
        int codeBytes = Math.multiplyExact(rows, Integer.BYTES);
        int nullCount = nulls.nullCount(rows);
        long bitmapAt = BlockLayout.next(codeBytes);
        try (MemoryBlock block = MemoryBlock.allocate(bitmapAt + NullFlags.bitmapBytes(rows, nullCount))) {
            block.slice(0, codeBytes).asIntBuffer().put(codes, 0, rows);
            Validity validity = nulls.write(block, bitmapAt, rows, nullCount);
            DictionaryColumn column =
                    new DictionaryColumn(rows, validity, new BufferSlice(block, 0, codeBytes), dictionary);
            discard(rows);
            return column;
        }
    }

    /** Gives the first rows to a sink; the lane forgets them. */
    void take(int rows, ColumnSink sink) {
        sink.appendCodes(codes, rows, nulls.flags(rows), dictionary);
        discard(rows);
    }

    private void discard(int rows) {
        System.arraycopy(codes, rows, codes, 0, rowCount() - rows);
        nulls.discard(rows);
    }

    /** Moves all rows to a lane of views. */
    void moveTo(ViewLane views) {
        ByteValues value = new ByteValues();
        value.ensure(1);
        int rows = rowCount();
        for (int row = 0; row < rows; row++) {
            boolean isNull = nulls.isNull(row);
            if (!isNull) {
                byte[] bytes = dictionary.getBytes(codes[row]);
                value.bytes = Arrays.copyOf(bytes, bytes.length + PageBytes.PADDING_BYTES);
                value.lengths[0] = bytes.length;
                views.append(value, 1);
            } else {
                views.append(value, new byte[1], 1);
            }
        }
        nulls.discard(rows);
    }
}
