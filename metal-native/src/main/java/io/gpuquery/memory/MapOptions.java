package io.gpuquery.memory;

/**
 * How a file is mapped.
 *
 * @param prewarmBytes how many bytes from the start of the file the system is advised to read ahead when it is mapped,
 *     of which it reads what it sees fit; 0 for none
 * @param sequential whether the system is told that the file is read from front to back
 */
public record MapOptions(long prewarmBytes, boolean sequential) {
    private static final MapOptions DEFAULTS = new MapOptions(1L << 30, true);

    public MapOptions {
        if (prewarmBytes < 0) {
            throw new IllegalArgumentException("prewarmBytes " + prewarmBytes + " is negative");
        }
    }

    /** One GiB read ahead, then front to back. */
    public static MapOptions defaults() {
        return DEFAULTS;
    }

    public MapOptions withPrewarmBytes(long newPrewarmBytes) {
        return new MapOptions(newPrewarmBytes, sequential);
    }
}
