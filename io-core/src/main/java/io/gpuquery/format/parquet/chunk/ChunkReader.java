package io.gpuquery.format.parquet.chunk;

import io.gpuquery.column.Column;
import io.gpuquery.column.Storage;
import io.gpuquery.format.parquet.metadata.ParquetFooter.NestedField;
import io.gpuquery.scan.ColumnSink;
import java.util.List;

/**
 * Reads one column chunk from its first row to its last.
 *
 * <p>For each batch all readers of a row group are first asked how many rows suit them, and then all give the least of
 * that. So a batch may end where a page does, or before its strings take too much memory.
 *
 * <p>Threads: one at a time.
 */
public sealed interface ChunkReader extends AutoCloseable permits FixedChunkReader, ViewChunkReader, NestedChunkReader {
    /** Rows that are decoded at a time only to be passed over. */
    int SKIPPED_ROWS = 8192;

    /** A reader for the column's storage. */
    static ChunkReader open(ChunkSource source) {
        return source.column().storage() == Storage.VIEW
                ? new ViewChunkReader(source, null)
                : new FixedChunkReader(source, null);
    }

    /**
     * A reader for a nested column.
     *
     * @param leaves the column chunks of all its leaves, in order
     * @param rowCount rows of the row group
     */
    static ChunkReader open(NestedField field, List<ChunkSource> leaves, long rowCount) {
        return new NestedChunkReader(field, leaves, rowCount);
    }

    /**
     * Makes the next rows ready.
     *
     * @param rows at least 1, and no more than the chunk has left
     * @return how many are ready: at least 1, and at most {@code rows}
     * @throws io.gpuquery.error.DataException if they cannot be read
     */
    int prepare(int rows);

    /** The next rows as a column that the caller owns; at most as many as {@link #prepare} said. */
    Column take(int rows);

    /** The same rows, given to a sink. */
    void take(int rows, ColumnSink sink);

    /**
     * Passes over rows, which are not read as far as they fill pages.
     *
     * @param rows no more than the chunk has left
     * @throws io.gpuquery.error.DataException if they cannot be passed over
     */
    default void skip(long rows) {
        for (long left = rows; left > 0; ) {
            int ready = prepare((int) Math.min(left, SKIPPED_ROWS));
            take(ready).close();
            left -= ready;
        }
    }

    @Override
    void close();
}
