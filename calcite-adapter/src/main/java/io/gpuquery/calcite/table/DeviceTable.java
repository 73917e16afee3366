package io.gpuquery.calcite.table;

import io.gpuquery.calcite.exec.Receipt;
import io.gpuquery.calcite.kernel.DeviceUse;
import io.gpuquery.catalog.NearestNames;
import io.gpuquery.catalog.StatementFiles;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.TableSchema;
import io.gpuquery.device.Device;
import io.gpuquery.engine.EngineReference;
import io.gpuquery.engine.ParallelScan;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.TableStatistics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /** Digits behind the second that its times and timestamps are declared with in SQL. */
    default int fractionDigits() {
        return SqlTypes.FRACTION_DIGITS;
    }

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
     * @param files the versions of files that the execution reads
     * @return its batches in the order of the rows; the caller closes it
     * @throws DataException if it cannot be read, or its columns are no longer those planned with
     */
    ParallelScan scan(
            TableSchema planned,
            List<Integer> columns,
            List<ScanPredicate> predicates,
            Cancellation cancellation,
            StatementFiles files);

    /**
     * Opens it for operators that filter themselves and take morsels with threads of their own.
     *
     * <p>Columns come from the {@link io.gpuquery.engine.ColumnStore}: those that are in memory without a copy, in batches of up to
     * 128 Ki rows; others are decoded as the morsels are read, and stay. Batches end at the same rows whether their columns were in
     * memory or not, as long as these fit there. All batches of a dictionary-coded column that is in memory share one dictionary:
     * their {@code dictionary().views()} are equal.
     *
     * <p>Columns may lie in a mapped file, which somebody may cut or rewrite at any time: where a region of a batch is a {@link
     * io.gpuquery.memory.MappedFile}, read in {@link io.gpuquery.memory.MemoryFaults#guard} and call {@code ensureUnchanged()}
     * before anything made of it is handed on.
     *
     * @param planned the columns that the caller knows it by, from {@link #schema()}
     * @param columns indexes into {@code planned}, in the order wanted, each at most once; may be empty
     * @param hints rows that violate them may be left out; blocks of rows that cannot satisfy them are. All are left over
     * @param cancellation stops the work
     * @param files the versions of files that the execution reads
     * @return to be closed by the caller, as its morsels and batches are; {@link Scan#counters()} are complete once it is closed
     * @throws DataException if it cannot be read, or its columns are no longer those planned with
     */
    Scan openScan(
            TableSchema planned,
            List<Integer> columns,
            List<ScanPredicate> hints,
            Cancellation cancellation,
            StatementFiles files);

    /** What runs statements over it: the threads and the memory of the process. */
    EngineReference engine();

    /** What filters and aggregates over it run on; null: the CPU. May open a device. */
    default @Nullable DeviceUse deviceUse() {
        return null;
    }

    /** The devices that statements over it may use, for people, the first choice first. */
    default String deviceCandidates() {
        return "cpu";
    }

    /**
     * Starts to read it into buffers of a device.
     *
     * <pre>{@code
     * DeviceTable table = schema.tables().get("sales").unwrap(DeviceTable.class);
     * try (Device device = Devices.discover().open("auto", DeviceOptions.defaults());
     *         DeviceCursor cursor = table.openBatches(device, List.of("amount"), null)) {
     *     while (true) {
     *         try (DeviceBatch batch = cursor.next()) {
     *             if (batch == null) {
     *                 break;
     *             }
     *             DeviceBuffer values = batch.columns().get(0).buffers().get(0);
     *             ...
     *         }
     *     }
     * }
     * }</pre>
     *
     * @param device stays the caller's, and open until the last batch is closed
     * @param columns names, without regard to case, in the order wanted, each at most once
     * @param predicate over indexes into {@link #schema()}; null: all rows
     * @return the batches; the caller closes it
     * @throws DataException if it cannot be read, or has no column of a name
     */
    default DeviceCursor openBatches(Device device, List<String> columns, @Nullable ScanPredicate predicate) {
        TableSchema schema = schema();
        List<Integer> indexes = new ArrayList<>();
        for (String column : columns) {
            int index = schema.indexOf(column);
            if (index < 0) {
                throw noColumn(column, schema);
            }
            indexes.add(index);
        }
        List<ScanPredicate> predicates = predicate == null ? List.of() : List.of(predicate);
        Receipt receipt = new Receipt();
        return new DeviceCursor(
                device,
                scan(schema, indexes, predicates, new Cancellation(), StatementFiles.remembered()),
                counters -> {
                    receipt.rowsScanned.add(counters.rowsRead.sum());
                    ScanReport.add(receipt, this, schema, indexes, counters);
                },
                receipt);
    }

    private DataException noColumn(String column, TableSchema schema) {
        List<String> names =
                schema.columns().stream().map(ColumnDefinition::name).toList();
        List<String> near = NearestNames.nearest(column, names, 1);
        return new DataException(
                "Table " + name() + " has no column \"" + column + "\"",
                Location.of(files().get(0)),
                near.isEmpty()
                        ? "Its columns are " + String.join(", ", names) + "."
                        : "Did you mean \"" + near.get(0) + "\"?");
    }
}
