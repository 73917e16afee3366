package io.gpuquery.scan;

import io.gpuquery.column.ColumnBatch;
import org.jspecify.annotations.Nullable;

/**
 * A part of a scan that one thread reads: a row group, a chunk of text, a whole small file. Used by one thread at a time, and
 * possibly another one than took it.
 */
public interface Morsel extends AutoCloseable {
    /** Place in the file's order: all rows of a morsel come before all rows of one with a higher ordinal. Unique in its scan. */
    long ordinal();

    /**
     * The next rows in file order, owned by the caller; null after the last.
     *
     * @throws io.gpuquery.error.DataException what is wrong with the file, and where
     * @throws java.util.concurrent.CancellationException if the request was cancelled
     */
    @Nullable
    ColumnBatch nextBatch();

    /** Rows that it may hand out: no more than that. */
    default long rowsAtMost() {
        return Long.MAX_VALUE;
    }

    /** Before the first batch: leaves out the first rows, at most so many, as far as that is quicker than reading them. How many those were. */
    default long leaveOut(long rows) {
        return 0;
    }

    /** Releases what the morsel holds, whether or not it was read to its end. Idempotent. */
    @Override
    void close();
}
