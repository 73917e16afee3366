package io.gpuquery.device.opencl;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.device.DeviceException;
import io.gpuquery.device.DeviceException.Reason;
import io.gpuquery.device.DeviceInfo;
import io.gpuquery.device.DeviceKernel;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.DeviceTransfers;
import io.gpuquery.device.Dispatch;
import io.gpuquery.device.KernelArgument;
import io.gpuquery.device.KernelLanguage;
import io.gpuquery.device.KernelSource;
import io.gpuquery.device.RegionBytes;
import io.gpuquery.device.Submission;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.Abandonment;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.memory.MemoryRegion;
import java.lang.ref.Cleaner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One device of an OpenCL driver, with a context and queues of its own. */
final class OpenClDevice implements Device {
    private static final int USUAL_GROUP_THREADS = 256;

    private final Session session;
    private final DeviceOptions options;
    private final Sharing sharing;
    private final DeviceInfo info;
    private final Cleaner.Cleanable opened;
    private volatile boolean closed;

    private OpenClDevice(Session session, DeviceOptions options, Sharing sharing) {
        this.session = session;
        this.options = options;
        this.sharing = sharing;
        this.info = session.driver().info(sharing.atPages());
        this.opened = Abandonment.watch(this, session::release);
    }

    /** @param sharing what to believe about its memory, null for what is measured */
    static OpenClDevice open(DriverDevice driver, DeviceOptions options, @Nullable Sharing sharing) {
        Session session = Session.open(driver);
        try {
            return new OpenClDevice(session, options, sharing == null ? Sharing.measure(session) : sharing);
        } catch (RuntimeException | Error e) {
            session.release();
            throw e;
        }
    }

    @Override
    public DeviceInfo info() {
        return info;
    }

    @Override
    public DeviceBuffer wrap(MemoryRegion region, long offsetBytes, long lengthBytes) {
        RegionBytes bytes = new RegionBytes(region, offsetBytes, lengthBytes, false);
        requireOpen();
        requireLength(Math.addExact(offsetBytes % info.pageBytes(), lengthBytes));
        if (options.forceBufferCopy()) {
            return copied(bytes, "forceBufferCopy is set");
        }
        if (!sharing.atPages()) {
            return copied(bytes, info.name() + " does not work on the host's memory");
        }
        if (!OpenClMemory.canBeOver(bytes, session, sharing)) {
            return copied(
                    bytes,
                    info.name() + " shares memory only from multiples of "
                            + session.driver().subBufferAlignmentBytes() + " bytes");
        }
        OpenClMemory memory;
        try {
            memory = OpenClMemory.over(bytes, session, info.maxBufferBytes());
        } catch (DeviceException refused) {
            return copied(bytes, String.valueOf(refused.getMessage()));
        }
        DeviceTransfers.shared(lengthBytes);
        return new OpenClBuffer(this, memory, lengthBytes, true, false, null);
    }

    @Override
    public DeviceBuffer copy(MemoryRegion region, long offsetBytes, long lengthBytes) {
        RegionBytes bytes = new RegionBytes(region, offsetBytes, lengthBytes, false);
        requireOpen();
        requireLength(lengthBytes);
        return copied(bytes, "a copy was asked for");
    }

    @Override
    public DeviceBuffer allocate(long lengthBytes) {
        requireOpen();
        requireLength(lengthBytes);
        if (!sharing.atPages()) {
            OpenClMemory memory = OpenClMemory.ofDevice(lengthBytes, session);
            try {
                Transfers.clear(memory, lengthBytes);
                return new OpenClBuffer(this, memory, lengthBytes, false, true, null);
            } catch (RuntimeException | Error e) {
                memory.release();
                throw e;
            }
        }
        try (MemoryBlock block = block(lengthBytes)) {
            RegionBytes bytes = new RegionBytes(block, 0, lengthBytes, true);
            OpenClMemory memory = OpenClMemory.over(bytes, session, info.maxBufferBytes());
            return new OpenClBuffer(this, memory, lengthBytes, false, true, null);
        }
    }

