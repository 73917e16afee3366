package io.gpuquery.memory;

/**
 * Page sizes and the arithmetic on them.
 *
 * <p>The alignment of all regions is the larger of 16 KiB, the page of Apple Silicon, and the page of this host, so
 * that a buffer laid out on one machine can be wrapped on any other.
 */
public final class Pages {
    /** The smallest alignment, in bytes, whatever the host. */
    public static final long MINIMUM_ALIGNMENT_BYTES = 16 * 1024;

    private Pages() {}

    /** The size in bytes of a page of this host's virtual memory. */
    public static long hostPageBytes() {
        return NativeAccess.hostPageBytes();
    }

    /** The alignment in bytes of the regions of this process. */
    public static long alignmentBytes() {
        return alignmentBytes(hostPageBytes());
    }

    /** The alignment in bytes of regions on a host with pages of this size. */
    public static long alignmentBytes(long hostPageBytes) {
        return Math.max(MINIMUM_ALIGNMENT_BYTES, requirePowerOfTwo(hostPageBytes));
    }

    /** The next multiple of {@link #alignmentBytes()}; see {@link #alignUp(long, long)}. */
    public static long alignUp(long bytes) {
        return alignUp(bytes, alignmentBytes());
    }

    /**
     * The smallest multiple of the page size that is not less than {@code bytes}.
     *
     * @throws ArithmeticException if that does not fit a long
     */
    public static long alignUp(long bytes, long pageBytes) {
        requireNotNegative(bytes);
        return Math.addExact(bytes, requirePowerOfTwo(pageBytes) - 1) & -pageBytes;
    }

    /** The largest multiple of the page size that is not greater than {@code bytes}. */
    public static long alignDown(long bytes, long pageBytes) {
        return requireNotNegative(bytes) & -requirePowerOfTwo(pageBytes);
    }

    /**
     * The aligned length of a region: its length rounded up to the alignment of a host with pages of this size, and
     * never 0.
     */
    public static long regionBytes(long lengthBytes, long hostPageBytes) {
        return Math.max(alignUp(lengthBytes, alignmentBytes(hostPageBytes)), alignmentBytes(hostPageBytes));
    }

    /** The aligned length of a region on this host. */
    public static long regionBytes(long lengthBytes) {
        return regionBytes(lengthBytes, hostPageBytes());
    }

    private static long requireNotNegative(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException(bytes + " bytes are negative");
        }
        return bytes;
    }

    private static long requirePowerOfTwo(long pageBytes) {
        if (Long.bitCount(pageBytes) != 1 || pageBytes < 0) {
            throw new IllegalArgumentException("a page of " + pageBytes + " bytes is not a power of two");
        }
        return pageBytes;
    }
}
