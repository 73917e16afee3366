package io.gpuquery.format.json;

import io.gpuquery.memory.MemoryRegion;
import io.gpuquery.scan.Cancellation;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/** The bytes of a part of a memory region, whatever its size. The reader holds a lease on the region. For one thread. */
final class RegionStream extends InputStream {
    private static final int WINDOW_BYTES = 16 << 20;

    private final MemoryRegion region;
    private final long endOffset;
    private final Cancellation cancellation;
    private long windowEnd;
    private ByteBuffer window;

    RegionStream(MemoryRegion region, long startOffset, long endOffset, Cancellation cancellation) {
        Objects.checkFromToIndex(startOffset, endOffset, region.lengthBytes());
        this.region = region;
        this.endOffset = endOffset;
        this.cancellation = cancellation;
        this.windowEnd = startOffset;
        this.window = region.slice(startOffset, 0);
    }

    private boolean advance() {
        if (!window.hasRemaining() && windowEnd < endOffset) {
            int length = (int) Math.min(WINDOW_BYTES, endOffset - windowEnd);
            window = region.slice(windowEnd, length);
            windowEnd += length;
        }
        return window.hasRemaining();
    }

    @Override
    public int read() {
        return advance() ? window.get() & 0xff : -1;
    }

    /** Throws {@link java.util.concurrent.CancellationException} if cancelled: a record may be as long as the file. */
    @Override
    public int read(byte[] target, int offset, int length) {
        cancellation.check();
        if (length == 0) {
            return 0;
        }
        if (!advance()) {
            return -1;
        }
        int count = Math.min(length, window.remaining());
        window.get(target, offset, count);
        return count;
    }
}
