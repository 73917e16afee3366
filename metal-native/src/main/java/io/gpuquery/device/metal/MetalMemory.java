package io.gpuquery.device.metal;

import io.gpuquery.device.Claims;
import io.gpuquery.device.RegionBytes;
import io.gpuquery.memory.Lease;
import io.gpuquery.memory.LiveResources;
import io.gpuquery.memory.Pages;
import org.jspecify.annotations.Nullable;

/** The native side of a buffer, which submissions keep when the buffer is closed: an {@code MTLBuffer} and a lease. */
final class MetalMemory {
    /** {@code MTLResourceStorageModeShared}. */
    private static final long STORAGE_SHARED = 0;

    private final long buffer;
    private final long offsetBytes;
    private final RegionBytes bytes;
    private final Lease lease;
    private final Claims claims;
    private volatile boolean wasClosed;

    private MetalMemory(MetalSession session, long buffer, long offsetBytes, RegionBytes bytes) {
        this.buffer = buffer;
        this.offsetBytes = offsetBytes;
        this.bytes = bytes;
        this.lease = bytes.region().lease();
        session.retain();
        LiveResources.opened(LiveResources.Kind.DEVICE_BUFFER);
        this.claims = new Claims(() -> {
            ObjC.release(buffer);
            if (wasClosed) {
                // Else the lease is lost too, and its own net waits for views that may still be in use.
                lease.close();
            }
            LiveResources.closed(LiveResources.Kind.DEVICE_BUFFER);
            session.release();
        });
    }

    /** A buffer over the pages that hold the bytes, which the region keeps; null if Metal refuses them. */
    static @Nullable MetalMemory over(RegionBytes bytes, MetalSession session) {
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
        return buffer == 0 ? null : new MetalMemory(session, buffer, offset - start, bytes);
    }

    /** A buffer of Metal's own with a copy of the bytes, for reading; null if memory is short. */
    static @Nullable MetalMemory copyOf(RegionBytes bytes, MetalSession session) {
        long buffer = ObjC.pooled(() -> ObjC.send(
                session.device(),
                ObjC.selector("newBufferWithBytes:length:options:"),
                bytes.address(),
                Math.max(1, bytes.lengthBytes()),
                STORAGE_SHARED));
        return buffer == 0 ? null : new MetalMemory(session, buffer, 0, bytes);
    }

    long buffer() {
        return buffer;
    }

    long offsetBytes() {
        return offsetBytes;
    }

    RegionBytes bytes() {
        return bytes;
    }

    boolean retain() {
        return claims.retain();
    }

    void release() {
        claims.release();
    }

    /** The buffer was closed, and not lost: no view of it is used any more. */
    void closing() {
        wasClosed = true;
    }
}
