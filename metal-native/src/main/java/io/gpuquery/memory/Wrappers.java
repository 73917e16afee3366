package io.gpuquery.memory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The buffers that were made of a file's mapping, one for each maker and part. */
final class Wrappers implements AutoCloseable {
    private final Map<Key, RegionBuffer> buffers = new HashMap<>();
    private boolean closed;

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
    synchronized <B extends RegionBuffer> B get(
            RegionWrapper<B> maker, MemoryRegion region, long offsetBytes, long lengthBytes) {
        if (closed) {
            throw new IllegalStateException("the file is closed");
        }
        Key key = new Key(maker, offsetBytes, lengthBytes);
        RegionBuffer buffer = buffers.get(key);
        if (buffer == null || !buffer.isOpen()) {
            buffers.values().removeIf(other -> !other.isOpen());
            buffer = maker.wrap(region, offsetBytes, lengthBytes);
            buffers.put(key, buffer);
        }
        @SuppressWarnings("unchecked") // the maker made it
        B made = (B) buffer;
        return made;
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
