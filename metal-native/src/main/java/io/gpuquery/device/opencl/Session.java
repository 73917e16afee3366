package io.gpuquery.device.opencl;

import io.gpuquery.device.Claims;
import io.gpuquery.device.DeviceException;
import io.gpuquery.memory.Lease;
import io.gpuquery.memory.LiveResources;
import io.gpuquery.memory.MemoryRegion;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A context with its two queues, both in order: one for kernels, and one for transfers, so that reading a buffer does not
 * wait behind a kernel that does not end.
 *
 * <p>It lives until the device, its buffers, its kernels and its submissions have all let go.
 */
final class Session {
    /** Longer than any transfer takes on a device that still answers. */
    private static final Duration TRANSFER_LIMIT = Duration.ofSeconds(60);

    private static final long IDLE_THREAD_MILLIS = 100;
    private static final int SPINS = 200;
    private static final long SHORTEST_PAUSE_NANOS = 20_000;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000;

    private final DriverDevice driver;
    private final long context;
    private final long kernelQueue;
    private final long transferQueue;
    private final Claims claims;
    private final ThreadPoolExecutor waiter = newWaiter();

    private Session(DriverDevice driver, long context, long kernelQueue, long transferQueue) {
        this.driver = driver;
        this.context = context;
        this.kernelQueue = kernelQueue;
        this.transferQueue = transferQueue;
        this.claims = new Claims(() -> {
            OpenCl.clReleaseCommandQueue(transferQueue);
            OpenCl.clReleaseCommandQueue(kernelQueue);
            OpenCl.clReleaseContext(context);
            LiveResources.closed(LiveResources.Kind.DEVICE);
        });
        LiveResources.opened(LiveResources.Kind.DEVICE);
    }

    static Session open(DriverDevice driver) {
        int[] error = new int[1];
        long context = OpenCl.clCreateContext(0, 1, new long[] {driver.id()}, 0, 0, error);
        Status.check(driver.name(), "create a context", error[0]);
        long kernels = OpenCl.clCreateCommandQueue(context, driver.id(), OpenCl.CL_QUEUE_PROFILING_ENABLE, error);
        if (error[0] == OpenCl.CL_SUCCESS) {
            long transfers = OpenCl.clCreateCommandQueue(context, driver.id(), 0, error);
            if (error[0] == OpenCl.CL_SUCCESS) {
                return new Session(driver, context, kernels, transfers);
            }
            OpenCl.clReleaseCommandQueue(kernels);
        }
        OpenCl.clReleaseContext(context);
        throw Status.failure(driver.name(), "create a queue", error[0]);
    }

    DriverDevice driver() {
        return driver;
    }

    String deviceName() {
        return driver.name();
    }

    long context() {
        return context;
    }

    /** Who enqueues kernels holds the monitor of this: arguments are state of a kernel. */
    long kernelQueue() {
        return kernelQueue;
    }

    long transferQueue() {
        return transferQueue;
    }

    void retain() {
        if (!claims.retain()) {
            throw new IllegalStateException(deviceName() + " is closed");
        }
    }

    void release() {
        claims.release();
    }

    /** Runs something on the thread that may wait without a bound. */
    void runOnWaiter(Runnable waiting) {
        waiter.execute(waiting);
    }

    /**
     * Waits for the last command on the transfer queue, and releases its event.
     *
     * @param region what the command reads or writes; kept, without a bound, if the command does not end in time
     */
    void finishTransfer(long event, MemoryRegion region) {
        Lease lease = region.lease();
        OpenCl.clFlush(transferQueue);
        long deadline = System.nanoTime() + TRANSFER_LIMIT.toNanos();
        int status = Info.executionStatus(deviceName(), event);
        long pauseNanos = SHORTEST_PAUSE_NANOS;
        for (int round = 0; status > OpenCl.CL_COMPLETE; round++) {
            if (System.nanoTime() - deadline > 0) {
                retain();
                runOnWaiter(() -> {
                    OpenCl.clWaitForEvents(1, new long[] {event});
                    end(event, lease);
                    release();
                });
                throw new DeviceException(
                        deviceName(),
                        DeviceException.Reason.TIMEOUT,
                        "a transfer had not ended after " + TRANSFER_LIMIT.toSeconds() + " s");
            }
            pauseNanos = pause(round, pauseNanos);
            status = Info.executionStatus(deviceName(), event);
        }
        end(event, lease);
        Status.check(deviceName(), "transfer bytes", status);
    }

    private static void end(long event, Lease lease) {
        OpenCl.clReleaseEvent(event);
        lease.close();
    }

    private static long pause(int round, long pauseNanos) {
        // Parking would return at once in a thread that was interrupted.
        if (round < SPINS || Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
            return pauseNanos;
        }
        LockSupport.parkNanos(pauseNanos);
        return Math.min(LONGEST_PAUSE_NANOS, 2 * pauseNanos);
    }

    private static ThreadPoolExecutor newWaiter() {
        ThreadPoolExecutor waiter = new ThreadPoolExecutor(
                1, 1, IDLE_THREAD_MILLIS, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(null, task, "gpu-query-opencl-waiter", 0, false);
                    thread.setDaemon(true);
                    return thread;
                });
        waiter.allowCoreThreadTimeOut(true);
        return waiter;
    }
}
