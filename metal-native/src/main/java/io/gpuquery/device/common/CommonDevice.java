package io.gpuquery.device.common;

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
import io.gpuquery.device.OpenBuffers;
import io.gpuquery.device.OpenBuffers.OpenBuffer;
import io.gpuquery.device.Submission;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.Abandonment;
import io.gpuquery.memory.MappedFile;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.memory.MemoryRegion;
import java.lang.ref.Cleaner;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A device as its callers see it: checks what they ask for, and asks the provider for the native side of it. */
public abstract class CommonDevice implements Device {
    private final DeviceSession session;
    private final DeviceInfo info;
    private final DeviceOptions options;
    private final Cleaner.Cleanable opened;
    private volatile boolean closed;

    /** Takes the session over. */
    protected CommonDevice(DeviceSession session, DeviceInfo info, DeviceOptions options) {
        this.session = session;
        this.info = info;
        this.options = options;
        this.opened = Abandonment.watch(this, session::release);
    }

    /** Why the device cannot work on this part of the host's memory; null if it can. */
    protected abstract @Nullable String whyNotShared(RegionBytes bytes);

    /**
     * Memory over a part of the host's.
     *
     * @throws DeviceException if the driver refuses
     */
    protected abstract BufferMemory share(RegionBytes bytes);

    /** The kernel of a source in a language that the device knows. */
    protected abstract DeviceKernel compileKnown(KernelSource source);

    /** A submission of this device, with nothing in it yet. */
    protected abstract CommonSubmission newSubmission();

    /** How much of the memory of a group an argument takes. */
    protected long groupMemoryBytes(int lengthBytes) {
        return lengthBytes;
    }

    /** Memory with a copy of these bytes, for kernels to read; counts what it copies. */
    protected BufferMemory copyOf(RegionBytes source) {
        try (MemoryBlock block = block(source.lengthBytes())) {
            RegionBytes bytes = new RegionBytes(block, 0, source.lengthBytes(), false);
            bytes.copyFrom(source.region(), source.offsetBytes());
            BufferMemory memory = share(bytes);
            DeviceTransfers.copied(source.lengthBytes());
            return memory;
        }
    }

    /** Memory of zeros, for kernels to write. */
    protected BufferMemory zeros(long lengthBytes) {
        try (MemoryBlock block = block(lengthBytes)) {
            return share(new RegionBytes(block, 0, lengthBytes, true));
        }
    }

    /**
     * A block that the caller owns.
     *
     * @throws DeviceException if the system has not got the memory
     */
    protected final MemoryBlock block(long lengthBytes) {
        try {
            return MemoryBlock.allocate(lengthBytes);
        } catch (DataException e) {
            throw new DeviceException(info.name(), Reason.OUT_OF_MEMORY, e.problem(), e);
        }
    }

    @Override
    public final DeviceInfo info() {
        return info;
    }

    @Override
    public final DeviceBuffer wrap(MemoryRegion region, long offsetBytes, long lengthBytes) {
        RegionBytes bytes = new RegionBytes(region, offsetBytes, lengthBytes, false);
        requireOpen();
        requireLength(Math.addExact(offsetBytes % info.pageBytes(), lengthBytes));
        session.requireBudget(lengthBytes);
        if (options.forceBufferCopy()) {
            return copied(bytes, "forceBufferCopy is set");
        }
        String reason = whyNotShared(bytes);
        if (reason != null) {
            return copied(bytes, reason);
        }
        BufferMemory memory;
        try {
            memory = share(bytes);
        } catch (DeviceException refused) {
            return copied(bytes, String.valueOf(refused.getMessage()));
        }
        DeviceTransfers.shared(lengthBytes);
        return noted(new CommonBuffer(this, memory, true, false, null), bytes);
    }

    @Override
    public final DeviceBuffer copy(MemoryRegion region, long offsetBytes, long lengthBytes) {
        RegionBytes bytes = new RegionBytes(region, offsetBytes, lengthBytes, false);
        requireOpen();
        requireLength(lengthBytes);
        session.requireBudget(lengthBytes);
        return copied(bytes, "a copy was asked for");
    }

    private DeviceBuffer copied(RegionBytes source, String reason) {
        return noted(new CommonBuffer(this, copyOf(source), false, false, reason), source);
    }

    @Override
    public final DeviceBuffer allocate(long lengthBytes) {
        requireOpen();
        requireLength(lengthBytes);
        session.requireBudget(lengthBytes);
        return noted(new CommonBuffer(this, zeros(lengthBytes), false, true, null), null);
    }

    private DeviceBuffer noted(CommonBuffer buffer, @Nullable RegionBytes source) {
        return noted(buffer, source, 0);
    }

    /** The buffer, of which others are told that it is open; takes where it begins if there is no region. */
    final DeviceBuffer noted(CommonBuffer buffer, @Nullable RegionBytes source, long offsetBytes) {
        Path file = source != null && source.region() instanceof MappedFile mapped ? mapped.path() : null;
        OpenBuffers.opened(
                buffer.memory(),
                new OpenBuffer(
                        info,
                        buffer.lengthBytes(),
                        buffer.isShared(),
                        buffer.copyReason(),
                        file,
                        source == null ? offsetBytes : source.offsetBytes()));
        return buffer;
    }

    @Override
    public final DeviceKernel compile(KernelSource source) {
        requireOpen();
        if (info.languages().contains(source.language())) {
            return compileKnown(source);
        }
        String known = String.join(
                ", ",
                info.languages().stream().map(KernelLanguage::name).sorted().toList());
        throw new DeviceException(
                info.name(),
                Reason.UNSUPPORTED,
                "kernels in " + source.language() + " cannot be compiled, only those in " + known);
    }

    @Override
    public final Submission submit(List<Dispatch> dispatches) {
        requireOpen();
        dispatches.forEach(this::check);
        CommonSubmission submission = newSubmission();
        submission.start(dispatches);
        return submission;
    }

    private void check(Dispatch dispatch) {
        boolean ours = dispatch.kernel() instanceof CommonKernel kernel && kernel.device() == this;
        long groupMemoryBytes = 0;
        for (KernelArgument argument : dispatch.arguments()) {
            if (argument instanceof KernelArgument.Buffer of) {
                ours &= of.buffer() instanceof CommonBuffer buffer && buffer.device() == this;
            } else if (argument instanceof KernelArgument.GroupMemory of) {
                groupMemoryBytes += groupMemoryBytes(of.lengthBytes());
            }
        }
        if (!ours) {
            throw new IllegalArgumentException("the dispatch has a kernel or a buffer of another device");
        }
        CommonKernel kernel = (CommonKernel) dispatch.kernel();
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
    public final void close() {
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
