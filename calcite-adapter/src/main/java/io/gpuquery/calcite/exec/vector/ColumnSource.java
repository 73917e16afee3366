package io.gpuquery.calcite.exec.vector;

/** Columns of the block that is being worked on, made when they are asked for. */
public interface ColumnSource {
    /** All rows of the block. */
    Vector column(int index, Scratch scratch);

    /** Some rows of the block, given by ascending position. */
    Vector gather(int index, int[] positions, int positionCount, Scratch scratch);
}
