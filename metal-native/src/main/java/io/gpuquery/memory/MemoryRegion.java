package io.gpuquery.memory;

import java.nio.ByteBuffer;

/**
 * A contiguous piece of off-heap memory at an address that is a multiple of {@link Pages#alignmentBytes()}.
 *
 * <p>All {@link #alignedLengthBytes()} bytes may be read. What lies between {@link #lengthBytes()} and there is zero in
 * a block that nobody wrote to; behind a mapped file it is zero only until somebody appends to the file, so no scanner
 * may rely on it.
 *
 * <p>Regions may be used by any number of threads. A region is valid until its owner has closed it <em>and</em> the
 * last lease is closed. Reading memory that was given back ends the JVM, so a reader takes a {@link #lease()} first and
 * closes it after its last access.
 */
public sealed interface MemoryRegion permits MappedFile, MemoryBlock {

    /**
     * The address of the first byte.
     *
     * @throws UnsupportedOperationException where JNA could not be loaded: there regions have buffers, but no address
     * @throws IllegalStateException once the memory was given back
     */
    long address();

    /** The length in bytes that was asked for: the size of the file when it was mapped, or of the block. */
    long lengthBytes();

    /**
     * The length in bytes up to which memory may be read: {@link #lengthBytes()} rounded up to the alignment, and at
     * least one alignment.
     */
    long alignedLengthBytes();

    /**
     * A little-endian direct buffer over a part of the region, from its own position 0 to its own limit {@code
     * lengthBytes}.
     *
     * <p>Buffers over files are read-only. A buffer is valid only while the region is: hold a lease.
     *
     * @throws IndexOutOfBoundsException if the part does not lie within {@link #alignedLengthBytes()}
     * @throws IllegalStateException once the memory was given back
     */
    ByteBuffer slice(long offsetBytes, int lengthBytes);

    /**
     * A new lease on the region. A holder of a lease may always take another, also when the owner has closed the region.
     *
     * @throws IllegalStateException once the memory was given back
     */
    Lease lease();
}
