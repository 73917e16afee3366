package io.gpuquery.device.metal;

import com.sun.jna.NativeLibrary;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where Objective-C and Metal are: at their places in macOS. */
final class MetalLibraries {
    private static final String OBJECTIVE_C = "/usr/lib/libobjc.A.dylib";
    private static final String CORE_GRAPHICS = "/System/Library/Frameworks/CoreGraphics.framework/CoreGraphics";
    private static final String METAL = "/System/Library/Frameworks/Metal.framework/Metal";

    private static volatile @Nullable String standIn;

    private MetalLibraries() {}

    /**
     * For tests on other systems, in this package: takes everything from one library. To be called before {@link ObjC} is
     * initialised; the provider goes on to say that there is no Metal.
     */
    static void replace(Path library) {
        standIn = library.toString();
    }

    /** @throws UnsatisfiedLinkError if there is none */
    static NativeLibrary objectiveC(Map<String, ?> options) {
        String replaced = standIn;
        return NativeLibrary.getInstance(replaced == null ? OBJECTIVE_C : replaced, options);
    }

    /** @throws UnsatisfiedLinkError if there is none */
    static NativeLibrary metal() {
        String replaced = standIn;
        if (replaced == null) {
            // Without it programs that have no window are given no default device.
            NativeLibrary.getInstance(CORE_GRAPHICS);
            return NativeLibrary.getInstance(METAL);
        }
        return NativeLibrary.getInstance(replaced);
    }
}
