package io.gpuquery.memory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The buffers that were made of a region, one for each maker and part. */
final class Wrappers implements AutoCloseable {
    private static final int FEW = 16;

    private final Map<Key, RegionBuffer> buffers = new HashMap<>();
    private boolean closed;
    private int sizeAtRemoval = FEW;

    /** Makers are told apart by identity. */
    private record Key(RegionWrapper<?> maker, long offsetBytes, long lengthBytes) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key
                    && key.maker == maker
                    && key.offsetBytes == offsetBytes
                    && key.lengthBytes == lengthBytes;
        }

        @Override
        public int hashCode() {
            return Objects.hash(System.identityHashCode(maker), offsetBytes, lengthBytes);
        }
    }

    /** @throws IllegalStateException if this is closed */
    <B extends RegionBuffer> B get(RegionWrapper<B> maker, MemoryRegion region, long offsetBytes, long lengthBytes) {
        B buffer = getIfOpen(maker, () -> region, offsetBytes, lengthBytes);
        if (buffer == null) {
            throw new IllegalStateException("the file is closed");
        }
        return buffer;
    }

    /** Null if this is closed. Takes what is wrapped where there is no buffer yet. */
    synchronized <B extends RegionBuffer> @Nullable B getIfOpen(
            RegionWrapper<B> maker, Supplier<MemoryRegion> region, long offsetBytes, long lengthBytes) {
        if (closed) {
            return null;
        }
        Key key = new Key(maker, offsetBytes, lengthBytes);
        RegionBuffer buffer = buffers.get(key);
        if (buffer == null || !buffer.isOpen()) {
            removeClosed();
            buffer = maker.wrap(region.get(), offsetBytes, lengthBytes);
            buffers.put(key, buffer);
        }
        @SuppressWarnings("unchecked") // the maker made it
        B made = (B) buffer;
        return made;
    }

    /** Whether there is an open one. */
    synchronized boolean has(RegionWrapper<?> maker, long offsetBytes, long lengthBytes) {
        RegionBuffer buffer = buffers.get(new Key(maker, offsetBytes, lengthBytes));
        return buffer != null && buffer.isOpen();
    }

    /** Now and then, since there may be many. */
    private void removeClosed() {
        if (buffers.size() >= sizeAtRemoval) {
            buffers.values().removeIf(other -> !other.isOpen());
            sizeAtRemoval = 2 * buffers.size() + FEW;
        }
    }

    /** Closes all. Idempotent. */
    @Override
    public void close() {
        List<RegionBuffer> open;
        synchronized (this) {
            closed = true;
            open = List.copyOf(buffers.values());
            buffers.clear();
        }
        open.forEach(RegionBuffer::close);
    }
}
