package io.gpuquery.device.opencl;

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
 * Dispatches on a device's queue. It holds claims on their kernels and memory from the start until they have ended, which
 * a thread of the session waits for; whoever calls {@link #await} waits for that thread, for as long as he likes.
 *
 * <p>Files that the device reads without a copy are checked before the kernels start and after they ended. That does not
 * catch a file that is truncated in between: a driver that computes on the processor then ends the JVM, since the fault
 * is not Java's. Those who cannot exclude that set {@code forceBufferCopy}.
 */
final class OpenClSubmission implements Submission, Runnable {
    private final Session session;
    private final List<Work> works = new ArrayList<>();
    private final List<Claims> kernels = new ArrayList<>();
    private final List<OpenClMemory> memories = new ArrayList<>();
    private final List<Long> events = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable RuntimeException failure;
    private volatile long deviceNanos;

    private OpenClSubmission(Session session) {
        this.session = session;
    }

    /** A dispatch as it was when it was submitted: closing what it uses changes nothing. */
    private record Work(long kernel, String name, List<KernelArgument> arguments, long threads, int groupThreads) {}

    static OpenClSubmission start(Session session, List<Dispatch> dispatches, int usualGroupThreads) {
        OpenClSubmission submission = new OpenClSubmission(session);
        session.retain();
        try {
            dispatches.forEach(dispatch -> submission.hold(dispatch, usualGroupThreads));
        } catch (RuntimeException | Error e) {
            submission.letGo();
            throw e;
        }
        submission.start();
        return submission;
    }

    private void hold(Dispatch dispatch, int usualGroupThreads) {
        OpenClKernel kernel = (OpenClKernel) dispatch.kernel();
        kernels.add(kernel.claimed());
        for (KernelArgument argument : dispatch.arguments()) {
            if (argument instanceof KernelArgument.Buffer of) {
                memories.add(((OpenClBuffer) of.buffer()).claimed());
            }
        }
        int groupThreads = dispatch.groupThreads() > 0
                ? dispatch.groupThreads()
                : Math.min(usualGroupThreads, kernel.maxGroupThreads());
        if (dispatch.threads() > 0) {
            works.add(new Work(
                    kernel.handle(), kernel.entryPoint(), dispatch.arguments(), dispatch.threads(), groupThreads));
        }
    }

    private void start() {
        try {
            ensureFilesUnchanged();
            synchronized (session) {
                works.forEach(this::enqueue);
            }
        } catch (DataException | DeviceException | ArithmeticException e) {
            // What was enqueued before this runs to its end.
            failure = e;
        }
        if (events.isEmpty()) {
            letGo();
            return;
        }
        OpenCl.clFlush(session.kernelQueue());
        // If there is no thread to be had, the claims stay: nobody knows when the kernels end.
        session.runOnWaiter(this);
    }

    private void enqueue(Work work) {
        for (int i = 0; i < work.arguments().size(); i++) {
            int status = setArgument(work.kernel(), i, work.arguments().get(i));
            Status.check(session.deviceName(), "set argument " + i + " of the kernel " + work.name(), status);
        }
        long groups = Math.floorDiv(Math.addExact(work.threads(), work.groupThreads() - 1L), work.groupThreads());
        long[] threads = {Math.multiplyExact(groups, (long) work.groupThreads())};
        long[] groupThreads = {work.groupThreads()};
        long[] event = new long[1];
        int status = OpenCl.clEnqueueNDRangeKernel(
                session.kernelQueue(), work.kernel(), 1, null, threads, groupThreads, 0, null, event);
        Status.check(session.deviceName(), "start the kernel " + work.name(), status);
        events.add(event[0]);
    }

    private static int setArgument(long kernel, int index, KernelArgument argument) {
        if (argument instanceof KernelArgument.Buffer of) {
            byte[] handle = new byte[Long.BYTES];
            Info.little(handle).putLong(0, ((OpenClBuffer) of.buffer()).memory().argument());
            return OpenCl.clSetKernelArg(kernel, index, handle.length, handle);
        }
        if (argument instanceof KernelArgument.GroupMemory of) {
            return OpenCl.clSetKernelArg(kernel, index, of.lengthBytes(), null);
        }
        byte[] value = ((KernelArgument.Value) argument).toBytes();
        return OpenCl.clSetKernelArg(kernel, index, value.length, value);
    }

    /** Waits, without a bound, on the session's thread. */
    @Override
    public void run() {
        try {
            long[] all = events.stream().mapToLong(Long::longValue).toArray();
            OpenCl.clWaitForEvents(all.length, all);
            long nanos = 0;
            for (int i = 0; i < all.length; i++) {
                nanos += end(all[i], works.get(i).name());
            }
            deviceNanos = nanos;
            if (failure == null) {
                ensureFilesUnchanged();
            }
        } catch (DataException | DeviceException e) {
            failure = e;
        } finally {
            events.forEach(OpenCl::clReleaseEvent);
            letGo();
        }
    }

    private long end(long event, String kernelName) {
        int status = Info.executionStatus(session.deviceName(), event);
        if (status != OpenCl.CL_COMPLETE && failure == null) {
            failure = new DeviceException(
                    session.deviceName(),
                    DeviceException.Reason.EXECUTION,
                    "the kernel " + kernelName + " failed: " + Status.name(status));
        }
        return Info.profiledNanos(event, OpenCl.CL_PROFILING_COMMAND_END)
                - Info.profiledNanos(event, OpenCl.CL_PROFILING_COMMAND_START);
    }

    private void ensureFilesUnchanged() {
        memories.stream()
                .map(OpenClMemory::file)
                .filter(file -> file != null)
                .distinct()
                .forEach(MappedFile::ensureUnchanged);
    }

    private void letGo() {
        memories.forEach(OpenClMemory::release);
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
                    session.deviceName(),
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
