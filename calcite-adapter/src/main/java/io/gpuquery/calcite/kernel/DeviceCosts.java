package io.gpuquery.calcite.kernel;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;

/**
 * How long work takes on a device and on the CPU, as it was measured on this machine with one kernel: a sum of the rows of a column that
 * satisfy a condition.
 *
 * @param latencyNanos of a kernel over few rows
 * @param deviceBytesPerMicro bytes of columns that a device gets through, transfer included where it has memory of its own
 * @param cpuBytesPerMicro the same of one thread of the CPU
 */
public record DeviceCosts(long latencyNanos, long deviceBytesPerMicro, long cpuBytesPerMicro) {
    private static final long NANOS_PER_MICRO = 1000;
    /** By how much a device has to be better, in percent, before it is taken: what is measured is not all there is. */
    private static final long MARGIN = 125;

    public DeviceCosts {
        if (latencyNanos < 0 || deviceBytesPerMicro < 1 || cpuBytesPerMicro < 1) {
            throw new IllegalArgumentException(
                    latencyNanos + " ns, " + deviceBytesPerMicro + " and " + cpuBytesPerMicro + " bytes per µs");
        }
    }

    /** Whether a batch is worth the way to the device, where so many threads would work on the CPU. */
    boolean pays(ColumnBatch batch, int threads) {
        long bytes = 0;
        for (Column column : batch.columns()) {
            bytes += column.buffers().get(0).lengthBytes();
        }
        return pays(bytes, threads);
    }

    /** Whether so many bytes are worth it. */
    boolean pays(long bytes, int threads) {
        long device = latencyNanos + bytes * NANOS_PER_MICRO / deviceBytesPerMicro;
        long cpu = bytes * NANOS_PER_MICRO / cpuBytesPerMicro / Math.max(1, threads);
        return device * MARGIN / 100 < cpu;
    }
}
