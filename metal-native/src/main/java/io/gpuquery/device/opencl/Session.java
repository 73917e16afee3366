package io.gpuquery.device.opencl;

import io.gpuquery.device.DeviceException;
import io.gpuquery.device.common.DeviceSession;
import io.gpuquery.memory.Lease;
import io.gpuquery.memory.MemoryRegion;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A context with its two queues, both in order: one for kernels, and one for transfers, so that reading a buffer does not
 * wait behind a kernel that does not end.
 */
final class Session extends DeviceSession {
    /** Longer than any transfer takes on a device that still answers. */
    private static final Duration TRANSFER_LIMIT = Duration.ofSeconds(60);

    private static final int SPINS = 200;
    private static final long SHORTEST_PAUSE_NANOS = 20_000;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000;

    private final DriverDevice driver;
    private final long context;
    private final long kernelQueue;
    private final long transferQueue;

    private Session(DriverDevice driver, long context, long kernelQueue, long transferQueue) {
        super(driver.name(), "opencl", Long.MAX_VALUE);
        this.driver = driver;
        this.context = context;
        this.kernelQueue = kernelQueue;
        this.transferQueue = transferQueue;
    }

    @Override
    protected void free() {
        OpenCl.clReleaseCommandQueue(transferQueue);
        OpenCl.clReleaseCommandQueue(kernelQueue);
        OpenCl.clReleaseContext(context);
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
}
