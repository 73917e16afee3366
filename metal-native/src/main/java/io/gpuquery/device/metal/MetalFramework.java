package io.gpuquery.device.metal;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** The one function of Metal that is no method. Loading this class fails elsewhere than on macOS. */
final class MetalFramework {
    static {
        // Without it programs that have no window are given no default device.
        NativeLibrary.getInstance("/System/Library/Frameworks/CoreGraphics.framework/CoreGraphics");
        Native.register(
                MetalFramework.class, NativeLibrary.getInstance("/System/Library/Frameworks/Metal.framework/Metal"));
    }

    private MetalFramework() {}

    /** The device, owned by the caller; 0 if there is none. */
    static native long MTLCreateSystemDefaultDevice();
}
