package io.gpuquery.calcite.table;

import io.gpuquery.column.TableSchema;
import io.gpuquery.engine.ParallelScan;
import io.gpuquery.error.DataException;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.TableStatistics;
import java.nio.file.Path;
import java.util.List;

/**
 * A table whose columns lie in buffers that a device can read: what {@code table.unwrap(DeviceTable.class)} gives.
 *
 * <p>A table keeps its identity while its file changes: each method speaks of the version of the moment. Safe for any number
 * of threads.
 */
public interface DeviceTable {
    /** The name that it is listed under. */
    String name();

    /** The files that it is read from. */
    List<Path> files();

    /** The format of its files. */
    FileFormat format();

    /**
     * Its columns.
     *
     * @throws DataException if it cannot be read, with what is wrong with which file
     */
    TableSchema schema();

    /**
     * What is known of its size and values without reading them.
     *
     * @throws DataException if it cannot be read
     */
    TableStatistics statistics();

    /**
     * Starts to read it.
     *
     * @param planned the columns that the caller knows it by, from {@link #schema()}
     * @param columns indexes into {@code planned}, in the order wanted, each at most once; may be empty
     * @param predicates all have to hold for each row that is handed out
     * @param cancellation stops the work
     * @return its batches in the order of the rows; the caller closes it
     * @throws DataException if it cannot be read, or its columns are no longer those planned with
     */
    ParallelScan scan(
            TableSchema planned, List<Integer> columns, List<ScanPredicate> predicates, Cancellation cancellation);
}
