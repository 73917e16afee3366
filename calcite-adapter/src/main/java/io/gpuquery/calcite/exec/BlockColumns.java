package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.calcite.exec.vector.ColumnSource;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;

/** The columns of a block that is there already. */
record BlockColumns(Block block) implements ColumnSource {
    @Override
    public Vector column(int index, Scratch scratch) {
        return block.column(index);
    }

    @Override
    public Vector gather(int index, int[] positions, int positionCount, Scratch scratch) {
        return block.column(index).gather(positions, positionCount, scratch);
    }
}
