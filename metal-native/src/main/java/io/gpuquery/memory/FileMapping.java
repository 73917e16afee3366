package io.gpuquery.memory;

import com.sun.jna.Native;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maps a file at an aligned address with a readable tail.
 *
 * <p>The aligned length plus one alignment of anonymous read-only memory is reserved, and the file is mapped over the
 * first aligned address in it. So the base is aligned on every host, and what lies between the last page of the file
 * and the aligned length is the reservation, which reads as zeros. Mapping the rounded-up length of the file itself
 * would map pages past its end, and touching those is a bus error.
 */
final class FileMapping {
    private static final Logger LOGGER = LoggerFactory.getLogger(FileMapping.class);
    private static final long MAP_FAILED = -1;
    private static final long READ_AHEAD_STEP_BYTES = 1 << 20;

    private FileMapping() {}

    static Backing map(Path path, int descriptor, long lengthBytes, MapOptions options) {
        long alignedLengthBytes = alignedLength(path, lengthBytes);
        long reservedBytes = alignedLengthBytes + Pages.alignmentBytes();
        int anonymous = LibC.MAP_PRIVATE | LibC.PLATFORM.mapAnonymous;
        long reserved = LibC.mmap(0, reservedBytes, LibC.PROT_READ, anonymous, -1, 0);
        if (reserved == MAP_FAILED) {
            throw cannotMap(path, lengthBytes, Native.getLastError());
        }
        long address = Pages.alignUp(reserved);
        if (lengthBytes > 0) {
            int overReservation = LibC.MAP_SHARED | LibC.MAP_FIXED;
            if (LibC.mmap(address, lengthBytes, LibC.PROT_READ, overReservation, descriptor, 0) == MAP_FAILED) {
                int error = Native.getLastError();
                unmap(reserved, reservedBytes);
                throw cannotMap(path, lengthBytes, error);
            }
            adviseOnOpen(address, lengthBytes, options);
        }
        LiveResources.opened(LiveResources.Kind.MAPPING);
        return new NativeBacking(address, alignedLengthBytes, true, () -> {
            unmap(reserved, reservedBytes);
            LiveResources.closed(LiveResources.Kind.MAPPING);
        });
    }

    /**
     * Has the system read a part of a mapped file ahead, as far as it is not in memory yet.
     *
     * <p>One piece of advice makes Linux read no more than the disk's read-ahead or largest transfer, often 128 KiB to
     * a few MiB, whatever length it is for (seen on Linux 6.18: 8 of 512 MiB), so a long part is advised step by step.
     * Of a step that is in memory the kernel still looks up every page, some 30 ms for a GiB, so its two ends are asked
     * for first.
     */
    static void willNeed(long address, long offsetBytes, long lengthBytes) {
        long end = Math.addExact(offsetBytes, lengthBytes);
        long step = offsetBytes;
        while (step < end) {
            long next = Math.min(end, Pages.alignDown(step, READ_AHEAD_STEP_BYTES) + READ_AHEAD_STEP_BYTES);
            if (!isInMemory(address, step) || !isInMemory(address, next - 1)) {
                advise(address, step, next - step, LibC.MADV_WILLNEED);
            }
            step = next;
        }
    }

    /** Whether the page at an offset is in memory. Of files of other users Linux says so always. */
    private static boolean isInMemory(long address, long offsetBytes) {
        byte[] state = new byte[1];
        long page = address + Pages.alignDown(offsetBytes, Pages.hostPageBytes());
        return LibC.mincore(page, 1, state) == 0 && (state[0] & 1) != 0;
    }

    /** Advice on the host pages that hold a part of a region. A refusal is logged and changes nothing. */
    private static void advise(long address, long offsetBytes, long lengthBytes, int advice) {
        long start = Pages.alignDown(offsetBytes, Pages.hostPageBytes());
        long end = Math.addExact(offsetBytes, lengthBytes);
        if (end > start && LibC.madvise(address + start, end - start, advice) != 0) {
            LOGGER.debug(
                    "madvise({}) on {} bytes failed: {}", advice, end - start, LibC.strerror(Native.getLastError()));
        }
    }

    /** In one call: opening a file must not wait for its disk. */
    private static void adviseOnOpen(long address, long lengthBytes, MapOptions options) {
        if (options.sequential()) {
            advise(address, 0, lengthBytes, LibC.MADV_SEQUENTIAL);
        }
        advise(address, 0, Math.min(lengthBytes, options.prewarmBytes()), LibC.MADV_WILLNEED);
    }

    private static long alignedLength(Path path, long lengthBytes) {
        try {
            long aligned = Pages.regionBytes(lengthBytes);
            Math.addExact(aligned, Pages.alignmentBytes());
            return aligned;
        } catch (ArithmeticException e) {
            throw cannotMap(path, lengthBytes, LibC.ENOMEM);
        }
    }

    static void unmap(long address, long lengthBytes) {
        if (LibC.munmap(address, lengthBytes) != 0) {
            LOGGER.error("munmap of {} bytes failed: {}", lengthBytes, LibC.strerror(Native.getLastError()));
        }
    }

    private static DataException cannotMap(Path path, long lengthBytes, int error) {
        boolean limit = error == LibC.ENOMEM;
        String reason = LibC.strerror(error);
        String hint = limit
                ? "There are too many mappings (sysctl vm.max_map_count) or too little address space (ulimit -v): "
                        + "raise the limit, or open fewer files at a time."
                : "Check that the file system it lies on supports mapping files into memory.";
        return new DataException(
                "Cannot map the file of " + lengthBytes + " bytes into memory: " + reason,
                Location.of(path),
                hint,
                limit ? new SystemLimitException(reason) : new IOException("mmap: " + reason));
    }
}
