package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.vector.ColumnSource;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;

/** Vectors as the columns of a program. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record VectorColumns(Vector[] columns) implements ColumnSource {
    @Override
    public Vector column(int index, Scratch scratch) {
        return columns[index];
    }

    @Override
    public Vector gather(int index, int[] positions, int positionCount, Scratch scratch) {
        return columns[index].gather(positions, positionCount, scratch);
    }
}
