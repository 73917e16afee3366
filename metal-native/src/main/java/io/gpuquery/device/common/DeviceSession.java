package io.gpuquery.device.common;

import io.gpuquery.device.DeviceException;
import io.gpuquery.memory.LiveResources;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The native side of an open device. It lives until the device, its buffers, its kernels and its submissions have all let
 * go. Any thread may use it.
 */
public abstract class DeviceSession {
    private static final long IDLE_THREAD_MILLIS = 100;

    private final String deviceName;
    private final long budgetBytes;
    private final AtomicLong usedBytes = new AtomicLong();
    private final Claims claims = new Claims(this::close);
    private final ThreadPoolExecutor waiter;

    /**
     * Counts an open device.
     *
     * @param kindName for the name of the waiting thread
     * @param budgetBytes how many bytes the buffers may take together
     */
    protected DeviceSession(String deviceName, String kindName, long budgetBytes) {
        this.deviceName = deviceName;
        this.budgetBytes = budgetBytes;
        this.waiter = newWaiter("gpu-query-" + kindName + "-waiter");
        LiveResources.opened(LiveResources.Kind.DEVICE);
    }

    public final String deviceName() {
        return deviceName;
    }

    /**
     * One more claim.
     *
     * @throws IllegalStateException if the session was freed
     */
    public final void retain() {
        if (!claims.retain()) {
            throw new IllegalStateException(deviceName + " is closed");
        }
    }

    /** Lets one claim go; the last frees the native objects. */
    public final void release() {
        claims.release();
    }

    /** Runs something on the session's one thread, which may wait without a bound and exists only while it has to. */
    public final void runOnWaiter(Runnable waiting) {
        waiter.execute(waiting);
    }

    /** Frees the native objects. */
    protected abstract void free();

    private void close() {
        free();
        LiveResources.closed(LiveResources.Kind.DEVICE);
    }

    /** @throws DeviceException if so much more is beyond the budget */
    final void requireBudget(long lengthBytes) {
        requireBudget(lengthBytes, usedBytes.get());
    }

    private void requireBudget(long lengthBytes, long used) {
        if (lengthBytes > budgetBytes - used) {
            throw new DeviceException(
                    deviceName,
                    DeviceException.Reason.OUT_OF_MEMORY,
                    "a buffer of " + lengthBytes + " bytes is too much beside the " + used
                            + " bytes of those that are open: " + budgetBytes + " are recommended");
        }
    }

    /**
     * Counts bytes of a new buffer.
     *
     * @throws DeviceException if they are beyond the budget, of which other threads take at the same time
     */
    final void take(long lengthBytes) {
        long used = usedBytes.get();
        while (true) {
            requireBudget(lengthBytes, used);
            long seen = usedBytes.compareAndExchange(used, used + lengthBytes);
            if (seen == used) {
                return;
            }
            used = seen;
        }
    }

    final void giveBack(long lengthBytes) {
        usedBytes.addAndGet(-lengthBytes);
    }

    private static ThreadPoolExecutor newWaiter(String name) {
        ThreadPoolExecutor waiter = new ThreadPoolExecutor(
                1, 1, IDLE_THREAD_MILLIS, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(null, task, name, 0, false);
                    thread.setDaemon(true);
                    return thread;
                });
        waiter.allowCoreThreadTimeOut(true);
        return waiter;
    }
}
