package io.gpuquery.device.common;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceKernel;
import io.gpuquery.device.KernelArgument;
import io.gpuquery.memory.Abandonment;
import io.gpuquery.memory.LiveResources;
import java.lang.ref.Cleaner;
import java.util.List;

/** A compiled kernel, which submissions keep when it is closed. */
public abstract class CommonKernel implements DeviceKernel {
    private final CommonDevice device;
    private final String entryPoint;
    private final int maxGroupThreads;
    private final Claims claims;
    private final Cleaner.Cleanable opened;
    private volatile boolean closed;

    /**
     * Counts a kernel and takes its native object over; if this throws, that is still the caller's.
     *
     * @param free frees the native object; must not refer to this
     */
    protected CommonKernel(
            CommonDevice device, DeviceSession session, String entryPoint, int maxGroupThreads, Runnable free) {
        this.device = device;
        this.entryPoint = entryPoint;
        this.maxGroupThreads = maxGroupThreads;
        session.retain();
        LiveResources.opened(LiveResources.Kind.KERNEL);
        Claims held = new Claims(() -> {
            free.run();
            LiveResources.closed(LiveResources.Kind.KERNEL);
            session.release();
        });
        this.claims = held;
        this.opened = Abandonment.watch(this, held::release);
    }

    /**
     * Looks whether arguments are what the kernel takes.
     *
     * @throws IllegalArgumentException if they are not
     */
    protected abstract void checkArguments(List<KernelArgument> arguments);

    @Override
    public final Device device() {
        return device;
    }

    @Override
    public final String entryPoint() {
        return entryPoint;
    }

    @Override
    public final int maxGroupThreads() {
        return maxGroupThreads;
    }

    /** The claims with one more, for somebody who goes on when this is closed. */
    final Claims claimed() {
        if (closed || !claims.retain()) {
            throw new IllegalStateException("the kernel " + entryPoint + " is closed");
        }
        return claims;
    }

    @Override
    public final void close() {
        closed = true;
        opened.clean();
    }
}
