package io.gpuquery.device.metal;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.KernelSource;
import io.gpuquery.device.TextKernelContract;

/** What a Metal device keeps to, on the stand-in. */
interface MetalContract extends TextKernelContract, OnStandIn {
    @Override
    default Device open(DeviceOptions options) {
        return MetalStandIn.open(options);
    }

    @Override
    default KernelSource add() {
        return MetalKernels.ADD;
    }

    @Override
    default KernelSource broken() {
        return MetalKernels.BROKEN;
    }

    @Override
    default KernelSource sum() {
        return MetalKernels.SUM;
    }

    @Override
    default KernelSource waiting() {
        return MetalKernels.WAIT;
    }
}
