package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.column.ColumnBatch;
import org.jspecify.annotations.Nullable;

/**
 * A piece of the input that one thread works on. Units are ordered by part, then by index in the part; which rows a unit has does not
 * depend on the number of threads.
 *
 * @param batch owned by whoever has the unit; null where there is a block
 */
record Unit(
        int part,
        int index,
        @Nullable ColumnBatch batch,
        @Nullable Block block) implements AutoCloseable {
    static Unit of(int part, int index, ColumnBatch batch) {
        return new Unit(part, index, batch, null);
    }

    static Unit of(int index, Block block) {
        return new Unit(0, index, null, block);
    }

    int rowCount() {
        if (batch != null) {
            return batch.selectedCount();
        }
        return block == null ? 0 : block.rowCount();
    }

    /** Comparable with that of other units: ascends in row order. */
    long position() {
        return ((long) part << 32) | index;
    }

    @Override
    public void close() {
        if (batch != null) {
            batch.close();
        }
    }
}
