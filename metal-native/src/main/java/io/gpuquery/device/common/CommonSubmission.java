package io.gpuquery.device.common;

import io.gpuquery.device.DeviceException;
import io.gpuquery.device.Dispatch;
import io.gpuquery.device.KernelArgument;
import io.gpuquery.device.Submission;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.MappedFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Dispatches that a device runs in order. It holds claims on their kernels and memory from the start until they have ended,
 * which the session's thread waits for; whoever calls {@link #await} waits for that thread, for as long as he likes.
 *
 * <p>Files that the device reads without a copy are checked before the kernels start and after they ended. That does not
 * catch a file that is truncated in between: where a driver computes on the processor, and the kernels are not Java's, the
 * fault ends the JVM. Those who cannot exclude that set {@code forceBufferCopy}.
 */
public abstract class CommonSubmission implements Submission {
    private static final int USUAL_GROUP_THREADS = 256;

    private final DeviceSession session;
    private final List<Dispatch> dispatches = new ArrayList<>();
    private final List<Claims> kernels = new ArrayList<>();
    private final List<BufferMemory> memories = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable RuntimeException failure;
    private volatile long deviceNanos;

    protected CommonSubmission(DeviceSession session) {
        this.session = session;
    }

    /**
     * Hands {@link #dispatches()} to the device.
     *
     * @return whether it has any of them now; what it has not is a {@link #fail failure}
     * @throws DeviceException if it took none of them
     */
    protected abstract boolean begin();

    /**
     * On the session's thread: waits without a bound until the device has done what it was handed, and frees what that took.
     *
     * @return for how many nanoseconds the device was at work
     * @throws DeviceException if a kernel failed
     */
    protected abstract long finish();

    /** Those that have threads. */
    protected final List<Dispatch> dispatches() {
        return dispatches;
    }

    /** How many threads form a group of a dispatch. */
    protected static int groupThreads(Dispatch dispatch) {
        return dispatch.groupThreads() > 0
                ? dispatch.groupThreads()
                : Math.min(USUAL_GROUP_THREADS, dispatch.kernel().maxGroupThreads());
    }

    /** How many groups have all the threads of a dispatch. */
    protected static long groups(long threads, int groupThreads) {
        return Math.floorDiv(threads - 1, (long) groupThreads) + 1;
    }

    /** The memory of an argument that is a buffer. */
    protected static BufferMemory memory(KernelArgument.Buffer argument) {
        return ((CommonBuffer) argument.buffer()).memory();
    }

    /** Notes what went wrong; the first failure counts. */
    protected final void fail(RuntimeException problem) {
        if (failure == null) {
            failure = problem;
        }
    }

    protected final boolean hasFailed() {
        return failure != null;
    }

    final void start(List<Dispatch> submitted) {
        session.retain();
        try {
            submitted.forEach(this::hold);
        } catch (RuntimeException | Error e) {
            letGo();
            throw e;
        }
        boolean begun = false;
        try {
            ensureFilesUnchanged();
            begun = !dispatches.isEmpty() && begin();
        } catch (DataException | DeviceException e) {
            fail(e);
        }
        if (begun) {
            // If there is no thread to be had, the claims stay: nobody knows when the kernels end.
            session.runOnWaiter(this::end);
        } else {
            letGo();
        }
    }

    private void hold(Dispatch dispatch) {
        kernels.add(((CommonKernel) dispatch.kernel()).claimed());
        for (KernelArgument argument : dispatch.arguments()) {
            if (argument instanceof KernelArgument.Buffer of) {
                memories.add(((CommonBuffer) of.buffer()).claimed());
            }
        }
        if (dispatch.threads() > 0) {
            dispatches.add(dispatch);
        }
    }

    private void end() {
        try {
            deviceNanos = finish();
            if (failure == null) {
                ensureFilesUnchanged();
            }
        } catch (DataException | DeviceException e) {
            fail(e);
        } finally {
            letGo();
        }
    }

    private void ensureFilesUnchanged() {
        memories.stream()
                .map(BufferMemory::file)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(MappedFile::ensureUnchanged);
    }

    private void letGo() {
        memories.forEach(BufferMemory::release);
        kernels.forEach(Claims::release);
        session.release();
        ended.countDown();
    }

    @Override
    public final boolean isDone() {
        return ended.getCount() == 0;
    }

    @Override
    public final void await(Duration limit) throws InterruptedException {
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
    public final long deviceNanos() {
        if (!isDone()) {
            throw new IllegalStateException("the kernels have not ended");
        }
        return deviceNanos;
    }
}
