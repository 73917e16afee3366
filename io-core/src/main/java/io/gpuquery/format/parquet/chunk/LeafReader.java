package io.gpuquery.format.parquet.chunk;

import io.gpuquery.column.Column;
import io.gpuquery.error.DataException;
import io.gpuquery.format.parquet.encoding.PageException;

/** Reads the column chunk of a leaf of a nested column: levels, and the values and nulls that these stand for. */
interface LeafReader extends AutoCloseable {
    /** What was decoded and not taken. */
    LevelLane levels();

    /** Bytes of the values that were decoded and not taken, as far as they are texts. */
    int dataBytes();

    /**
     * Decodes some more.
     *
     * @return false at the end of the column chunk
     */
    boolean advance();

    /** The next values and nulls as a column that the caller owns. Levels are not touched. */
    Column take(int slots);

    /** A failure with the place of the page at hand. */
    DataException failure(PageException e);

    @Override
    void close();
}
