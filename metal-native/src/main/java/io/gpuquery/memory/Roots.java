package io.gpuquery.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;

/**
 * A long piece of memory seen through few long-lived buffers, the roots.
 *
 * <p>A buffer holds at most 2 GiB - 1 bytes, so a root starts at every GiB and reaches as far as it can: every slice of
 * up to a GiB lies within one of them. The JDK lets every slice and view of a direct buffer refer to the buffer it came
 * from, so as long as a root is unreachable nobody can read its memory.
 */
final class Roots {
    private static final int STRIDE_SHIFT = 30;

    private final ConcurrentHashMap<Long, ByteBuffer> roots = new ConcurrentHashMap<>();
    private final LongFunction<ByteBuffer> newRoot;

    /** @param newRoot makes the buffer that begins at an offset and is as long as can be */
    Roots(LongFunction<ByteBuffer> newRoot) {
        this.newRoot = newRoot;
    }

    /** A new little-endian buffer over a part. */
    ByteBuffer slice(long offsetBytes, int lengthBytes, boolean readOnly) {
        long rootOffset = offsetBytes >>> STRIDE_SHIFT << STRIDE_SHIFT;
        if (offsetBytes - rootOffset + lengthBytes > Integer.MAX_VALUE) {
            rootOffset = offsetBytes;
        }
        ByteBuffer root = roots.computeIfAbsent(rootOffset, newRoot::apply);
        ByteBuffer slice = root.slice(Math.toIntExact(offsetBytes - rootOffset), lengthBytes);
        return (readOnly ? slice.asReadOnlyBuffer() : slice).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Forgets all roots, and returns them. */
    List<ByteBuffer> drain() {
        List<ByteBuffer> drained = new ArrayList<>(roots.values());
        roots.clear();
        return drained;
    }
}
