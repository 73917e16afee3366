package io.gpuquery.device;

import io.gpuquery.memory.MemoryRegion;
import io.gpuquery.memory.RegionWrapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Something that runs kernels over buffers: a GPU, or the host.
 *
 * <p>Any thread may use a device. Whoever opened it closes it; buffers and kernels that are open by then stay valid until
 * they are closed, and submissions run to their end.
 */
public interface Device extends RegionWrapper<DeviceBuffer>, AutoCloseable {

    DeviceInfo info();

    /**
     * A buffer for kernels to read that is a part of a region, without a copy where the device can: the device reads the
     * region's bytes as they are when a kernel runs. Where it cannot, or was opened to copy, this is {@link #copy}, and
     * {@link DeviceBuffer#copyReason()} says why.
     *
     * <p>The part may begin anywhere in {@link MemoryRegion#alignedLengthBytes()}, if the kernel reads values of a width
     * that divides the offset. The buffer takes a lease on the region. A driver may wire all of a buffer when it is first
     * used: of a large file wrap the part that is needed, and keep the buffer.
     *
     * @throws IndexOutOfBoundsException if the part does not lie within the region
     * @throws DeviceException if it is longer than the device takes (see {@link #wrapWindows}), or memory is short
     * @throws IllegalStateException if the device is closed or the region was given back
     */
    @Override
    DeviceBuffer wrap(MemoryRegion region, long offsetBytes, long lengthBytes);

    /**
     * A buffer for kernels to read with the bytes that a part of a region has now. It holds no lease.
     *
     * <p>Java copies the bytes: native code that reads a mapped file which somebody truncates ends the JVM.
     *
     * @throws io.gpuquery.error.DataException if the region is a file that was truncated
     */
    DeviceBuffer copy(MemoryRegion region, long offsetBytes, long lengthBytes);

    /**
     * A buffer of zeros for kernels to write, which the host sees if the device shares its memory.
     *
     * @throws DeviceException if it is longer than the device takes, or memory is short
     */
    DeviceBuffer allocate(long lengthBytes);

    /**
     * Compiles a kernel. This may take long: keep it.
     *
     * @throws DeviceException if the text does not compile, or the device does not know the language
     */
    DeviceKernel compile(KernelSource source);

    /**
     * Hands dispatches to the device, which runs one after the other: each sees what those before it wrote.
     *
     * @throws IllegalArgumentException if a kernel or a buffer is another device's, or a group is too large
     * @throws IllegalStateException if the device, a kernel or a buffer is closed
     */
    Submission submit(List<Dispatch> dispatches);

    default boolean supports(KernelLanguage language) {
        return info().languages().contains(language);
    }

    /**
     * {@link #wrap} for a part that may be longer than the device takes at once: buffers that follow each other without
     * a gap. The length of all but the last is a multiple of the page, so no value of a power-of-two width is torn if none
     * is at the start.
     */
    @Override
    default List<DeviceBuffer> wrapWindows(MemoryRegion region, long offsetBytes, long lengthBytes) {
        Objects.checkFromIndexSize(offsetBytes, lengthBytes, region.alignedLengthBytes());
        long pageBytes = info().pageBytes();
        // One page less than the most, since what begins within a page is wrapped from that page on.
        long windowBytes = Math.max(pageBytes, (info().maxBufferBytes() & -pageBytes) - pageBytes);
        List<DeviceBuffer> windows = new ArrayList<>();
        try {
            long done = 0;
            do {
                long length = Math.min(windowBytes, lengthBytes - done);
                windows.add(wrap(region, offsetBytes + done, length));
                done += length;
            } while (done < lengthBytes);
            return List.copyOf(windows);
        } catch (RuntimeException | Error e) {
            windows.forEach(DeviceBuffer::close);
            throw e;
        }
    }

    @Override
    void close();
}
