package io.gpuquery.calcite.table;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.Selection;
import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table in buffers of a device: without a copy where the device can read the host's memory, see {@link
 * DeviceBuffer#isShared()}.
 *
 * <p>Ownership: owns its buffers and the memory under them; whoever receives a batch closes it. Kernels that are running on it then
 * still end well. Threads: any number may read, one closes.
 */
public final class DeviceBatch implements AutoCloseable {
    private final ColumnBatch batch;
    private final List<DeviceColumn> columns;

    private DeviceBatch(ColumnBatch batch, List<DeviceColumn> columns) {
        this.batch = batch;
        this.columns = List.copyOf(columns);
    }

    /** Wraps the buffers of a batch, which is then this one's; it is closed also where that fails. */
    static DeviceBatch wrap(Device device, ColumnBatch batch) {
        try {
            List<DeviceColumn> columns = new ArrayList<>();
            for (int i = 0; i < batch.columns().size(); i++) {
                Column column = batch.column(i);
                columns.add(new DeviceColumn(batch.schema().column(i).name(), column, column.buffers(device)));
            }
            return new DeviceBatch(batch, columns);
        } catch (RuntimeException | Error e) {
            batch.close();
            throw e;
        }
    }

    /** Rows of each column, before the selection. */
    public int rowCount() {
        return batch.rowCount();
    }

    /** Which rows satisfy the predicate; null means all. */
    public @Nullable Selection selection() {
        return batch.selection();
    }

    /** The columns asked for, in that order. */
    public List<DeviceColumn> columns() {
        return columns;
    }

    /** Closes the buffers, then the memory under them. Idempotent. */
    @Override
    public void close() {
        batch.close();
    }
}
