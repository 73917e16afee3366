package io.gpuquery.device.opencl;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.KernelSource;
import io.gpuquery.device.TextKernelContract;
import org.junit.jupiter.api.BeforeEach;

/** What an OpenCL device keeps to, where there is a driver. */
interface OpenClContract extends TextKernelContract {
    @BeforeEach
    default void requireDriver() {
        OpenClPresence.require();
    }

    @Override
    default Device open(DeviceOptions options) {
        return new OpenClDeviceProvider().open(options);
    }

    @Override
    default KernelSource add() {
        return Kernels.ADD;
    }

    @Override
    default KernelSource broken() {
        return Kernels.BROKEN;
    }

    @Override
    default KernelSource sum() {
        return Kernels.SUM;
    }

    @Override
    default KernelSource waiting() {
        return Kernels.WAIT;
    }
}
