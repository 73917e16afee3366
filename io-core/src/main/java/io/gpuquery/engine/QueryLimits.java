package io.gpuquery.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one statement may take.
 *
 * @param memoryBytes most memory for what operators keep, beyond which they write temporary files; 0: a share of what the process has
 * @param admissionTimeout the longest that a statement waits for memory before it begins
 * @param spillDirectory in which each process makes a folder for temporary files; null: that of the system
 * @param spillLimitBytes most bytes of all temporary files of the process together; 0: there are none; {@link #FREE_SPACE}: most of
 *     what is free there
 */
public record QueryLimits(
        long memoryBytes,
        Duration admissionTimeout,
        @Nullable Path spillDirectory,
        long spillLimitBytes) {
    /** As many bytes as the file system has room for, apart from a tenth. */
    public static final long FREE_SPACE = -1;

    /** How long a statement waits for memory unless somebody knows better. */
    public static final Duration DEFAULT_ADMISSION_TIMEOUT = Duration.ofSeconds(60);

    /** Nothing said. */
    public static final QueryLimits DEFAULT = new QueryLimits(0, DEFAULT_ADMISSION_TIMEOUT, null, FREE_SPACE);

    public QueryLimits {
        Objects.requireNonNull(admissionTimeout, "admissionTimeout");
        if (memoryBytes < 0 || spillLimitBytes < FREE_SPACE) {
            throw new IllegalArgumentException(
                    "memoryBytes is " + memoryBytes + " and spillLimitBytes is " + spillLimitBytes);
        }
    }

    /** Whether there may be temporary files. */
    public boolean spills() {
        return spillLimitBytes != 0;
    }

    public QueryLimits withMemoryBytes(long newMemoryBytes) {
        return new QueryLimits(newMemoryBytes, admissionTimeout, spillDirectory, spillLimitBytes);
    }

    public QueryLimits withSpillLimitBytes(long newSpillLimitBytes) {
        return new QueryLimits(memoryBytes, admissionTimeout, spillDirectory, newSpillLimitBytes);
    }
}
