package io.gpuquery.memory;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;

/**
 * Allocates zeroed, aligned native memory: small blocks from the C library's heap, large ones as mappings of their own,
 * whose pages the system zeroes when they are first touched and takes back at once when they are freed.
 */
final class BlockAllocation {
    /** Metal takes no memory of the C library's heap, so on macOS every block is a mapping. */
    private static final long LARGEST_HEAP_BLOCK_BYTES = LibC.PLATFORM == HostPlatform.MACOS ? 0 : 1 << 20;

    private static final long MAP_FAILED = -1;

    private BlockAllocation() {}

    static Backing allocate(long lengthBytes, long alignedLengthBytes) {
        return alignedLengthBytes <= LARGEST_HEAP_BLOCK_BYTES
                ? onHeap(lengthBytes, alignedLengthBytes)
                : mapped(lengthBytes, alignedLengthBytes);
    }

    private static Backing onHeap(long lengthBytes, long alignedLengthBytes) {
        long[] result = new long[1];
        int error = LibC.posix_memalign(result, Pages.alignmentBytes(), alignedLengthBytes);
        if (error != 0) {
            throw MemoryBlock.memoryIsShort(lengthBytes, new IOException("posix_memalign: " + LibC.strerror(error)));
        }
        long address = result[0];
        new Pointer(address).clear(alignedLengthBytes);
        return new NativeBacking(address, alignedLengthBytes, false, () -> {
            LibC.free(address);
            LiveResources.closed(LiveResources.Kind.BLOCK);
        });
    }

    private static Backing mapped(long lengthBytes, long alignedLengthBytes) {
        long reservedBytes = alignedLengthBytes + Pages.alignmentBytes();
        int flags = LibC.MAP_PRIVATE | LibC.PLATFORM.mapAnonymous;
        long reserved = LibC.mmap(0, reservedBytes, LibC.PROT_READ | LibC.PROT_WRITE, flags, -1, 0);
        if (reserved == MAP_FAILED) {
            throw MemoryBlock.memoryIsShort(
                    lengthBytes, new IOException("mmap: " + LibC.strerror(Native.getLastError())));
        }
        long address = Pages.alignUp(reserved);
        return new NativeBacking(address, alignedLengthBytes, false, () -> {
            FileMapping.unmap(reserved, reservedBytes);
            LiveResources.closed(LiveResources.Kind.BLOCK);
        });
    }
}
