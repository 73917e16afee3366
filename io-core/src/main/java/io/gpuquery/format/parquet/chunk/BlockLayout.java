package io.gpuquery.format.parquet.chunk;

/** Where buffers lie in a block: device kernels read vectors, so each starts at a multiple of a cache line. */
final class BlockLayout {
    private static final int ALIGNMENT_BYTES = 64;

    private BlockLayout() {}

    /** The first offset behind so many bytes where a buffer may start. */
    static long next(long usedBytes) {
        return (usedBytes + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
    }
}
