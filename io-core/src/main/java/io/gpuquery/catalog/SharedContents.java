package io.gpuquery.catalog;

import io.gpuquery.memory.FileContents;
import io.gpuquery.memory.FileVersion;
import io.gpuquery.memory.MemoryRegion;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Contents that several scans read, closed with the last of them once the owner has closed this. A lost view is released with the
 * contents themselves. Any thread may use it.
 */
public final class SharedContents implements AutoCloseable {
    private final FileContents contents;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** The owner, and the views that are open. */
    private final AtomicInteger holders = new AtomicInteger(1);

    /** Takes the contents over. */
    public SharedContents(FileContents contents) {
        this.contents = contents;
    }

    /** Another view, to be closed by the caller; not to be asked for once this is closed. */
    public FileContents view() {
        holders.incrementAndGet();
        return new View();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            leave();
        }
    }

    private void leave() {
        if (holders.decrementAndGet() == 0) {
            contents.close();
        }
    }

    private final class View implements FileContents {
        private final AtomicBoolean left = new AtomicBoolean();

        private FileContents open() {
            if (left.get()) {
                throw new IllegalStateException("the contents of " + path() + " are closed");
            }
            return contents;
        }

        @Override
        public Path path() {
            return contents.path();
        }

        @Override
        public MemoryRegion region() {
            return open().region();
        }

        @Override
        public long sizeBytes() {
            return contents.sizeBytes();
        }

        @Override
        public FileVersion version() {
            return contents.version();
        }

        @Override
        public boolean isCacheable() {
            return contents.isCacheable();
        }

        @Override
        public void ensureUnchanged() {
            open().ensureUnchanged();
        }

        @Override
        public void willNeed(long offsetBytes, long lengthBytes) {
            open().willNeed(offsetBytes, lengthBytes);
        }

        @Override
        public void close() {
            if (left.compareAndSet(false, true)) {
                leave();
            }
        }
    }
}
