package io.gpuquery.device.host;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceKernel;
import io.gpuquery.device.HostKernel;
import io.gpuquery.device.KernelSource;
import io.gpuquery.memory.Abandonment;
import io.gpuquery.memory.LiveResources;
import java.lang.ref.Cleaner;

/** A Java kernel of one host device. */
final class HostDeviceKernel implements DeviceKernel {
    private final HostDevice device;
    private final KernelSource.Java source;
    private final Cleaner.Cleanable opened;
    private volatile boolean closed;

    HostDeviceKernel(HostDevice device, KernelSource.Java source) {
        this.device = device;
        this.source = source;
        LiveResources.opened(LiveResources.Kind.KERNEL);
        this.opened = Abandonment.watch(this, () -> LiveResources.closed(LiveResources.Kind.KERNEL));
    }

    /** What to run; refused once this is closed. */
    HostKernel kernel() {
        if (closed) {
            throw new IllegalStateException("the kernel " + entryPoint() + " is closed");
        }
        return source.kernel();
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public String entryPoint() {
        return source.entryPoint();
    }

    @Override
    public int maxGroupThreads() {
        return device.info().maxGroupThreads();
    }

    @Override
    public void close() {
        closed = true;
        opened.clean();
    }
}
