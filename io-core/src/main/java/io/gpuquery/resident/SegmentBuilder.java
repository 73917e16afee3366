package io.gpuquery.resident;

import io.gpuquery.column.ColumnType;
import io.gpuquery.memory.MemoryRegion;
import io.gpuquery.scan.ColumnSink;

/**
 * Collects the rows of one column on the heap, until they become a segment.
 *
 * <p>Threads: one at a time. What it holds off the heap are leases on the file, which {@link #close()} gives back.
 */
public sealed interface SegmentBuilder extends ColumnSink, AutoCloseable
        permits FixedSegmentBuilder, WideSegmentBuilder, StringSegmentBuilder {
    /**
     * A builder for one segment.
     *
     * @param rows how many are to come, as far as known; there may be more, or fewer
     * @param blockRows rows that get bounds of their own
     * @param file values that lie in there may be used in place
     * @param dictionary of the column: takes the strings of segments in which strings repeat
     */
    static SegmentBuilder of(ColumnType type, int rows, int blockRows, MemoryRegion file, ColumnDictionary dictionary) {
        return switch (type.storage()) {
            case VIEW -> new StringSegmentBuilder(type, rows, blockRows, dictionary);
            case INT128 -> new WideSegmentBuilder(type, rows, blockRows, file);
            case INT8, INT16, INT32, INT64, FLOAT32, FLOAT64 -> new FixedSegmentBuilder(type, rows, blockRows, file);
            case NESTED -> throw new IllegalArgumentException(type + " is not kept in memory");
        };
    }

    /** Rows so far. */
    int rowCount();

    /** Decides how the rows will lie, and says how much memory to set aside for that; nothing is appended from then on. */
    long finish();

    /** The segment, which the caller owns; after {@link #finish()}. */
    ResidentColumn build();

    /**
     * The builder of the next segment, once this one is closed, built or not, with the arrays that this one had, which is of no use any more.
     *
     * @param rows how many are to come, as far as known
     */
    SegmentBuilder next(int rows);

    /** Gives back what it holds. Idempotent; does not touch a segment that was built. */
    @Override
    void close();
}
