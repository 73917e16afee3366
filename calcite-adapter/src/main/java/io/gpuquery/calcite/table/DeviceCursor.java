package io.gpuquery.calcite.table;

import io.gpuquery.calcite.exec.Receipt;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.device.Device;
import io.gpuquery.engine.ParallelScan;
import io.gpuquery.scan.ScanCounters;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a table, in buffers of a device, in the order of the rows. Used by one thread at a time; any thread may close it.
 * One that is lost without having been closed is closed by a {@link java.lang.ref.Cleaner}.
 */
public final class DeviceCursor implements AutoCloseable {
    private final Device device;
    private final ParallelScan scan;
    private final Consumer<ScanCounters> report;
    private final Receipt receipt;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Takes over a scan.
     *
     * @param report takes what the scan has counted, once it has ended
     * @param receipt takes what becomes of its batches
     */
    DeviceCursor(Device device, ParallelScan scan, Consumer<ScanCounters> report, Receipt receipt) {
        this.device = device;
        this.scan = scan;
        this.report = report;
        this.receipt = receipt;
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
        receipt.rowsReturned.add(batch.selectedCount());
        DeviceBatch wrapped = DeviceBatch.wrap(device, batch);
        for (DeviceColumn column : wrapped.columns()) {
            column.buffers().forEach(buffer -> DeviceFiles.count(buffer, receipt));
        }
        return wrapped;
    }

    /** What was done so far; what the scan did is in it once this is closed. */
    public Receipt receipt() {
        return receipt;
    }

    /** Stops reading. Batches that were handed out stay. Idempotent. */
    @Override
    public void close() {
        scan.close();
        if (closed.compareAndSet(false, true)) {
            report.accept(scan.counters());
        }
    }
}
