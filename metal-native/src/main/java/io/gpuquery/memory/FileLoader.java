package io.gpuquery.memory;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Opens a file and maps it, or copies it if it is small. */
final class FileLoader {
    private static final int READ_ATTEMPTS = 6;

    private FileLoader() {}

    /** @throws DataException if the file cannot be opened, mapped or read */
    static PooledFile.Content load(Path path, FilePoolOptions options) {
        OpenFile file = OpenFile.open(path);
        boolean keepOpen = false;
        try {
            for (int attempt = 1; attempt <= READ_ATTEMPTS; attempt++) {
                long nowNanos = Clock.epochNanos();
                FileVersion version = Stillness.await(path, file::status);
                if (version.sizeBytes() >= options.smallFileBytes()) {
                    requireRoomForMapping(
                            path, LiveResources.count(LiveResources.Kind.MAPPING), SystemLimits.mostLiveMappings());
                    MappedFile mapped = MappedFile.of(file, version, options.mapOptions());
                    keepOpen = true;
                    return new PooledFile.Mapped(mapped);
                }
                PooledFile.Content copy = copy(file, version, version.isSettled(nowNanos));
                if (copy != null) {
                    return copy;
                }
            }
            throw Stillness.rewrittenAllTheTime(path);
        } finally {
            if (!keepOpen) {
                file.close();
            }
        }
    }

    /** A copy of the file, or null if its first bytes were changed while they were read. */
    private static PooledFile.@Nullable Content copy(OpenFile file, FileVersion version, boolean settled) {
        MemoryBlock block = MemoryBlock.allocate(version.sizeBytes());
        boolean keep = false;
        try {
            long readBytes = file.read(block, version.sizeBytes());
            FileVersion after = file.status().version();
            boolean unchanged =
                    after.sizeBytes() == version.sizeBytes() && after.modifiedNanos() == version.modifiedNanos();
            boolean grew = after.sizeBytes() > version.sizeBytes();
            keep = readBytes == version.sizeBytes() && (unchanged || (grew && readsTheSame(file, block)));
            if (!keep) {
                return null;
            }
            block.freeze();
            return new PooledFile.Detached(block, block.memory(), version, settled && unchanged);
        } finally {
            if (!keep) {
                block.close();
            }
        }
    }

    /**
     * Whether the file still begins with what was read: it was appended to, and not rewritten with something longer.
     */
    private static boolean readsTheSame(OpenFile file, MemoryBlock read) {
        int lengthBytes = Math.toIntExact(read.lengthBytes());
        try (MemoryBlock again = MemoryBlock.allocate(lengthBytes)) {
            return file.read(again, lengthBytes) == lengthBytes
                    && again.slice(0, lengthBytes).equals(read.slice(0, lengthBytes));
        }
    }

    /** Refuses another mapping before the system does, which would leave no room for threads either. */
    static void requireRoomForMapping(Path path, long live, long mostLive) {
        if (live >= mostLive) {
            String problem =
                    live + " files are mapped at the same time, which is all that the system's limits leave room for";
            throw new DataException(problem, Location.of(path), SystemLimits.HINT, new SystemLimitException(problem));
        }
    }
}
