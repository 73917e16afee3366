package io.gpuquery.calcite.kernel;

import java.util.concurrent.atomic.LongAdder;

/**
 * What kernels did, counted by all threads of a statement.
 *
 * @param kernelsRun dispatches of kernels
 * @param deviceNanos how long the device was at work
 * @param buffersWrapped buffers that share the memory of the columns that they were made of
 * @param bytesShared bytes of those
 * @param bytesCopied bytes that were copied into buffers for want of sharing
 */
public record KernelCounters(
        LongAdder kernelsRun,
        LongAdder deviceNanos,
        LongAdder buffersWrapped,
        LongAdder bytesShared,
        LongAdder bytesCopied) {}
