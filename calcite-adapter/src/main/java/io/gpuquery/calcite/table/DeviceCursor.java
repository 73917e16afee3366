package io.gpuquery.calcite.table;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.device.DeviceTransfers;
import io.gpuquery.engine.ParallelScan;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a table, in buffers of a device, in the order of the rows. Used by one thread at a time; any thread may close it.
 * One that is lost without having been closed is closed by a {@link java.lang.ref.Cleaner}.
 */
public final class DeviceCursor implements AutoCloseable {
    private final Device device;
    private final ParallelScan scan;
    private volatile DeviceTransfers.Counts transfers = DeviceTransfers.Counts.NONE;

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
        if (batch == null) {
            return null;
        }
        DeviceBatch wrapped = DeviceBatch.wrap(device, batch);
        for (DeviceColumn column : wrapped.columns()) {
            column.buffers().forEach(this::count);
        }
        return wrapped;
    }

    private void count(DeviceBuffer buffer) {
        long lengthBytes = buffer.lengthBytes();
        transfers = buffer.isShared()
                ? transfers.plus(new DeviceTransfers.Counts(1, lengthBytes, 0, 0))
                : transfers.plus(new DeviceTransfers.Counts(0, 0, lengthBytes, 0));
    }

    /** The buffers handed out so far: how many were wrapped, and how many of their bytes are shared, or were copied. */
    public DeviceTransfers.Counts transfers() {
        return transfers;
    }

    /** Stops reading. Batches that were handed out stay. Idempotent. */
    @Override
    public void close() {
        scan.close();
    }
}
