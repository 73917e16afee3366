package io.gpuquery.calcite.kernel;

import java.util.concurrent.atomic.LongAdder;

/**
 * What kernels did, counted by all threads of a statement.
 *
 * @param kernelsRun dispatches of kernels
 * @param deviceNanos how long the device was at work
 * @param buffersWrapped buffers that share the memory of the columns that they were made of
 * @param bytesShared bytes of columns that were read in such buffers
 * @param bytesCopied bytes that were copied into buffers for want of sharing
 * @param bytesKept bytes of columns that were read in buffers that were copied before
 */
public record KernelCounters(
        LongAdder kernelsRun,
        LongAdder deviceNanos,
        LongAdder buffersWrapped,
        LongAdder bytesShared,
        LongAdder bytesCopied,
        LongAdder bytesKept) {
    /** The same for what is no column: of that only counts what is made and copied. */
    KernelCounters ofNoColumn() {
        return new KernelCounters(
                kernelsRun, deviceNanos, buffersWrapped, new LongAdder(), bytesCopied, new LongAdder());
    }
}
