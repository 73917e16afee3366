package io.gpuquery.device.metal;

import io.gpuquery.device.Claims;
import io.gpuquery.device.DeviceException;
import io.gpuquery.device.Dispatch;
import io.gpuquery.device.KernelArgument;
import io.gpuquery.device.Submission;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.MappedFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A command buffer with one serial encoder, in which each dispatch sees what those before it wrote. It holds claims on
 * kernels and memory until it has ended, which a thread of the session waits for.
 *
 * <p>Files that the device reads without a copy are checked before the kernels start and after they ended.
 */
final class MetalSubmission implements Submission, Runnable {
    /** {@code MTLCommandBufferStatusCompleted}. */
    private static final long STATUS_COMPLETED = 4;

    private static final double NANOS_PER_SECOND = 1e9;

    private final MetalSession session;
    private final List<Dispatch> dispatches = new ArrayList<>();
    private final List<Claims> kernels = new ArrayList<>();
    private final List<MetalMemory> memories = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile long commandBuffer;
    private volatile @Nullable RuntimeException failure;
    private volatile long deviceNanos;

    private MetalSubmission(MetalSession session) {
        this.session = session;
    }

    static MetalSubmission start(MetalSession session, List<Dispatch> dispatches, int usualGroupThreads) {
        MetalSubmission submission = new MetalSubmission(session);
        session.retain();
        try {
            dispatches.forEach(submission::hold);
        } catch (RuntimeException | Error e) {
            submission.letGo();
            throw e;
        }
        submission.start(usualGroupThreads);
        return submission;
    }

    private void hold(Dispatch dispatch) {
        kernels.add(((MetalKernel) dispatch.kernel()).claimed());
        for (KernelArgument argument : dispatch.arguments()) {
            if (argument instanceof KernelArgument.Buffer of) {
                memories.add(((MetalBuffer) of.buffer()).claimed());
            }
        }
        if (dispatch.threads() > 0) {
            dispatches.add(dispatch);
        }
    }

    private void start(int usualGroupThreads) {
        try {
            ensureFilesUnchanged();
        } catch (DataException e) {
            failure = e;
        }
        if (failure != null || dispatches.isEmpty()) {
            letGo();
            return;
        }
        try {
            commandBuffer = ObjC.pooled(() -> commit(usualGroupThreads));
        } catch (DeviceException e) {
            failure = e;
            letGo();
            return;
        }
        // If there is no thread to be had, the claims stay: nobody knows when the kernels end.
        session.runOnWaiter(this);
    }

    private long commit(int usualGroupThreads) {
        long commands = ObjC.send(session.queue(), ObjC.selector("commandBuffer"));
        long encoder = ObjC.send(commands, ObjC.selector("computeCommandEncoder"));
        if (encoder == 0) {
            throw new DeviceException(
                    session.name(), DeviceException.Reason.OUT_OF_MEMORY, "there is no command buffer to be had");
        }
        ObjC.retain(commands);
        dispatches.forEach(dispatch -> encode(encoder, dispatch, usualGroupThreads));
        ObjC.sendVoid(encoder, ObjC.selector("endEncoding"));
        ObjC.sendVoid(commands, ObjC.selector("commit"));
        return commands;
    }

    private static void encode(long encoder, Dispatch dispatch, int usualGroupThreads) {
        MetalKernel kernel = (MetalKernel) dispatch.kernel();
        ObjC.sendVoid(encoder, ObjC.selector("setComputePipelineState:"), kernel.pipeline());
        // Buffers and values count together, group memory by itself.
        int index = 0;
        int groupMemoryIndex = 0;
        for (KernelArgument argument : dispatch.arguments()) {
            if (argument instanceof KernelArgument.Buffer of) {
                MetalMemory memory = ((MetalBuffer) of.buffer()).memory();
                ObjC.sendVoid(
                        encoder,
                        ObjC.selector("setBuffer:offset:atIndex:"),
                        memory.buffer(),
                        memory.offsetBytes(),
                        index++);
            } else if (argument instanceof KernelArgument.Value of) {
                byte[] value = of.toBytes();
                ObjC.sendVoid(encoder, ObjC.selector("setBytes:length:atIndex:"), value, value.length, index++);
            } else if (argument instanceof KernelArgument.GroupMemory of) {
                ObjC.sendVoid(
                        encoder,
                        ObjC.selector("setThreadgroupMemoryLength:atIndex:"),
                        groupMemoryBytes(of.lengthBytes()),
                        groupMemoryIndex++);
            }
        }
        int groupThreads = dispatch.groupThreads() > 0
                ? dispatch.groupThreads()
                : Math.min(usualGroupThreads, kernel.maxGroupThreads());
        ObjC.sendVoid(
                encoder,
                ObjC.selector("dispatchThreadgroups:threadsPerThreadgroup:"),
                MetalSize.of(groups(dispatch.threads(), groupThreads)),
                MetalSize.of(groupThreads));
    }

    /** Metal wants a multiple of 16. */
    static long groupMemoryBytes(int lengthBytes) {
        return (lengthBytes + 15L) & -16L;
    }

    /** How many groups have all the threads. */
    static long groups(long threads, int groupThreads) {
        return Math.floorDiv(threads - 1, (long) groupThreads) + 1;
    }

    /** Waits, without a bound, on the session's thread. */
    @Override
    public void run() {
        try {
            failure = ObjC.pooled(this::outcome);
            if (failure == null) {
                ensureFilesUnchanged();
            }
        } catch (DataException e) {
            failure = e;
        } finally {
            ObjC.release(commandBuffer);
            letGo();
        }
    }

    private @Nullable RuntimeException outcome() {
        ObjC.sendVoid(commandBuffer, ObjC.selector("waitUntilCompleted"));
        double seconds = ObjC.sendDouble(commandBuffer, ObjC.selector("GPUEndTime"))
                - ObjC.sendDouble(commandBuffer, ObjC.selector("GPUStartTime"));
        deviceNanos = Math.round(seconds * NANOS_PER_SECOND);
        if (ObjC.send(commandBuffer, ObjC.selector("status")) == STATUS_COMPLETED) {
            return null;
        }
        String names = String.join(
                ", ", dispatches.stream().map(d -> d.kernel().entryPoint()).toList());
        return new DeviceException(
                session.name(),
                DeviceException.Reason.EXECUTION,
                "the kernels " + names + " failed: "
                        + ObjC.errorText(ObjC.send(commandBuffer, ObjC.selector("error"))));
    }

    private void ensureFilesUnchanged() {
        for (MetalMemory memory : memories) {
            if (memory.bytes().region() instanceof MappedFile file) {
                file.ensureUnchanged();
            }
        }
    }

    private void letGo() {
        memories.forEach(MetalMemory::release);
        kernels.forEach(Claims::release);
        session.release();
        ended.countDown();
    }

    @Override
    public boolean isDone() {
        return ended.getCount() == 0;
    }

    @Override
    public void await(Duration limit) throws InterruptedException {
        if (!ended.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new DeviceException(
                    session.name(),
                    DeviceException.Reason.TIMEOUT,
                    "kernels had not ended after " + limit.toMillis() + " ms");
        }
        RuntimeException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    @Override
    public long deviceNanos() {
        if (!isDone()) {
            throw new IllegalStateException("the kernels have not ended");
        }
        return deviceNanos;
    }
}
