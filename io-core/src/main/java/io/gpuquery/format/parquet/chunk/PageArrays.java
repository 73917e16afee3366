package io.gpuquery.format.parquet.chunk;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Arrays for pages, handed from one column chunk to the next: a page is often a megabyte, which the JVM would have to zero and to
 * collect for each chunk. What lies here is bounded, and of no use to anybody but the next reader. Any thread may call.
 */
final class PageArrays {
    private static final int SMALLEST_KEPT_BYTES = 4 << 10;
    /** Larger arrays are rare, and not kept. */
    private static final int LARGEST_KEPT_BYTES = 4 << 20;

    private static final long MOST_KEPT_BYTES =
            Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 32);

    private static final Deque<byte[]> KEPT = new ArrayDeque<>();
    private static long keptBytes;

    private PageArrays() {}

    /** An array of at least that length, of any content. */
    static byte[] take(int lengthBytes) {
        byte[] kept = takeKept();
        return kept != null && kept.length >= lengthBytes ? kept : new byte[lengthBytes];
    }

    private static synchronized byte @Nullable [] takeKept() {
        byte[] kept = KEPT.pollLast();
        keptBytes -= kept == null ? 0 : kept.length;
        return kept;
    }

    /** Takes an array that its user is done with. */
    static synchronized void give(byte[] array) {
        if (array.length >= SMALLEST_KEPT_BYTES
                && array.length <= LARGEST_KEPT_BYTES
                && keptBytes + array.length <= MOST_KEPT_BYTES) {
            KEPT.addLast(array);
            keptBytes += array.length;
        }
    }
}
