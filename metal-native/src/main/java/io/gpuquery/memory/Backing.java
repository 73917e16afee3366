package io.gpuquery.memory;

import java.nio.ByteBuffer;

/** The memory behind a region, without ownership: no bounds are checked and no claims are counted here. */
interface Backing {

    /** See {@link MemoryRegion#address()}. */
    long address();

    /** A new little-endian buffer over a part that the caller has checked to be within the aligned length. */
    ByteBuffer slice(long offsetBytes, int lengthBytes);

    /** Asks the system to have a part ready soon. The caller has checked the bounds. */
    void willNeed(long offsetBytes, long lengthBytes);

    /** Gives the memory back now. Called once, at the end. */
    void free();

    /**
     * Gives the memory back when no buffer of it is reachable any more. Called once, at the end, in place of {@link
     * #free()}.
     */
    void freeWhenUnreachable();
}
