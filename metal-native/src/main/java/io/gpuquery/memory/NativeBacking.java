package io.gpuquery.memory;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;

/**
 * Memory at a known address, seen through few long-lived buffers, the roots.
 *
 * <p>A buffer holds at most 2 GiB - 1 bytes, so a root starts at every GiB and reaches as far as it can: every slice of
 * up to a GiB lies within one of them. The JDK lets every slice and view of a direct buffer refer to the buffer it came
 * from, so as long as a root is unreachable nobody can read its memory; that is what {@link #freeWhenUnreachable()}
 * waits for.
 */
final class NativeBacking implements Backing {
    private static final int ROOT_STRIDE_SHIFT = 30;

    private final long address;
    private final boolean readOnly;
    private final Runnable release;
    private final ConcurrentHashMap<Long, ByteBuffer> roots = new ConcurrentHashMap<>();
    private final LongFunction<ByteBuffer> newRoot;

    /** @param release gives the memory back; it must not refer to this object */
    NativeBacking(long address, long alignedLengthBytes, boolean readOnly, Runnable release) {
        this.address = address;
        this.readOnly = readOnly;
        this.release = release;
        this.newRoot = offset ->
                new Pointer(address).getByteBuffer(offset, Math.min(Integer.MAX_VALUE, alignedLengthBytes - offset));
    }

    @Override
    public long address() {
        return address;
    }

    @Override
    public ByteBuffer slice(long offsetBytes, int lengthBytes) {
        long rootOffset = offsetBytes >>> ROOT_STRIDE_SHIFT << ROOT_STRIDE_SHIFT;
        if (offsetBytes - rootOffset + lengthBytes > Integer.MAX_VALUE) {
            rootOffset = offsetBytes;
        }
        ByteBuffer root = roots.computeIfAbsent(rootOffset, newRoot::apply);
        ByteBuffer slice = root.slice(Math.toIntExact(offsetBytes - rootOffset), lengthBytes);
        return (readOnly ? slice.asReadOnlyBuffer() : slice).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void willNeed(long offsetBytes, long lengthBytes) {
        FileMapping.advise(address, offsetBytes, lengthBytes, LibC.MADV_WILLNEED);
    }

    @Override
    public void free() {
        release.run();
    }

    @Override
    public void freeWhenUnreachable() {
        List<ByteBuffer> watched = new ArrayList<>(roots.values());
        roots.clear();
        if (watched.isEmpty()) {
            release.run();
            return;
        }
        AtomicInteger reachable = new AtomicInteger(watched.size());
        Runnable whenOneIsUnreachable = whenLast(reachable, release);
        for (ByteBuffer root : watched) {
            Abandonment.watch(root, whenOneIsUnreachable);
        }
    }

    private static Runnable whenLast(AtomicInteger reachable, Runnable release) {
        return () -> {
            if (reachable.decrementAndGet() == 0) {
                release.run();
            }
        };
    }
}