    private DeviceBuffer copied(RegionBytes source, String reason) {
        return sharing.atPages() ? copiedByHost(source, reason) : copiedToDevice(source, reason);
    }

    private DeviceBuffer copiedByHost(RegionBytes source, String reason) {
        long lengthBytes = source.lengthBytes();
        try (MemoryBlock block = block(lengthBytes)) {
            RegionBytes bytes = new RegionBytes(block, 0, lengthBytes, false);
            bytes.copyFrom(source.region(), source.offsetBytes());
            OpenClMemory memory = OpenClMemory.over(bytes, session, info.maxBufferBytes());
            DeviceTransfers.copied(lengthBytes);
            return new OpenClBuffer(this, memory, lengthBytes, false, false, reason);
        }
    }

    private DeviceBuffer copiedToDevice(RegionBytes source, String reason) {
        long lengthBytes = source.lengthBytes();
        OpenClMemory memory = OpenClMemory.ofDevice(lengthBytes, session);
        try {
            Transfers.write(memory, source.region(), source.offsetBytes(), lengthBytes);
            return new OpenClBuffer(this, memory, lengthBytes, false, false, reason);
        } catch (RuntimeException | Error e) {
            memory.release();
            throw e;
        }
    }

    private MemoryBlock block(long lengthBytes) {
        try {
            return MemoryBlock.allocate(lengthBytes);
        } catch (DataException e) {
            throw new DeviceException(info.name(), Reason.OUT_OF_MEMORY, e.problem(), e);
        }
    }

    @Override
    public DeviceKernel compile(KernelSource source) {
        requireOpen();
        if (source instanceof KernelSource.Text text && text.language() == KernelLanguage.OPENCL_C) {
            return OpenClKernel.compile(this, session, text);
        }
        throw new DeviceException(
                info.name(),
                Reason.UNSUPPORTED,
                "kernels in " + source.language() + " cannot be compiled, only those in OPENCL_C");
    }

    @Override
    public Submission submit(List<Dispatch> dispatches) {
        requireOpen();
        dispatches.forEach(this::check);
        return OpenClSubmission.start(session, dispatches, USUAL_GROUP_THREADS);
    }

    private void check(Dispatch dispatch) {
        boolean ours = dispatch.kernel() instanceof OpenClKernel kernel && kernel.device() == this;
        long groupMemoryBytes = 0;
        for (KernelArgument argument : dispatch.arguments()) {
            if (argument instanceof KernelArgument.Buffer of) {
                ours &= of.buffer() instanceof OpenClBuffer buffer && buffer.device() == this;
            } else if (argument instanceof KernelArgument.GroupMemory of) {
                groupMemoryBytes += of.lengthBytes();
            }
        }
        if (!ours) {
            throw new IllegalArgumentException("the dispatch has a kernel or a buffer of another device");
        }
        OpenClKernel kernel = (OpenClKernel) dispatch.kernel();
        if (dispatch.groupThreads() > kernel.maxGroupThreads()) {
            throw new IllegalArgumentException("groups of " + dispatch.groupThreads() + " threads are too large for "
                    + kernel.entryPoint() + ": at most " + kernel.maxGroupThreads());
        }
        if (groupMemoryBytes > info.groupMemoryBytes()) {
            throw new IllegalArgumentException(groupMemoryBytes + " bytes of group memory are too many for "
                    + kernel.entryPoint() + ": at most " + info.groupMemoryBytes());
        }
        kernel.checkArguments(dispatch.arguments());
    }

    /** What was submitted still runs. */
    @Override
    public void close() {
        closed = true;
        opened.clean();
    }

    private void requireLength(long lengthBytes) {
        if (lengthBytes < 0) {
            throw new IllegalArgumentException("a buffer of " + lengthBytes + " bytes");
        }
        if (lengthBytes > info.maxBufferBytes()) {
            throw new DeviceException(
                    info.name(),
                    Reason.TOO_LARGE,
                    "a buffer of " + lengthBytes + " bytes is longer than " + info.maxBufferBytes());
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(info.name() + " is closed");
        }
    }
}
