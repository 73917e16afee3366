package io.gpuquery.calcite.table;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.device.Device;
import io.gpuquery.engine.ParallelScan;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a table, in buffers of a device, in the order of the rows. Used by one thread at a time; any thread may close it.
 * One that is lost without having been closed is closed by a {@link java.lang.ref.Cleaner}.
 */
public final class DeviceCursor implements AutoCloseable {
    private final Device device;
    private final ParallelScan scan;

    DeviceCursor(Device device, ParallelScan scan) {
        this.device = device;
        this.scan = scan;
    }

    /**
     * The next batch, owned by the caller; null after the last.
     *
     * @throws io.gpuquery.error.DataException what is wrong with the file, and where
     * @throws io.gpuquery.device.DeviceException if the device cannot take a buffer
     * @throws IllegalStateException if this is closed
     */
    public @Nullable DeviceBatch next() {
        ColumnBatch batch = scan.nextBatch();
        return batch == null ? null : DeviceBatch.wrap(device, batch);
    }

    /** Stops reading. Batches that were handed out stay. Idempotent. */
    @Override
    public void close() {
        scan.close();
    }
}
