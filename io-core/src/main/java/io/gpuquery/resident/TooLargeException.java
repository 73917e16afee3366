package io.gpuquery.resident;

/** A segment is larger than is worth keeping in memory. */
public final class TooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooLargeException() {
        super("the strings of a segment take more than " + StringHeap.MAX_DATA_BYTES + " bytes");
    }
}
