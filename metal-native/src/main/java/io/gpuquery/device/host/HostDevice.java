package io.gpuquery.device.host;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import io.gpuquery.device.DeviceException;
import io.gpuquery.device.DeviceInfo;
import io.gpuquery.device.DeviceKernel;
import io.gpuquery.device.DeviceKind;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.DeviceTransfers;
import io.gpuquery.device.Dispatch;
import io.gpuquery.device.KernelArgument;
import io.gpuquery.device.KernelLanguage;
import io.gpuquery.device.KernelSource;
import io.gpuquery.device.Submission;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.Abandonment;
import io.gpuquery.memory.HostMemory;
import io.gpuquery.memory.LiveResources;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.memory.MemoryFaults;
import io.gpuquery.memory.MemoryRegion;
import io.gpuquery.memory.Pages;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The host as a device: buffers over regions are the regions, and kernels run one after the other on a thread that
 * exists only while there is something to run.
 */
final class HostDevice implements Device {
    private static final int COPY_BYTES = 16 << 20;
    private static final int MOST_GROUP_THREADS = 1024;
    private static final int GROUP_MEMORY_BYTES = 32 << 10;
    private static final long IDLE_THREAD_MILLIS = 100;

    private final DeviceInfo info;
    private final DeviceOptions options;
    private final ThreadPoolExecutor queue;
    private final Cleaner.Cleanable opened;

    /** @param maxBufferBytes the longest buffer; the host itself has no limit */
    HostDevice(DeviceOptions options, long maxBufferBytes) {
        this.options = options;
        this.info = new DeviceInfo(
                name(),
                DeviceKind.HOST,
                true,
                Pages.hostPageBytes(),
                maxBufferBytes,
                HostMemory.totalBytes(),
                MOST_GROUP_THREADS,
                GROUP_MEMORY_BYTES,
                1,
                true,
                true,
                Set.of(KernelLanguage.JAVA));
        this.queue = newQueue();
        LiveResources.opened(LiveResources.Kind.DEVICE);
        this.opened = Abandonment.watch(this, closing(queue));
    }

    static String name() {
        return "Host, " + Runtime.getRuntime().availableProcessors() + " processors";
    }

    @Override
    public DeviceInfo info() {
        return info;
    }

    @Override
    public DeviceBuffer wrap(MemoryRegion region, long offsetBytes, long lengthBytes) {
        Objects.checkFromIndexSize(offsetBytes, lengthBytes, region.alignedLengthBytes());
        requireOpen();
        requireLength(Math.addExact(offsetBytes % info.pageBytes(), lengthBytes));
        if (options.forceBufferCopy()) {
            return copied(region, offsetBytes, lengthBytes, "forceBufferCopy is set");
        }
        DeviceBuffer buffer = HostBuffer.shared(this, region, offsetBytes, lengthBytes);
        DeviceTransfers.shared(lengthBytes);
        return buffer;
    }

    @Override
    public DeviceBuffer copy(MemoryRegion region, long offsetBytes, long lengthBytes) {
        Objects.checkFromIndexSize(offsetBytes, lengthBytes, region.alignedLengthBytes());
        requireOpen();
        requireLength(lengthBytes);
        return copied(region, offsetBytes, lengthBytes, "a copy was asked for");
    }

    @Override
    public DeviceBuffer allocate(long lengthBytes) {
        requireOpen();
        requireLength(lengthBytes);
        return HostBuffer.owning(this, block(lengthBytes), true, null);
    }

    @Override
    public DeviceKernel compile(KernelSource source) {
        requireOpen();
        if (source instanceof KernelSource.Java java) {
            return new HostDeviceKernel(this, java);
        }
        throw new DeviceException(
                info.name(),
                DeviceException.Reason.UNSUPPORTED,
                "kernels in " + source.language() + " cannot be compiled, only those in Java");
    }

    @Override
    public Submission submit(List<Dispatch> dispatches) {
        requireOpen();
        dispatches.forEach(this::requireOurs);
        HostSubmission submission = HostSubmission.holding(info.name(), dispatches);
        try {
            queue.execute(submission);
        } catch (RejectedExecutionException e) {
            submission.letGo();
            throw closed();
        }
        return submission;
    }

    @Override
    public void close() {
        opened.clean();
    }

    private DeviceBuffer copied(MemoryRegion region, long offsetBytes, long lengthBytes, String reason) {
        MemoryBlock block = block(lengthBytes);
        try {
            MemoryFaults.guard(List.of(region), () -> {
                for (long done = 0; done < lengthBytes; done += COPY_BYTES) {
                    int count = (int) Math.min(COPY_BYTES, lengthBytes - done);
                    block.slice(done, count).put(region.slice(offsetBytes + done, count));
                }
                return block;
            });
        } catch (RuntimeException | Error e) {
            block.close();
            throw e;
        }
        DeviceTransfers.copied(lengthBytes);
        return HostBuffer.owning(this, block, false, reason);
    }

    private MemoryBlock block(long lengthBytes) {
        try {
            return MemoryBlock.allocate(lengthBytes);
        } catch (DataException e) {
            throw new DeviceException(info.name(), DeviceException.Reason.OUT_OF_MEMORY, e.problem(), e);
        }
    }

    private void requireOurs(Dispatch dispatch) {
        boolean ours = dispatch.kernel() instanceof HostDeviceKernel kernel && kernel.device() == this;
        for (KernelArgument argument : dispatch.arguments()) {
            if (argument instanceof KernelArgument.Buffer of) {
                ours &= of.buffer() instanceof HostBuffer buffer && buffer.device() == this;
            }
        }
        if (!ours) {
            throw new IllegalArgumentException("the dispatch has a kernel or a buffer of another device");
        }
        if (dispatch.groupThreads() > MOST_GROUP_THREADS) {
            throw new IllegalArgumentException("groups of " + dispatch.groupThreads() + " threads are too large");
        }
    }

    private void requireLength(long lengthBytes) {
        if (lengthBytes < 0) {
            throw new IllegalArgumentException("a buffer of " + lengthBytes + " bytes");
        }
        if (lengthBytes > info.maxBufferBytes()) {
            throw new DeviceException(
                    info.name(),
                    DeviceException.Reason.TOO_LARGE,
                    "a buffer of " + lengthBytes + " bytes is longer than " + info.maxBufferBytes());
        }
    }

    private void requireOpen() {
        if (queue.isShutdown()) {
            throw closed();
        }
    }

    private IllegalStateException closed() {
        return new IllegalStateException(info.name() + " is closed");
    }

    private static ThreadPoolExecutor newQueue() {
        ThreadPoolExecutor queue = new ThreadPoolExecutor(
                1, 1, IDLE_THREAD_MILLIS, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(null, task, "gpu-query-host-device", 0, false);
                    thread.setDaemon(true);
                    return thread;
                });
        queue.allowCoreThreadTimeOut(true);
        return queue;
    }

    private static Runnable closing(ThreadPoolExecutor queue) {
        return () -> {
            // What was submitted still runs.
            queue.shutdown();
            LiveResources.closed(LiveResources.Kind.DEVICE);
        };
    }
}
