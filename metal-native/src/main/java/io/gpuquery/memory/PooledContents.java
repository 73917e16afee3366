package io.gpuquery.memory;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** One reader's view on a file of a pool. */
final class PooledContents implements FileContents {
    private final Path path;
    private final PooledFile.Content content;
    private final boolean cacheable;
    private final Reader reader;
    private final Cleaner.Cleanable net;

    /** The caller has counted the new reader in the file. */
    PooledContents(FilePool pool, PooledFile file, Path path, boolean cacheable) {
        this.path = path;
        this.content = file.content();
        this.cacheable = cacheable;
        this.reader = new Reader(pool, file);
        LiveResources.opened(LiveResources.Kind.FILE_CONTENTS);
        this.net = Abandonment.watch(this, reader);
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public MemoryRegion region() {
        requireOpen();
        return content.region();
    }

    @Override
    public long sizeBytes() {
        return content.sizeBytes();
    }

    @Override
    public FileVersion version() {
        return content.version();
    }

    @Override
    public boolean isCacheable() {
        return cacheable;
    }

    @Override
    public void ensureUnchanged() {
        requireOpen();
        try {
            content.ensureUnchanged(path);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void willNeed(long offsetBytes, long lengthBytes) {
        requireOpen();
        try {
            content.willNeed(offsetBytes, lengthBytes);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void close() {
        reader.leave();
        net.clean();
    }

    private void requireOpen() {
        if (reader.left.get()) {
            throw new IllegalStateException("the contents of " + path + " are closed");
        }
    }

    /** What remains of the view when it is lost. */
    private static final class Reader implements Runnable {
        private final FilePool pool;
        private final PooledFile file;
        private final AtomicBoolean left = new AtomicBoolean();

        Reader(FilePool pool, PooledFile file) {
            this.pool = pool;
            this.file = file;
        }

        void leave() {
            if (left.compareAndSet(false, true)) {
                LiveResources.closed(LiveResources.Kind.FILE_CONTENTS);
                pool.release(file);
            }
        }

        @Override
        public void run() {
            if (!left.get()) {
                file.content().memory().holderWasLost();
            }
            leave();
        }
    }
}
