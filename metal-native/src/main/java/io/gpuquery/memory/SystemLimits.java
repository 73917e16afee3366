package io.gpuquery.memory;

import java.nio.file.Path;

/** What the system allows this process, as far as it bounds how many files may be mapped. */
final class SystemLimits {
    /** What to tell somebody who meets one of them. */
    static final String HINT =
            "Query fewer files at a time, or raise the limits: ulimit -n, and sysctl vm.max_map_count.";

    private static final int MOST_KEPT_MAPPINGS = 4096;
    private static final Path MAX_MAP_COUNT = Path.of("/proc/sys/vm/max_map_count");

    private static final long MAX_DESCRIPTORS = maxDescriptors();
    private static final long MAX_VM_REGIONS = KernelFile.number(MAX_MAP_COUNT);

    private SystemLimits() {}

    /** How many mappings are kept by default while nobody reads them. */
    static int defaultMaxMappings() {
        return defaultMaxMappings(MAX_DESCRIPTORS, MAX_VM_REGIONS);
    }

    /** How many mappings there may be at a time. */
    static long mostLiveMappings() {
        return mostLiveMappings(MAX_DESCRIPTORS, MAX_VM_REGIONS);
    }

    /** A quarter of either limit: a mapping is a descriptor and two or three VM regions. */
    static int defaultMaxMappings(long maxDescriptors, long maxVmRegions) {
        long allowed = Math.min(maxDescriptors, maxVmRegions) / 4;
        return (int) Math.max(1, Math.min(MOST_KEPT_MAPPINGS, allowed));
    }

    /**
     * Well below either limit: a JVM without descriptors cannot load a class, not even the one of the error that says
     * so, and one without VM regions cannot start a thread.
     */
    static long mostLiveMappings(long maxDescriptors, long maxVmRegions) {
        return Math.max(1, Math.min(maxDescriptors / 2, maxVmRegions / 4));
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
}
