package io.gpuquery.calcite.kernel;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;

/**
 * How long work takes on a device and on the CPU, as it was measured on this machine with one kernel: a sum of the rows of a column that
 * satisfy a condition.
 *
 * @param latencyNanos of a kernel over few rows
 * @param deviceBytesPerMicro bytes of columns that a device gets through which it has, or whose memory it shares
 * @param cpuBytesPerMicro the same of one thread of the CPU
 * @param copyBytesPerMicro bytes that come to a device with memory of its own; 0: it shares the host's
 */
public record DeviceCosts(long latencyNanos, long deviceBytesPerMicro, long cpuBytesPerMicro, long copyBytesPerMicro) {
    private static final long NANOS_PER_MICRO = 1000;
    /** By how much a device has to be better, in percent, before it is taken: what is measured is not all there is. */
    private static final long MARGIN = 125;

    public DeviceCosts {
        if (latencyNanos < 0 || deviceBytesPerMicro < 1 || cpuBytesPerMicro < 1 || copyBytesPerMicro < 0) {
            throw new IllegalArgumentException(latencyNanos + " ns, " + deviceBytesPerMicro + ", " + cpuBytesPerMicro
                    + " and " + copyBytesPerMicro + " bytes per µs");
        }
    }

    /** Whether a batch is worth the way to the device, where so many threads would work on the CPU. */
    boolean pays(ColumnBatch batch, int threads, ColumnBuffers buffers) {
        long bytes = 0;
        long bytesToCopy = 0;
        for (Column column : batch.columns()) {
            BufferSlice values = column.buffers().get(0);
            bytes += values.lengthBytes();
            bytesToCopy += copyBytesPerMicro == 0 ? 0 : buffers.bytesToCopy(values);
        }
        return pays(bytes, bytesToCopy, threads);
    }

    /** Whether so many bytes are worth it, some of which have to be copied first. */
    boolean pays(long bytes, long bytesToCopy, int threads) {
        long copy = bytesToCopy == 0 ? 0 : bytesToCopy * NANOS_PER_MICRO / copyBytesPerMicro;
        long device = latencyNanos + copy + bytes * NANOS_PER_MICRO / deviceBytesPerMicro;
        long cpu = bytes * NANOS_PER_MICRO / cpuBytesPerMicro / Math.max(1, threads);
        return device * MARGIN / 100 < cpu;
    }
}
