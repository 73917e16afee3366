package io.gpuquery.calcite.table;

import io.gpuquery.calcite.exec.Receipt;
import io.gpuquery.column.TableSchema;
import io.gpuquery.device.Device;
import io.gpuquery.engine.ParallelScan;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanPredicate;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.AbstractEnumerable;
import org.apache.calcite.linq4j.Enumerator;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table, restricted to some columns and to those that satisfy predicates, for one execution of a statement.
 *
 * <p>It is what a plan gives that is no more than a scan of ours: a consumer who knows it ({@code instanceof}) may take {@linkplain
 * #openBatches batches of device buffers} in place of rows.
 *
 * <p>Each {@link #enumerator()} reads the table anew; nothing is opened before its first {@code moveNext()}.
 */
public final class DeviceEnumerable extends AbstractEnumerable<@Nullable Object> {
    private final DeviceTable table;
    private final TableSchema planned;
    private final List<Integer> columns;
    private final List<ScanPredicate> predicates;
    private final QueryScope scope;

    /** Takes planned columns, those wanted, and predicates as {@link DeviceTable#scan} does. */
    public DeviceEnumerable(
            DeviceTable table,
            TableSchema planned,
            List<Integer> columns,
            List<ScanPredicate> predicates,
            DataContext context) {
        this.table = table;
        this.planned = planned;
        this.columns = List.copyOf(columns);
        this.predicates = List.copyOf(predicates);
        this.scope = QueryScope.of(context);
    }

    @Override
    public Enumerator<@Nullable Object> enumerator() {
        return new RowCursor(RowCursor.nameOf(table), this::scan, this::report, scope);
    }

    /** The same as batches of columns. The caller closes the scan. */
    public ParallelScan scan() {
        return table.scan(planned, columns, predicates, scope.cancellation(), scope.files());
    }

    /** The same in buffers of a device, counted by {@link #receipt()}. The caller closes the cursor. */
    public DeviceCursor openBatches(Device device) {
        return new DeviceCursor(device, scan(), this::report, scope.receipt());
    }

    /**
     * The whole files of the table in buffers of a device, counted by {@link #receipt()}: the bytes as they are on disk, in the
     * version of the moment, without regard to columns and predicates. The caller closes it.
     *
     * @throws io.gpuquery.error.DataException if a file cannot be opened
     * @throws io.gpuquery.device.DeviceException if the device cannot take a buffer
     */
    public DeviceFiles openFiles(Device device) {
        return DeviceFiles.open(device, table.files(), scope.receipt());
    }

    private void report(ScanCounters counters) {
        scope.receipt().rowsScanned.add(counters.rowsRead.sum());
        ScanReport.add(scope.receipt(), table, planned, columns, counters);
    }

    /** What this execution did so far. */
    public Receipt receipt() {
        return scope.receipt();
    }
}
