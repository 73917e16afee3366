package io.gpuquery.device.common;

import io.gpuquery.memory.MemoryFaults;
import io.gpuquery.memory.MemoryRegion;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;

/**
 * The host's view of a device buffer that is a part of a region; for devices whose memory the host sees.
 *
 * <p>It owns nothing: whoever calls holds a lease on the region. Faults in mapped files become a
 * {@link io.gpuquery.error.DataException}.
 *
 * @param region the memory
 * @param offsetBytes where the buffer begins in it
 * @param lengthBytes how long the buffer is
 * @param writable whether it may be changed through this
 */
public record RegionBytes(MemoryRegion region, long offsetBytes, long lengthBytes, boolean writable) {
    private static final byte[] ZEROS = new byte[64 << 10];
    private static final int COPY_BYTES = 16 << 20;

    public RegionBytes {
        Objects.checkFromIndexSize(offsetBytes, lengthBytes, region.alignedLengthBytes());
    }

    /** The address of the buffer's first byte. */
    public long address() {
        return region.address() + offsetBytes;
    }

    /** A little-endian view on a part of the buffer, read-only unless this is writable. */
    public ByteBuffer view(long viewOffsetBytes, int viewBytes) {
        Objects.checkFromIndexSize(viewOffsetBytes, viewBytes, lengthBytes);
        ByteBuffer view = region.slice(offsetBytes + viewOffsetBytes, viewBytes);
        return writable ? view : view.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Copies into the target's remaining bytes. */
    public void read(long fromOffsetBytes, ByteBuffer target) {
        MemoryFaults.guard(List.of(region), () -> target.put(view(fromOffsetBytes, target.remaining())));
    }

    /** Copies the source's remaining bytes to here. */
    public void write(long toOffsetBytes, ByteBuffer source) {
        view(toOffsetBytes, source.remaining()).put(source);
    }

    /** Sets all bytes to zero. */
    public void clear() {
        for (long done = 0; done < lengthBytes; done += ZEROS.length) {
            int count = (int) Math.min(ZEROS.length, lengthBytes - done);
            view(done, count).put(ZEROS, 0, count);
        }
    }

    /** Copies a part of another region to the start of this buffer, in Java, so that a truncated file is no crash. */
    public void copyFrom(MemoryRegion source, long sourceOffsetBytes) {
        MemoryFaults.guard(List.of(source), () -> {
            for (long done = 0; done < lengthBytes; done += COPY_BYTES) {
                int count = (int) Math.min(COPY_BYTES, lengthBytes - done);
                region.slice(offsetBytes + done, count).put(source.slice(sourceOffsetBytes + done, count));
            }
            return this;
        });
    }
}
