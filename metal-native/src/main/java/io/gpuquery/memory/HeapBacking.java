package io.gpuquery.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A block of memory that the JDK allocates and collects, where there are no native calls. */
record HeapBacking(ByteBuffer memory) implements Backing {

    @Override
    public long address() {
        throw new UnsupportedOperationException(
                "without native calls a block has no address: " + NativeAccess.unavailableReason());
    }

    @Override
    public ByteBuffer slice(long offsetBytes, int lengthBytes) {
        return memory.slice(Math.toIntExact(offsetBytes), lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void willNeed(long offsetBytes, long lengthBytes) {
        // Allocated memory is there.
    }

    @Override
    public void free() {
        LiveResources.closed(LiveResources.Kind.BLOCK);
    }

    @Override
    public void freeWhenUnreachable() {
        free();
    }
}
