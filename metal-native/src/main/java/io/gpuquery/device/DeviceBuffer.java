package io.gpuquery.device;

import io.gpuquery.memory.RegionBuffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A piece of memory that the kernels of one device can use.
 *
 * <p>A kernel sees the address of the first byte. A buffer over a region is for reading alone; kernels write to buffers
 * of {@link Device#allocate}. A buffer holds a lease on what it shares with the host, and so do kernels that run on it:
 * closing it under a running kernel is harmless. Any thread may use it; one that reads what a kernel writes waits for
 * the kernel first.
 */
public interface DeviceBuffer extends RegionBuffer {

    Device device();

    long lengthBytes();

    /** Whether the device reads the very bytes of the region, so that nothing was copied. */
    boolean isShared();

    /** Why the bytes of the region were copied; null if they were not, or there is no region. */
    @Nullable
    String copyReason();

    /** Whether kernels and {@link #write} may change it. */
    boolean isWritable();

    /** Whether the host can see the bytes without {@link #read}. */
    boolean isHostVisible();

    /**
     * The address of the first byte in the host's memory, valid while this is open.
     *
     * @throws UnsupportedOperationException if the host does not see this buffer, or regions have no addresses here
     * @throws IllegalStateException if this is closed
     */
    long hostAddress();

    /**
     * A little-endian view on a part, without a copy, valid while this is open; read-only unless {@link #isWritable()}.
     *
     * @throws UnsupportedOperationException if the host does not see this buffer
     * @throws IndexOutOfBoundsException if the part does not lie within {@link #lengthBytes()}
     * @throws IllegalStateException if this is closed
     */
    ByteBuffer hostView(long offsetBytes, int lengthBytes);

    /**
     * The buffer as the device's interface knows it, an {@code MTLBuffer} or a {@code cl_mem}; the host's address on the
     * host. The first byte lies {@link #nativeOffsetBytes()} within it.
     */
    long nativeHandle();

    /** How far into the native buffer the first byte lies: what is shared begins with a page. */
    long nativeOffsetBytes();

    /**
     * A part of this buffer as a buffer of its own, for reading: it has the same bytes, and is closed by itself, before this or after.
     * It takes nothing of what the device's buffers may take together.
     *
     * @throws IndexOutOfBoundsException if the part does not lie within {@link #lengthBytes()}
     * @throws DeviceException if the device has no parts that begin there
     * @throws IllegalStateException if this is closed
     */
    DeviceBuffer part(long offsetBytes, long lengthBytes);

    /** Copies from this buffer into the target's remaining bytes. */
    void read(long offsetBytes, ByteBuffer target);

    /**
     * Copies the source's remaining bytes into this buffer.
     *
     * @throws UnsupportedOperationException if this is not writable
     */
    void write(long offsetBytes, ByteBuffer source);

    /**
     * Sets all bytes to zero.
     *
     * @throws UnsupportedOperationException if this is not writable
     */
    void clear();
}
