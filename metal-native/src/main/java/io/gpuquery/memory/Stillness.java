package io.gpuquery.memory;

import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Waits until nobody has written to a file for a moment.
 *
 * <p>Linux stamps a write with the time of the last timer tick, so of two writes in quick succession the second may
 * leave no trace. Once the last known write is older than a tick, the next one is bound to show. Only a file that was
 * written to within the last few milliseconds costs any time.
 */
final class Stillness {
    /** Two ticks, since one may come late, and at least a millisecond, for clocks that do not tick. */
    private static final long STILL_NANOS = Math.max(TimeUnit.MILLISECONDS.toNanos(1), 2 * Clock.tickNanos());

    private static final int MOST_WAITS_FOR_A_REWRITE = 25;
    private static final int MOST_WAITS_FOR_GROWTH = 3;

    private Stillness() {}

    /**
     * The version of a file that is still. A file that grows all the time, or is replaced all the time, is taken as it
     * is in the end: what it holds up to its present size stays what it is.
     *
     * @param status asks for the present status
     * @throws DataException if the file is rewritten in place all the time
     */
    static FileVersion await(Path path, Supplier<FileStatus> status) {
        FileVersion version = status.get().version();
        boolean rewritten = false;
        for (int waits = 0; waits < (rewritten ? MOST_WAITS_FOR_A_REWRITE : MOST_WAITS_FOR_GROWTH); waits++) {
            long ageNanos = Clock.epochNanos() - version.modifiedNanos();
            // A time in the future was set by somebody or by another machine's clock, and says nothing.
            if (ageNanos < 0 || ageNanos >= STILL_NANOS) {
                return version;
            }
            LockSupport.parkNanos(STILL_NANOS - ageNanos);
            FileVersion next = status.get().version();
            rewritten |= next.isSameFile(version)
                    && next.modifiedNanos() != version.modifiedNanos()
                    && next.sizeBytes() <= version.sizeBytes();
            version = next;
        }
        if (rewritten) {
            throw rewrittenAllTheTime(path);
        }
        return version;
    }

    static DataException rewrittenAllTheTime(Path path) {
        return new DataException(
                "The file is rewritten again and again while it is read",
                Location.of(path),
                "Run the statement again when the file is complete; "
                        + "replace files by renaming a complete new one over the old.");
    }
}
