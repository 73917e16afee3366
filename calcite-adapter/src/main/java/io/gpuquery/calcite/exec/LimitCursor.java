package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import org.jspecify.annotations.Nullable;

/** Some of the rows of another cursor, which is closed as soon as no more are wanted. */
final class LimitCursor implements BlockCursor {
    private final BlockCursor input;
    private long skip;
    private long left;

    LimitCursor(BlockCursor input, RowBounds bounds) {
        this.input = input;
        this.skip = bounds.offset();
        this.left = bounds.fetch();
    }

    @Override
    public @Nullable Block next() {
        while (left > 0) {
            Block block = input.next();
            if (block == null) {
                return null;
            }
            int from = (int) Math.min(skip, block.rowCount());
            skip -= from;
            int count = (int) Math.min(left, block.rowCount() - from);
            if (count > 0) {
                left -= count;
                if (left == 0) {
                    input.close();
                }
                return count == block.rowCount() ? block : slice(block, from, count);
            }
        }
        input.close();
        return null;
    }

    private static Block slice(Block block, int from, int count) {
        int[] rows = new int[count];
        for (int i = 0; i < count; i++) {
            rows[i] = from + i;
        }
        Vector[] columns = new Vector[block.types().size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = block.column(i).gather(rows, count, new Scratch(0));
        }
        return new Block(block.types(), columns, count);
    }

    @Override
    public void close() {
        input.close();
    }
}
