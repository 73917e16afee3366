package io.gpuquery.calcite.kernel;

import java.io.File;
import java.util.List;
import java.util.Locale;

/** Whether there can be a GPU, found out without loading a driver. */
final class GpuPresence {
    /** What drivers of GPUs make on Linux: the kernel's own, NVIDIA's, AMD's, those of Windows' subsystem. */
    private static final List<String> FILES = List.of("/dev/dri", "/dev/nvidia0", "/dev/kfd", "/dev/dxg");

    private GpuPresence() {}

    static boolean isPossible() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return !system.startsWith("linux") || FILES.stream().anyMatch(path -> new File(path).exists());
    }
}
