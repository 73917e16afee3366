package io.gpuquery.device;

import java.util.Set;

/**
 * What a device is and can do.
 *
 * @param name as its driver says
 * @param kind by which interface it is reached
 * @param unifiedMemory whether it computes on the host's own memory, so that nothing need be copied
 * @param pageBytes to which multiple the addresses and lengths of memory that it shares are extended
 * @param maxBufferBytes the longest buffer that it takes
 * @param recommendedWorkingSetBytes how much memory its buffers should take together at most
 * @param maxGroupThreads the most threads of a group
 * @param groupMemoryBytes the memory that the threads of a group can share
 * @param groupThreadMultiple the number of threads that run in step; groups should be a multiple of it
 * @param fp64 whether it computes with doubles
 * @param atomics64 whether it has atomic operations on 64-bit integers
 * @param languages what it compiles kernels from
 */
public record DeviceInfo(
        String name,
        DeviceKind kind,
        boolean unifiedMemory,
        long pageBytes,
        long maxBufferBytes,
        long recommendedWorkingSetBytes,
        int maxGroupThreads,
        long groupMemoryBytes,
        int groupThreadMultiple,
        boolean fp64,
        boolean atomics64,
        Set<KernelLanguage> languages) {

    public DeviceInfo {
        if (Long.bitCount(pageBytes) != 1 || maxBufferBytes < pageBytes) {
            throw new IllegalArgumentException(
                    "pages of " + pageBytes + " bytes, buffers of at most " + maxBufferBytes + " bytes");
        }
        if (maxGroupThreads < 1 || groupThreadMultiple < 1 || groupMemoryBytes < 0 || recommendedWorkingSetBytes < 0) {
            throw new IllegalArgumentException("limits of " + name + " that cannot be");
        }
        languages = Set.copyOf(languages);
    }
}
