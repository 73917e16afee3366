package io.gpuquery.memory;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Memory at a known address. */
final class NativeBacking implements Backing {
    private final long address;
    private final boolean readOnly;
    private final Runnable release;
    private final Roots roots;

    /** @param release gives the memory back; it must not refer to this object */
    NativeBacking(long address, long alignedLengthBytes, boolean readOnly, Runnable release) {
        this.address = address;
        this.readOnly = readOnly;
        this.release = release;
        this.roots = new Roots(offset ->
                new Pointer(address).getByteBuffer(offset, Math.min(Integer.MAX_VALUE, alignedLengthBytes - offset)));
    }

    @Override
    public long address() {
        return address;
    }

    @Override
    public ByteBuffer slice(long offsetBytes, int lengthBytes) {
        return roots.slice(offsetBytes, lengthBytes, readOnly);
    }

    @Override
    public void willNeed(long offsetBytes, long lengthBytes) {
        FileMapping.willNeed(address, offsetBytes, lengthBytes);
    }

    @Override
    public void free() {
        release.run();
    }

    @Override
    public void freeWhenUnreachable() {
        List<ByteBuffer> watched = roots.drain();
        if (watched.isEmpty()) {
            release.run();
            return;
        }
        Runnable whenOneIsUnreachable = whenLast(new AtomicInteger(watched.size()), release);
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
