package io.gpuquery.format.text;

import io.gpuquery.column.ColumnBuilder;
import io.gpuquery.column.ViewBuilder;

/** Fields of a VARCHAR: their bytes as they are, unless there are doubled quotes in them. */
final class StringFields extends BlockFields {
    private FieldBlock block = new FieldBlock();

    @Override
    void parse(FieldBlock newBlock, boolean[] left) {
        block = newBlock;
        int[] starts = newBlock.starts;
        for (int row = 0; row < newBlock.rowCount; row++) {
            left[row] |= starts[row] < 0;
        }
    }

    @Override
    boolean isNull(int row) {
        return block.starts[row] == block.ends[row];
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
