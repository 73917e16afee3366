package io.gpuquery.memory;

import java.util.List;

/**
 * Makes something of parts of regions, without a copy where it can: a device makes buffers.
 *
 * @param <B> what it makes
 */
public interface RegionWrapper<B extends RegionBuffer> {

    /**
     * Wraps a part of a region. The buffer takes a lease on the region; the caller owns it.
     *
     * @throws IndexOutOfBoundsException if the part does not lie within {@link MemoryRegion#alignedLengthBytes()}
     */
    B wrap(MemoryRegion region, long offsetBytes, long lengthBytes);

    /**
     * The same for a part that may be longer than one buffer can be: buffers that follow each other without a gap.
     *
     * @throws IndexOutOfBoundsException if the part does not lie within {@link MemoryRegion#alignedLengthBytes()}
     */
    List<B> wrapWindows(MemoryRegion region, long offsetBytes, long lengthBytes);
}
