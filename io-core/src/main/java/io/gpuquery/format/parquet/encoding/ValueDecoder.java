package io.gpuquery.format.parquet.encoding;

/**
 * Hands out the values of one page, in order, nulls left out. Each decoder has the method that suits its values.
 *
 * <p>Threads: one. Memory: keeps the page's bytes and may hand out references to them.
 */
public interface ValueDecoder {
    /**
     * The next values of 32 bits: INT32, the bits of a FLOAT, 0 or 1 for a BOOLEAN.
     *
     * @throws PageException if the page has not got them
     */
    default void readInts(int[] target, int offset, int count) {
        throw mismatch("32-bit values");
    }

    /** Whether all values of 64 bits fit 32, so that {@link #readInts} gives them too. */
    default boolean fitsInts() {
        return false;
    }

    /** The next values of 64 bits: INT64, the bits of a DOUBLE. */
    default void readLongs(long[] target, int offset, int count) {
        throw mismatch("64-bit values");
    }

    /** The next values of 128 bits, each the low and then the high half; {@code offset} and {@code count} in values. */
    default void readWides(long[] target, int offset, int count) {
        throw mismatch("128-bit values");
    }

    /**
     * The next values of bytes: how many, which is fewer than asked for where they take much memory, and at least one
     * of a {@code count} that is not 0.
     */
    default int readBytes(ByteValues target, int count) {
        throw mismatch("values of bytes");
    }

    private IllegalStateException mismatch(String what) {
        return new IllegalStateException(getClass().getSimpleName() + " has no " + what);
    }
}
