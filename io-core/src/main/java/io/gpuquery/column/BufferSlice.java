package io.gpuquery.column;

import io.gpuquery.memory.MemoryRegion;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A stretch of a memory region: where the bytes of one part of a column lie. Holds no lease; whoever reads it does.
 *
 * @param region the memory: a mapped file or an own block
 * @param offsetBytes from the region's start
 * @param lengthBytes at most 2^31 - 1
 */
public record BufferSlice(MemoryRegion region, long offsetBytes, int lengthBytes) {
    public BufferSlice {
        Objects.requireNonNull(region, "region");
        Objects.checkFromIndexSize(offsetBytes, lengthBytes, region.alignedLengthBytes());
    }

    /** A little-endian view; valid only while a lease of the region is held. */
    public ByteBuffer bytes() {
        return region.slice(offsetBytes, lengthBytes);
    }

    /** Address of the first byte. */
    public long address() {
        return region.address() + offsetBytes;
    }
}
