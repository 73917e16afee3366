package io.gpuquery.device.opencl;

import io.gpuquery.device.common.RegionBytes;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.memory.Pages;
import java.nio.ByteBuffer;

/**
 * Whether a device works on the host's own memory, as measured.
 *
 * <p>Mapping a buffer and comparing pointers would prove nothing: with {@code CL_MEM_USE_HOST_PTR} the pointer is the
 * host's by definition (OpenCL 1.2, 5.4.3), also where the driver keeps a copy. So the host changes bytes behind the
 * driver's back and looks whether a command of the device sees them, and the other way round. A device must also claim to
 * have unified memory: some reach the host's over a bus, where every read would cross it.
 *
 * @param atPages memory that begins with a page is shared, and parts of it at multiples of what the driver asks for
 * @param atAnyAddress memory that begins at any multiple of four bytes is shared too; the compiler counts on no more than
 *     the alignment of the pointer's type (section 6.1.5)
 */
record Sharing(boolean atPages, boolean atAnyAddress) {
    static final Sharing NONE = new Sharing(false, false);

    private static final int ODD_OFFSET = 4;
    private static final int PROBE_BYTES = 4096;
    private static final int FIRST = 0x11111111;
    private static final int SECOND = 0x22222222;
    private static final int THIRD = 0x33333333;

    static Sharing measure(Session session) {
        if (!session.driver().claimsUnifiedMemory()) {
            return NONE;
        }
        boolean atPages = isShared(session, 0);
        return new Sharing(atPages, atPages && isShared(session, ODD_OFFSET));
    }

    private static boolean isShared(Session session, int offsetBytes) {
        try (MemoryBlock block = MemoryBlock.allocate(offsetBytes + PROBE_BYTES);
                MemoryBlock answer = MemoryBlock.allocate(PROBE_BYTES)) {
            RegionBytes bytes = new RegionBytes(block, offsetBytes, PROBE_BYTES, true);
            int[] error = new int[1];
            long flags = OpenCl.CL_MEM_READ_WRITE | OpenCl.CL_MEM_USE_HOST_PTR;
            long probe = OpenCl.clCreateBuffer(session.context(), flags, PROBE_BYTES, bytes.address(), error);
            if (error[0] != OpenCl.CL_SUCCESS) {
                return false;
            }
            long other =
                    OpenCl.clCreateBuffer(session.context(), OpenCl.CL_MEM_READ_WRITE, Pages.hostPageBytes(), 0, error);
            try {
                Status.check(session.deviceName(), "allocate a buffer", error[0]);
                ByteBuffer view = bytes.view(0, PROBE_BYTES);
                return deviceSees(session, probe, other, view, answer, FIRST)
                        && deviceSees(session, probe, other, view, answer, SECOND)
                        && hostSees(session, probe, block, view);
            } finally {
                OpenCl.clReleaseMemObject(probe);
                if (other != 0) {
                    OpenCl.clReleaseMemObject(other);
                }
            }
        }
    }

    /** The first time this may be by a copy that the driver made, the second time it is not. */
    private static boolean deviceSees(
            Session session, long probe, long other, ByteBuffer view, MemoryBlock answer, int value) {
        view.putInt(0, value);
        view.putInt(PROBE_BYTES - 4, value);
        long[] event = new long[1];
        long queue = session.transferQueue();
        int status = OpenCl.clEnqueueCopyBuffer(queue, probe, other, 0, 0, PROBE_BYTES, 0, null, event);
        Status.check(session.deviceName(), "copy a buffer", status);
        session.finishTransfer(event[0], answer);
        status = OpenCl.clEnqueueReadBuffer(queue, other, 0, 0, PROBE_BYTES, answer.address(), 0, null, event);
        Status.check(session.deviceName(), "read a buffer", status);
        session.finishTransfer(event[0], answer);
        ByteBuffer seen = answer.slice(0, PROBE_BYTES);
        return seen.getInt(0) == value && seen.getInt(PROBE_BYTES - 4) == value;
    }

    private static boolean hostSees(Session session, long probe, MemoryBlock block, ByteBuffer view) {
        byte[] pattern = new byte[Integer.BYTES];
        Info.little(pattern).putInt(0, THIRD);
        long[] event = new long[1];
        int status = OpenCl.clEnqueueFillBuffer(
                session.transferQueue(), probe, pattern, pattern.length, 0, PROBE_BYTES, 0, null, event);
        Status.check(session.deviceName(), "fill a buffer", status);
        session.finishTransfer(event[0], block);
        return view.getInt(0) == THIRD && view.getInt(PROBE_BYTES - 4) == THIRD;
    }
}
