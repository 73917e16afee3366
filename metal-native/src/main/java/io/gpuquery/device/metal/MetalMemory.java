package io.gpuquery.device.metal;

import io.gpuquery.device.DeviceException;
import io.gpuquery.device.common.BufferMemory;
import io.gpuquery.device.common.RegionBytes;
import io.gpuquery.memory.Pages;
import java.util.Objects;

/** The {@code MTLBuffer} of a buffer. */
final class MetalMemory extends BufferMemory {
    /** {@code MTLResourceStorageModeShared}. */
    private static final long STORAGE_SHARED = 0;

    private final MetalSession session;
    private final long buffer;
    private final long offsetBytes;

    private MetalMemory(MetalSession session, long buffer, long offsetBytes, RegionBytes bytes, long countedBytes) {
        super(session, bytes.lengthBytes(), bytes, countedBytes);
        this.session = session;
        this.buffer = buffer;
        this.offsetBytes = offsetBytes;
    }

    /**
     * A buffer over the pages that hold the bytes, which the region keeps.
     *
     * @throws DeviceException if Metal refuses them
     */
    static MetalMemory over(RegionBytes bytes, MetalSession session) {
        long pageBytes = Pages.hostPageBytes();
        // Nothing may be at the very end of a region, where there is no page.
        long offset = bytes.lengthBytes() == 0 ? 0 : bytes.offsetBytes();
        long start = Pages.alignDown(offset, pageBytes);
        long length = Pages.alignUp(Math.max(1, offset - start + bytes.lengthBytes()), pageBytes);
        long buffer = ObjC.pooled(() -> ObjC.send(
                session.device(),
                ObjC.selector("newBufferWithBytesNoCopy:length:options:deallocator:"),
                bytes.region().address() + start,
                length,
                STORAGE_SHARED,
                0));
        return owning(session, buffer, offset - start, bytes, "refused the memory");
    }

    /**
     * A buffer of Metal's own with a copy of the bytes, for reading.
     *
     * @throws DeviceException if memory is short
     */
    static MetalMemory copyOf(RegionBytes bytes, MetalSession session) {
        long buffer = ObjC.pooled(() -> ObjC.send(
                session.device(),
                ObjC.selector("newBufferWithBytes:length:options:"),
                bytes.address(),
                Math.max(1, bytes.lengthBytes()),
                STORAGE_SHARED));
        return owning(session, buffer, 0, bytes, "has no memory for a buffer of " + bytes.lengthBytes() + " bytes");
    }

    private static MetalMemory owning(
            MetalSession session, long buffer, long offsetBytes, RegionBytes bytes, String ifNil) {
        if (buffer == 0) {
            throw new DeviceException(session.deviceName(), DeviceException.Reason.OUT_OF_MEMORY, ifNil);
        }
        return owning(session, buffer, offsetBytes, bytes, bytes.lengthBytes());
    }

    private static MetalMemory owning(
            MetalSession session, long buffer, long offsetBytes, RegionBytes bytes, long countedBytes) {
        try {
            return new MetalMemory(session, buffer, offsetBytes, bytes, countedBytes);
        } catch (RuntimeException | Error e) {
            ObjC.release(buffer);
            throw e;
        }
    }

    @Override
    protected BufferMemory part(long fromBytes, long partBytes) {
        ObjC.retain(buffer);
        RegionBytes part = Objects.requireNonNull(bytesOfPart(fromBytes, partBytes));
        return owning(session, buffer, offsetBytes + fromBytes, part, 0);
    }

    @Override
    public long handle() {
        return buffer;
    }

    @Override
    public long offsetBytes() {
        return offsetBytes;
    }

    @Override
    protected void free() {
        ObjC.release(buffer);
    }
}
