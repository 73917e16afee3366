package io.gpuquery.catalog;

import io.gpuquery.memory.FileContents;
import io.gpuquery.memory.FileVersion;
import io.gpuquery.memory.MemoryRegion;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The files that one statement reads, each in the version that the statement met first: a table that is scanned twice, as in a
 * self-join, gives the same rows both times.
 *
 * <p>Ownership: whoever runs the statement closes this at its end; scans that are still under way go on. Any thread may use it.
 */
public final class StatementFiles implements AutoCloseable {
    private final Map<Object, Shared> files = new HashMap<>();
    private boolean closed;

    /** Another view on the version that the statement has of a file, opened by the first who asks. */
    FileContents open(Object file, Supplier<FileContents> opening) {
        synchronized (files) {
            if (closed) {
                throw new IllegalStateException("the statement is closed");
            }
            Shared shared = files.get(file);
            if (shared == null) {
                shared = new Shared(opening.get());
                files.put(file, shared);
            }
            shared.views++;
            return new View(shared);
        }
    }

    /** Gives up the versions that no scan reads. Idempotent. */
    @Override
    public void close() {
        synchronized (files) {
            closed = true;
            files.values().stream().filter(shared -> shared.views == 0).forEach(shared -> shared.contents.close());
            files.clear();
        }
    }

    private void leave(Shared shared) {
        synchronized (files) {
            shared.views--;
            if (closed && shared.views == 0) {
                shared.contents.close();
            }
        }
    }

    private static final class Shared {
        final FileContents contents;
        int views;

        Shared(FileContents contents) {
            this.contents = contents;
        }
    }

    /** One scan's view: the version is given up with the last of them. A lost view is released with the contents themselves. */
    private final class View implements FileContents {
        private final Shared shared;
        private final AtomicBoolean left = new AtomicBoolean();

        View(Shared shared) {
            this.shared = shared;
        }

        private FileContents contents() {
            if (left.get()) {
                throw new IllegalStateException("the contents of " + path() + " are closed");
            }
            return shared.contents;
        }

        @Override
        public Path path() {
            return shared.contents.path();
        }

        @Override
        public MemoryRegion region() {
            return contents().region();
        }

        @Override
        public long sizeBytes() {
            return shared.contents.sizeBytes();
        }

        @Override
        public FileVersion version() {
            return shared.contents.version();
        }

        @Override
        public boolean isCacheable() {
            return shared.contents.isCacheable();
        }

        @Override
        public void ensureUnchanged() {
            contents().ensureUnchanged();
        }

        @Override
        public void willNeed(long offsetBytes, long lengthBytes) {
            contents().willNeed(offsetBytes, lengthBytes);
        }

        @Override
        public void close() {
            if (left.compareAndSet(false, true)) {
                leave(shared);
            }
        }
    }
}
