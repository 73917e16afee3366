package io.gpuquery.memory;

import java.nio.file.Path;
import java.util.List;

/** How much memory there is for this process. */
public final class HostMemory {
    /** Version 2 and version 1 of control groups, as a container sees its own. */
    private static final List<Path> CONTAINER_LIMITS =
            List.of(Path.of("/sys/fs/cgroup/memory.max"), Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes"));

    private HostMemory() {}

    /**
     * The memory in bytes of the machine, or of the container if it is allowed less.
     *
     * <p>The JDK's management beans say the same, but loading them takes tens of milliseconds.
     */
    public static long totalBytes() {
        long bytes = machineBytes();
        for (Path limit : CONTAINER_LIMITS) {
            // Without a limit version 2 says "max", and version 1 an absurdly large number.
            bytes = Math.min(bytes, KernelFile.number(limit));
        }
        return bytes;
    }

    private static long machineBytes() {
        if (NativeAccess.isAvailable()) {
            long pages = LibC.sysconf(LibC.PLATFORM.physicalPagesName);
            if (pages > 0) {
                return Math.multiplyExact(pages, Pages.hostPageBytes());
            }
        }
        // By default the heap may take a quarter of what there is.
        return Math.multiplyExact(Math.min(Runtime.getRuntime().maxMemory(), Long.MAX_VALUE / 4), 4L);
    }
}
