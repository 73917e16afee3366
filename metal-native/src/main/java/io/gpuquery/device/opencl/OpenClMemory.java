package io.gpuquery.device.opencl;

import io.gpuquery.device.DeviceException;
import io.gpuquery.device.common.BufferMemory;
import io.gpuquery.device.common.RegionBytes;
import io.gpuquery.memory.Pages;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The {@code cl_mem}s of a buffer. */
final class OpenClMemory extends BufferMemory {
    private final Session session;
    private final long handle;
    private final long offsetBytes;
    /** What a kernel gets: the handle, or the part of it that begins at the offset. */
    private final long argument;

    private OpenClMemory(
            Session session,
            long handle,
            long offsetBytes,
            long argument,
            long lengthBytes,
            @Nullable RegionBytes bytes,
            long countedBytes) {
        super(session, lengthBytes, bytes, countedBytes);
        this.session = session;
        this.handle = handle;
        this.offsetBytes = offsetBytes;
        this.argument = argument;
    }

    /** Whether memory that begins there can be shared by a device. */
    static boolean canBeOver(RegionBytes bytes, Session session, Sharing sharing) {
        return sharing.atAnyAddress() || (sharing.atPages() && isPartOfPages(bytes, session));
    }

    private static boolean isPartOfPages(RegionBytes bytes, Session session) {
        long within = bytes.offsetBytes() % Pages.hostPageBytes();
        return within % session.driver().subBufferAlignmentBytes() == 0;
    }

    /**
     * A buffer over the host's memory, which the device is known to share, and where one can be.
     *
     * @throws io.gpuquery.device.DeviceException if the driver refuses
     */
    static OpenClMemory over(RegionBytes bytes, Session session, long maxBufferBytes) {
        long access = bytes.writable() ? OpenCl.CL_MEM_READ_WRITE : OpenCl.CL_MEM_READ_ONLY;
        long flags = access | OpenCl.CL_MEM_USE_HOST_PTR;
        long pageBytes = Pages.hostPageBytes();
        // Nothing may be at the very end of a region, where there is no page.
        long offset = bytes.lengthBytes() == 0 ? 0 : bytes.offsetBytes();
        long start = isPartOfPages(bytes, session) ? Pages.alignDown(offset, pageBytes) : offset;
        long within = offset - start;
        long wanted = Math.max(1, within + bytes.lengthBytes());
        // Whole pages where it begins with one, as drivers like it best.
        long size = start % pageBytes == 0
                ? Math.max(wanted, Math.min(Pages.alignUp(wanted, pageBytes), maxBufferBytes))
                : wanted;
        int[] error = new int[1];
        long handle = OpenCl.clCreateBuffer(
                session.context(), flags, size, bytes.region().address() + start, error);
        Status.check(session.deviceName(), "wrap memory", error[0]);
        long argument = handle;
        if (within > 0) {
            long[] part = {within, bytes.lengthBytes()};
            argument = OpenCl.clCreateSubBuffer(handle, access, OpenCl.CL_BUFFER_CREATE_TYPE_REGION, part, error);
            if (error[0] != OpenCl.CL_SUCCESS) {
                OpenCl.clReleaseMemObject(handle);
                throw Status.failure(session.deviceName(), "wrap a part of memory", error[0]);
            }
        }
        try {
            return new OpenClMemory(session, handle, within, argument, bytes.lengthBytes(), bytes, bytes.lengthBytes());
        } catch (RuntimeException | Error e) {
            release(handle, argument);
            throw e;
        }
    }

    /** A buffer in the device's memory, with nothing in it yet. */
    static OpenClMemory ofDevice(long lengthBytes, Session session) {
        int[] error = new int[1];
        long size = Math.max(1, lengthBytes);
        long handle = OpenCl.clCreateBuffer(session.context(), OpenCl.CL_MEM_READ_WRITE, size, 0, error);
        Status.check(session.deviceName(), "allocate " + lengthBytes + " bytes", error[0]);
        try {
            return new OpenClMemory(session, handle, 0, handle, lengthBytes, null, lengthBytes);
        } catch (RuntimeException | Error e) {
            release(handle, handle);
            throw e;
        }
    }

    @Override
    protected BufferMemory part(long fromBytes, long partBytes) {
        long start = offsetBytes + fromBytes;
        boolean same = fromBytes == 0;
        if (!same && start % session.driver().subBufferAlignmentBytes() != 0) {
            throw new DeviceException(
                    session.deviceName(),
                    DeviceException.Reason.UNSUPPORTED,
                    "parts of a buffer begin at multiples of "
                            + session.driver().subBufferAlignmentBytes() + " bytes, not at " + start);
        }
        Status.check(session.deviceName(), "keep a buffer", OpenCl.clRetainMemObject(handle));
        long part = handle;
        try {
            part = same ? retained(argument) : subBuffer(start, Math.max(1, partBytes));
            return new OpenClMemory(session, handle, start, part, partBytes, bytesOfPart(fromBytes, partBytes), 0);
        } catch (RuntimeException | Error e) {
            release(handle, part);
            throw e;
        }
    }

    /** What a kernel gets, once more; where it is the buffer itself, that is kept already. */
    private long retained(long kept) {
        if (kept != handle) {
            Status.check(session.deviceName(), "keep a part of a buffer", OpenCl.clRetainMemObject(kept));
        }
        return kept;
    }

    private long subBuffer(long start, long lengthBytes) {
        int[] error = new int[1];
        long part = OpenCl.clCreateSubBuffer(
                handle,
                OpenCl.CL_MEM_READ_ONLY,
                OpenCl.CL_BUFFER_CREATE_TYPE_REGION,
                new long[] {start, lengthBytes},
                error);
        Status.check(session.deviceName(), "make a part of a buffer", error[0]);
        return part;
    }

    @Override
    public long handle() {
        return handle;
    }

    @Override
    public long offsetBytes() {
        return offsetBytes;
    }

    long argument() {
        return argument;
    }

    Session session() {
        return session;
    }

    @Override
    protected void readByDevice(long fromBytes, ByteBuffer target) {
        Transfers.read(this, fromBytes, target);
    }

    @Override
    protected void writeByDevice(long toBytes, ByteBuffer source) {
        Transfers.write(this, toBytes, source);
    }

    @Override
    protected void clearByDevice() {
        Transfers.clear(this, lengthBytes());
    }

    @Override
    protected void free() {
        release(handle, argument);
    }

    private static void release(long handle, long argument) {
        if (argument != handle) {
            OpenCl.clReleaseMemObject(argument);
        }
        OpenCl.clReleaseMemObject(handle);
    }
}
