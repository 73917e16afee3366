package io.gpuquery.memory;

import java.util.Arrays;

/**
 * The first and the last bytes of a mapped file: enough to tell a file that was appended to from one that was rewritten
 * with something longer, which look alike by their size and times.
 */
final class FileEnds {
    private static final int MOST_BYTES = 256;

    private final byte[] first;
    private final byte[] last;

    private FileEnds(byte[] first, byte[] last) {
        this.first = first;
        this.last = last;
    }

    /**
     * The bytes at both ends of the first {@code lengthBytes}. Readers begin there anyway, so the pages are not in
     * vain.
     *
     * @throws InternalError if the file was truncated
     */
    static FileEnds of(Backing mapping, long lengthBytes) {
        return MemoryFaults.deliverAfter(() -> {
            byte[] first = new byte[(int) Math.min(MOST_BYTES, lengthBytes)];
            byte[] last = new byte[first.length];
            mapping.slice(0, first.length).get(first);
            mapping.slice(lengthBytes - last.length, last.length).get(last);
            return new FileEnds(first, last);
        });
    }

    boolean isSame(FileEnds other) {
        return Arrays.equals(first, other.first) && Arrays.equals(last, other.last);
    }
}
