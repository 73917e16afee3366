package io.gpuquery.memory;

import java.nio.file.Path;

/** What the system allows this process, as far as it bounds how many files may be mapped. */
final class SystemLimits {
    private static final int MOST_KEPT_MAPPINGS = 4096;
    private static final Path MAX_MAP_COUNT = Path.of("/proc/sys/vm/max_map_count");

    /** How many mappings a process can have at a time before it should be told so; read once. */
    static final long MOST_LIVE_MAPPINGS = maxVmRegions() / 4;

    private SystemLimits() {}

    static int defaultMaxMappings() {
        return defaultMaxMappings(maxDescriptors(), maxVmRegions());
    }

    /**
     * A quarter of either limit: a mapping is a descriptor and two VM regions, and the rest of the process needs both
     * too.
     */
    static int defaultMaxMappings(long maxDescriptors, long maxVmRegions) {
        long allowed = Math.min(maxDescriptors, maxVmRegions) / 4;
        return (int) Math.max(1, Math.min(MOST_KEPT_MAPPINGS, allowed));
    }

    private static long maxDescriptors() {
        if (!NativeAccess.isAvailable()) {
            return KernelFile.UNKNOWN;
        }
        long[] softAndHard = new long[2];
        boolean known = LibC.getrlimit(LibC.PLATFORM.descriptorLimit, softAndHard) == 0;
        // RLIM_INFINITY is all ones on Linux.
        return known && softAndHard[0] > 0 ? softAndHard[0] : KernelFile.UNKNOWN;
    }

    /** Only Linux has such a limit. */
    static long maxVmRegions() {
        return KernelFile.number(MAX_MAP_COUNT);
    }
}
