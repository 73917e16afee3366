package io.gpuquery.memory;

import java.time.Duration;

/**
 * The bounds of a {@link FilePool}.
 *
 * @param maxMappings how many files stay mapped, each with its descriptor; beyond, those that nobody reads are given
 *     up, the least recently used first
 * @param maxSmallFileBytes how many bytes of memory the copies of small files may take while nobody reads them
 * @param smallFileBytes files smaller than this are copied and not mapped
 * @param idleTime after how long without a reader a file is given up
 * @param mapOptions how files are mapped
 */
public record FilePoolOptions(
        int maxMappings, long maxSmallFileBytes, int smallFileBytes, Duration idleTime, MapOptions mapOptions) {
    private static final Duration LONGEST_IDLE_TIME = Duration.ofDays(3650);

    public FilePoolOptions {
        if (maxMappings < 1 || maxSmallFileBytes < 0 || smallFileBytes < 0) {
            throw new IllegalArgumentException("maxMappings " + maxMappings + ", maxSmallFileBytes " + maxSmallFileBytes
                    + " and smallFileBytes " + smallFileBytes + " must not be negative, the first not zero");
        }
        if (idleTime.isNegative() || idleTime.compareTo(LONGEST_IDLE_TIME) > 0) {
            throw new IllegalArgumentException("idleTime " + idleTime + " is not between 0 and " + LONGEST_IDLE_TIME);
        }
    }

    /**
     * 4,096 mappings, or a quarter of the descriptors or of the VM regions that the system allows if that is fewer; 64
     * MiB of small files of up to 256 KiB; one minute.
     */
    public static FilePoolOptions defaults() {
        return new FilePoolOptions(
                SystemLimits.defaultMaxMappings(), 64L << 20, 256 << 10, Duration.ofMinutes(1), MapOptions.defaults());
    }

    public FilePoolOptions withMaxMappings(int newMaxMappings) {
        return new FilePoolOptions(newMaxMappings, maxSmallFileBytes, smallFileBytes, idleTime, mapOptions);
    }

    public FilePoolOptions withMaxSmallFileBytes(long newMaxSmallFileBytes) {
        return new FilePoolOptions(maxMappings, newMaxSmallFileBytes, smallFileBytes, idleTime, mapOptions);
    }

    public FilePoolOptions withSmallFileBytes(int newSmallFileBytes) {
        return new FilePoolOptions(maxMappings, maxSmallFileBytes, newSmallFileBytes, idleTime, mapOptions);
    }

    public FilePoolOptions withIdleTime(Duration newIdleTime) {
        return new FilePoolOptions(maxMappings, maxSmallFileBytes, smallFileBytes, newIdleTime, mapOptions);
    }

    public FilePoolOptions withMapOptions(MapOptions newMapOptions) {
        return new FilePoolOptions(maxMappings, maxSmallFileBytes, smallFileBytes, idleTime, newMapOptions);
    }
}
