package io.gpuquery.format.text;

import io.gpuquery.column.ColumnBuilder;
import io.gpuquery.column.ViewBuilder;
import io.gpuquery.scan.ColumnSink;

/** Fields of a VARCHAR: their bytes as they are, unless there are doubled quotes in them. */
final class StringFields extends BlockFields {
    private FieldBlock block = new FieldBlock();
    /** For sinks, which take rows from the start of an array. */
    private final int[] starts = new int[FieldBlock.ROWS];

    private final int[] ends = new int[FieldBlock.ROWS];
    private final byte[] flags = new byte[FieldBlock.ROWS];

    @Override
    void parse(FieldBlock newBlock, boolean[] left) {
        block = newBlock;
        for (int row = 0; row < newBlock.rowCount; row++) {
            left[row] |= newBlock.isDoubled(row);
        }
    }

    @Override
    boolean isNull(int row) {
        return block.starts[row] == block.ends[row];
    }

    @Override
    void append(int from, int to, ColumnSink sink) {
        int count = to - from;
        if (from == 0 && isPlain(count)) {
            sink.appendTexts(block.bytes, block.starts, block.ends, count, null);
            return;
        }
        int present = 0;
        for (int i = 0; i < count; i++) {
            int row = from + i;
            starts[i] = block.start(row);
            ends[i] = block.end(row);
            flags[i] = (byte) (block.starts[row] == block.ends[row] ? 0 : 1);
            present += flags[i];
        }
        sink.appendTexts(block.bytes, starts, ends, count, present == count ? null : flags);
    }

    /** Whether none of the fields is NULL or was in quotes: then the ranges are as they are. */
    private boolean isPlain(int count) {
        int[] first = block.starts;
        int[] behind = block.ends;
        int signs = 0;
        for (int i = 0; i < count; i++) {
            // Negative also where a start is its end.
            signs |= first[i] | (behind[i] - first[i] - 1);
        }
        return signs >= 0;
    }

    @Override
    void append(int from, int to, ColumnBuilder builder) {
        ViewBuilder views = (ViewBuilder) builder;
        byte[] bytes = block.bytes;
        for (int row = from; row < to; row++) {
            if (isNull(row)) {
                views.appendNull();
            } else {
                int start = block.start(row);
                views.append(bytes, start, block.end(row) - start);
            }
        }
    }
}
