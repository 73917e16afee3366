package io.gpuquery.device.metal;

import io.gpuquery.memory.NativeAccess;

/** The functions of Metal that are no methods. Loading this class fails elsewhere than on macOS. */
final class MetalFramework {
    static {
        NativeAccess.bind(MetalFramework.class, MetalLibraries.metal());
    }

    private MetalFramework() {}

    /** The device, owned by the caller; 0 if there is none. */
    static native long MTLCreateSystemDefaultDevice();

    /** An {@code NSArray} of all devices, owned by the caller. */
    static native long MTLCopyAllDevices();
}
