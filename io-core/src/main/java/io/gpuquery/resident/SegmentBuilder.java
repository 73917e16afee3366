package io.gpuquery.resident;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.Storage;
import io.gpuquery.memory.MemoryRegion;

/**
 * Collects the rows of one column on the heap, until they become a segment.
 *
 * <p>Threads: one at a time. What it holds off the heap are leases on the file, which {@link #close()} gives back.
 */
public sealed interface SegmentBuilder extends AutoCloseable permits FixedSegmentBuilder, StringSegmentBuilder {
    /**
     * A builder for one segment.
     *
     * @param rows how many are to come, as far as known; there may be more, or fewer
     * @param blockRows rows that get bounds of their own
     * @param file values that lie in there may be used in place
     * @param dictionary of the column: takes the strings of segments in which strings repeat
     */
    static SegmentBuilder of(ColumnType type, int rows, int blockRows, MemoryRegion file, ColumnDictionary dictionary) {
        return type.storage() == Storage.VIEW
                ? new StringSegmentBuilder(type, rows, blockRows, dictionary)
                : new FixedSegmentBuilder(type, rows, blockRows, file);
    }

    /** Appends rows of a column of the type, which stays the caller's. */
    void append(Column column, int from, int to);

    /** Rows so far. */
    int rowCount();

    /** Decides how the rows will lie, and says how much memory to set aside for that; nothing is appended from then on. */
    long finish();

    /** The segment, which the caller owns; after {@link #finish()}. */
    ResidentColumn build();

    /** Gives back what it holds. Idempotent; does not touch a segment that was built. */
    @Override
    void close();
}
