package io.gpuquery.device.common;

import io.gpuquery.device.OpenBuffers;
import io.gpuquery.memory.Lease;
import io.gpuquery.memory.LiveResources;
import io.gpuquery.memory.MappedFile;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The native side of a buffer, which submissions keep when the buffer is closed: a native object, and a lease on the region
 * if it is over the host's memory.
 */
public abstract class BufferMemory {
    private final DeviceSession session;
    private final long lengthBytes;
    private final long countedBytes;
    private final @Nullable RegionBytes bytes;
    private final @Nullable Lease lease;
    private final Claims claims = new Claims(this::letGo);
    private volatile boolean wasClosed;

    /**
     * Takes a lease on the region. If this throws, nothing was taken, and the native object is still the caller's.
     *
     * @param bytes the same bytes as the host sees them; null if they are the device's alone
     */
    protected BufferMemory(DeviceSession session, long lengthBytes, @Nullable RegionBytes bytes) {
        this(session, lengthBytes, bytes, lengthBytes);
    }

    /** The same for something that may be a part of what is counted already; takes how much is to be counted. */
    protected BufferMemory(DeviceSession session, long lengthBytes, @Nullable RegionBytes bytes, long countedBytes) {
        session.retain();
        try {
            session.take(countedBytes);
            try {
                this.lease = bytes == null ? null : bytes.region().lease();
            } catch (RuntimeException | Error e) {
                session.giveBack(countedBytes);
                throw e;
            }
        } catch (RuntimeException | Error e) {
            session.release();
            throw e;
        }
        this.session = session;
        this.lengthBytes = lengthBytes;
        this.countedBytes = countedBytes;
        this.bytes = bytes;
        LiveResources.opened(LiveResources.Kind.DEVICE_BUFFER);
    }

    /** The native object, in which the first byte lies {@link #offsetBytes()} from the start. */
    public abstract long handle();

    /** How far into the native object the first byte lies. */
    public abstract long offsetBytes();

    /**
     * A part with a native object, or a claim on this one's, of its own. This is held meanwhile.
     *
     * @throws io.gpuquery.device.DeviceException if no part can begin there
     */
    protected abstract BufferMemory part(long fromBytes, long partBytes);

    /** The same bytes of a part as the host sees them; null if they are the device's alone. */
    protected final @Nullable RegionBytes bytesOfPart(long fromBytes, long partBytes) {
        return bytes == null
                ? null
                : new RegionBytes(bytes.region(), bytes.offsetBytes() + fromBytes, partBytes, false);
    }

    /** Frees the native object. */
    protected abstract void free();

    /** Copies bytes that the host does not see into the target's remaining ones. */
    protected void readByDevice(long offsetBytes, ByteBuffer target) {
        throw new IllegalStateException("the host sees these bytes");
    }

    /** Copies the source's remaining bytes to where the host does not see them. */
    protected void writeByDevice(long offsetBytes, ByteBuffer source) {
        throw new IllegalStateException("the host sees these bytes");
    }

    /** Sets bytes that the host does not see to zero. */
    protected void clearByDevice() {
        throw new IllegalStateException("the host sees these bytes");
    }

    /** The same bytes as the host sees them; null if they are the device's alone. */
    public final @Nullable RegionBytes bytes() {
        return bytes;
    }

    /** How many bytes the buffer has. */
    public final long lengthBytes() {
        return lengthBytes;
    }

    /** The file that the device reads without a copy; null if there is none. */
    final @Nullable MappedFile file() {
        return bytes != null && bytes.region() instanceof MappedFile file ? file : null;
    }

    final boolean retain() {
        return claims.retain();
    }

    /** Lets one claim go; the last frees the memory. */
    public final void release() {
        claims.release();
    }

    /** The buffer was closed, and not lost: no view of it is used any more. */
    final void closing() {
        wasClosed = true;
    }

    private void letGo() {
        free();
        if (lease != null && wasClosed) {
            // Else the lease is lost too, and its own net waits for views that may still be in use.
            lease.close();
        }
        session.giveBack(countedBytes);
        OpenBuffers.closed(this);
        LiveResources.closed(LiveResources.Kind.DEVICE_BUFFER);
        session.release();
    }
}
