package io.gpuquery.device.metal;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.device.DeviceException;
import io.gpuquery.device.DeviceException.Reason;
import io.gpuquery.device.DeviceInfo;
import io.gpuquery.device.DeviceKernel;
import io.gpuquery.device.DeviceKind;
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
import io.gpuquery.memory.Pages;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.Set;

/**
 * A Mac's GPU.
 *
 * <p>Arguments are not compared with the kernel's parameters: a kernel that writes to a buffer for reading, or takes a value
 * for a buffer, faults on the GPU, and its submission fails.
 */
final class MetalDevice implements Device {
    private static final int USUAL_GROUP_THREADS = 256;

    /** What all Macs take, and how many threads run in step (Metal feature set tables). */
    private static final int MOST_GROUP_THREADS = 1024;

    private static final int GROUP_THREAD_MULTIPLE = 32;

    /** How many buffers and values a kernel takes. */
    private static final int MOST_ARGUMENTS = 31;

    private final MetalSession session;
    private final DeviceOptions options;
    private final DeviceInfo info;
    private final Cleaner.Cleanable opened;
    private volatile boolean closed;

    private MetalDevice(MetalSession session, DeviceOptions options) {
        this.session = session;
        this.options = options;
        this.info = info(session);
        this.opened = Abandonment.watch(this, session::release);
    }

    static MetalDevice open(DeviceOptions options) {
        MetalSession session = MetalSession.open();
        try {
            return new MetalDevice(session, options);
        } catch (RuntimeException | Error e) {
            session.release();
            throw e;
        }
    }

    private static DeviceInfo info(MetalSession session) {
        long device = session.device();
        return new DeviceInfo(
                session.name(),
                DeviceKind.METAL,
                ObjC.sendBoolean(device, ObjC.selector("hasUnifiedMemory")) != 0,
                Pages.hostPageBytes(),
                ObjC.send(device, ObjC.selector("maxBufferLength")),
                ObjC.send(device, ObjC.selector("recommendedMaxWorkingSetSize")),
                MOST_GROUP_THREADS,
                ObjC.send(device, ObjC.selector("maxThreadgroupMemoryLength")),
                GROUP_THREAD_MULTIPLE,
                false,
                false,
                Set.of(KernelLanguage.MSL));
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
        if (!info.unifiedMemory()) {
            return copied(bytes, info.name() + " has memory of its own");
        }
        MetalMemory memory = MetalMemory.over(bytes, session);
        if (memory == null) {
            return copied(bytes, info.name() + " refused the memory");
        }
        DeviceTransfers.shared(lengthBytes);
        return new MetalBuffer(this, memory, lengthBytes, true, false, null);
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
        try (MemoryBlock block = block(lengthBytes)) {
            MetalMemory memory = MetalMemory.over(new RegionBytes(block, 0, lengthBytes, true), session);
            if (memory == null) {
                throw memoryIsShort(lengthBytes);
            }
            return new MetalBuffer(this, memory, lengthBytes, false, true, null);
        }
    }

    private DeviceBuffer copied(RegionBytes source, String reason) {
        long lengthBytes = source.lengthBytes();
        try (MemoryBlock block = block(lengthBytes)) {
            RegionBytes bytes = new RegionBytes(block, 0, lengthBytes, false);
            bytes.copyFrom(source.region(), source.offsetBytes());
            MetalMemory memory = MetalMemory.over(bytes, session);
            if (memory == null) {
                memory = MetalMemory.copyOf(bytes, session);
            }
            if (memory == null) {
                throw memoryIsShort(lengthBytes);
            }
            DeviceTransfers.copied(lengthBytes);
            return new MetalBuffer(this, memory, lengthBytes, false, false, reason);
        }
    }

    private DeviceException memoryIsShort(long lengthBytes) {
        return new DeviceException(
                info.name(), Reason.OUT_OF_MEMORY, "there is no memory for a buffer of " + lengthBytes + " bytes");
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
        if (source instanceof KernelSource.Text text && text.language() == KernelLanguage.MSL) {
            return MetalKernel.compile(this, session, text);
        }
        throw new DeviceException(
                info.name(),
                Reason.UNSUPPORTED,
                "kernels in " + source.language() + " cannot be compiled, only those in MSL");
    }

    @Override
    public Submission submit(List<Dispatch> dispatches) {
        requireOpen();
        dispatches.forEach(this::check);
        return MetalSubmission.start(session, dispatches, USUAL_GROUP_THREADS);
    }

    private void check(Dispatch dispatch) {
        boolean ours = dispatch.kernel() instanceof MetalKernel kernel && kernel.device() == this;
        long groupMemoryBytes = 0;
        for (KernelArgument argument : dispatch.arguments()) {
            if (argument instanceof KernelArgument.Buffer of) {
                ours &= of.buffer() instanceof MetalBuffer buffer && buffer.device() == this;
            } else if (argument instanceof KernelArgument.GroupMemory of) {
                groupMemoryBytes += MetalSubmission.groupMemoryBytes(of.lengthBytes());
            }
        }
        if (!ours) {
            throw new IllegalArgumentException("the dispatch has a kernel or a buffer of another device");
        }
        MetalKernel kernel = (MetalKernel) dispatch.kernel();
        if (dispatch.arguments().size() > MOST_ARGUMENTS) {
            throw new IllegalArgumentException(dispatch.arguments().size() + " arguments are too many for "
                    + kernel.entryPoint() + ": at most " + MOST_ARGUMENTS);
        }
        if (dispatch.groupThreads() > kernel.maxGroupThreads()) {
            throw new IllegalArgumentException("groups of " + dispatch.groupThreads() + " threads are too large for "
                    + kernel.entryPoint() + ": at most " + kernel.maxGroupThreads());
        }
        if (groupMemoryBytes > info.groupMemoryBytes()) {
            throw new IllegalArgumentException(groupMemoryBytes + " bytes of group memory are too many for "
                    + kernel.entryPoint() + ": at most " + info.groupMemoryBytes());
        }
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
