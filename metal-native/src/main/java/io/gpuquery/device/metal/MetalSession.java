package io.gpuquery.device.metal;

import io.gpuquery.device.Claims;
import io.gpuquery.device.DeviceException;
import io.gpuquery.memory.LiveResources;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** An {@code MTLDevice} and its queue. It lives until the device, its buffers, kernels and submissions have let go. */
final class MetalSession {
    private static final long IDLE_THREAD_MILLIS = 100;

    private final long device;
    private final long queue;
    private final String name;
    private final Claims claims;
    private final ThreadPoolExecutor waiter = newWaiter();

    private MetalSession(long device, long queue) {
        this.device = device;
        this.queue = queue;
        this.name = name(device);
        this.claims = new Claims(() -> {
            ObjC.release(queue);
            ObjC.release(device);
            LiveResources.closed(LiveResources.Kind.DEVICE);
        });
        LiveResources.opened(LiveResources.Kind.DEVICE);
    }

    static MetalSession open() {
        return ObjC.pooled(() -> {
            long device = MetalFramework.MTLCreateSystemDefaultDevice();
            if (device == 0) {
                throw new DeviceException("Metal", DeviceException.Reason.UNSUPPORTED, "there is no device");
            }
            long queue = ObjC.send(device, ObjC.selector("newCommandQueue"));
            if (queue == 0) {
                ObjC.release(device);
                throw new DeviceException("Metal", DeviceException.Reason.OUT_OF_MEMORY, "there is no queue");
            }
            return new MetalSession(device, queue);
        });
    }

    static String name(long device) {
        return ObjC.text(ObjC.send(device, ObjC.selector("name"))) + " (Metal)";
    }

    long device() {
        return device;
    }

    long queue() {
        return queue;
    }

    String name() {
        return name;
    }

    void retain() {
        if (!claims.retain()) {
            throw new IllegalStateException(name + " is closed");
        }
    }

    void release() {
        claims.release();
    }

    /** Runs something on the thread that may wait without a bound. */
    void runOnWaiter(Runnable waiting) {
        waiter.execute(waiting);
    }

    private static ThreadPoolExecutor newWaiter() {
        ThreadPoolExecutor waiter = new ThreadPoolExecutor(
                1, 1, IDLE_THREAD_MILLIS, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(null, task, "gpu-query-metal-waiter", 0, false);
                    thread.setDaemon(true);
                    return thread;
                });
        waiter.allowCoreThreadTimeOut(true);
        return waiter;
    }
}
