package io.gpuquery.device.host;

import io.gpuquery.device.HostKernel;
import io.gpuquery.device.KernelArgument;
import io.gpuquery.device.KernelSource;
import io.gpuquery.device.common.CommonKernel;
import io.gpuquery.device.common.DeviceSession;
import java.util.List;

/** A Java kernel of one host device. */
final class HostDeviceKernel extends CommonKernel {
    private final HostKernel kernel;

    HostDeviceKernel(HostDevice device, DeviceSession session, KernelSource.Java source) {
        super(device, session, source.entryPoint(), device.info().maxGroupThreads(), () -> {});
        this.kernel = source.kernel();
    }

    HostKernel kernel() {
        return kernel;
    }

    /** A Java kernel finds out by itself, without harm. */
    @Override
    protected void checkArguments(List<KernelArgument> arguments) {}
}
