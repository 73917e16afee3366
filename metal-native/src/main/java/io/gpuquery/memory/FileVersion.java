package io.gpuquery.memory;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What identifies one state of one file's content: two equal versions that are both {@linkplain #isSettled settled}
 * have equal bytes.
 *
 * <p>A clock as coarse as the file system's gives two writes in quick succession the same time, so a file that was
 * changed a moment ago counts as changing until its last change is older than that granularity.
 *
 * @param device the number of the file system
 * @param inode the number of the file in it
 * @param sizeBytes the size in bytes
 * @param modifiedNanos when the content was last modified, in nanoseconds since 1970
 * @param changedNanos when the content or the attributes were last changed, in nanoseconds since 1970; unlike the
 *     former no program can set it
 */
public record FileVersion(long device, long inode, long sizeBytes, long modifiedNanos, long changedNanos) {
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
    /**
     * Linux stamps files with the time of the last timer tick, which comes at least every 10 ms; the rest is reserve.
     */
    private static final long FINE_GRANULARITY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** FAT, HFS+, old NFS servers and archives keep whole seconds, FAT even ones. */
    private static final long COARSE_GRANULARITY_NANOS = TimeUnit.SECONDS.toNanos(2);

    /**
     * The present version of what the path leads to, without opening it. Links are followed.
     *
     * @throws io.gpuquery.error.DataException if there is nothing, or it may not be looked at
     */
    public static FileVersion of(Path path) {
        return FileStatus.of(path).version();
    }

    /** Whether every later change is bound to give another version, at the given time in nanoseconds since 1970. */
    public boolean isSettled(long nowNanos) {
        boolean wholeSeconds = changedNanos % NANOS_PER_SECOND == 0;
        long granularityNanos = wholeSeconds ? COARSE_GRANULARITY_NANOS : FINE_GRANULARITY_NANOS;
        return changedNanos < nowNanos - granularityNanos;
    }

    /** Whether both are states of the same file. */
    public boolean isSameFile(FileVersion other) {
        return device == other.device && inode == other.inode;
    }
}
