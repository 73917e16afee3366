package io.gpuquery.memory;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * One version of one file in a {@link FilePool}: being loaded, in use, or idle.
 *
 * <p>The pool's lock guards {@link #version}, {@link #readers} and {@link #idleSinceNanos}. What was loaded is written
 * once, before {@link #loaded} opens.
 */
final class PooledFile {
    private final CountDownLatch loaded = new CountDownLatch(1);
    private volatile @Nullable Content content;

    FileVersion version;
    int readers;
    long idleSinceNanos;

    private final @Nullable ContentRewriting rewriting;

    /** Takes rewriting: what its readers want made of it; null: nothing. */
    PooledFile(FileVersion version, @Nullable ContentRewriting rewriting) {
        this.version = version;
        this.rewriting = rewriting;
    }

    /** What the pool knows it by. */
    Key key() {
        return new Key(version, rewriting);
    }

    /** A version of a file, and what is made of it. */
    record Key(FileVersion version, @Nullable ContentRewriting rewriting) {}

    /** Ends the wait of all others; null if the file could not be loaded. */
    void finishLoading(@Nullable Content result) {
        content = result;
        loaded.countDown();
    }

    /**
     * Waits until the file is loaded; null if that failed. Loading ends by itself, so an interrupt is kept for later.
     */
    @Nullable
    Content await() {
        boolean interrupted = false;
        while (true) {
            try {
                loaded.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return content;
    }

    /** The content of a file that was loaded. */
    Content content() {
        Content present = content;
        if (present == null) {
            throw new IllegalStateException("the file is not loaded");
        }
        return present;
    }

    /** The bytes of a file and the version that they are. */
    sealed interface Content {
        FileVersion version();

        MemoryRegion region();

        SharedMemory memory();

        void ensureUnchanged(Path named);

        void willNeed(long offsetBytes, long lengthBytes);

        /** How many bytes there are to read. */
        default long sizeBytes() {
            return version().sizeBytes();
        }

        /** Whether every later change of the file is bound to give another version than that of the content. */
        boolean isSettled(long nowNanos);

        /** Whether it takes a mapping, and not memory. */
        default boolean isMapped() {
            return region() instanceof MappedFile;
        }

        /** Gives up the pool's ownership. */
        void close();
    }

    /**
     * A copy of a small file, or what was made of a file. It stays what it is whatever happens to the file.
     *
     * @param region a block, or a mapped file without a name
     * @param version of the file that it was made of
     * @param settled whether the version was settled before the file was read
     */
    record Detached(MemoryRegion region, SharedMemory memory, FileVersion version, boolean settled) implements Content {
        @Override
        public long sizeBytes() {
            return region.lengthBytes();
        }

        @Override
        public boolean isSettled(long nowNanos) {
            return settled;
        }

        @Override
        public void ensureUnchanged(Path named) {
            // Nobody else can write to it.
        }

        @Override
        public void willNeed(long offsetBytes, long lengthBytes) {
            if (region instanceof MappedFile mapped) {
                mapped.advise(offsetBytes, lengthBytes);
            }
        }

        @Override
        public void close() {
            if (region instanceof MappedFile mapped) {
                mapped.close();
            } else {
                ((MemoryBlock) region).close();
            }
        }
    }

    /** A file that is mapped. */
    record Mapped(MappedFile region) implements Content {
        @Override
        public FileVersion version() {
            return region.version();
        }

        @Override
        public boolean isSettled(long nowNanos) {
            return version().isSettled(nowNanos);
        }

        @Override
        public SharedMemory memory() {
            return region.memory();
        }

        @Override
        public void ensureUnchanged(Path named) {
            region.ensureUnchanged(named);
        }

        @Override
        public void willNeed(long offsetBytes, long lengthBytes) {
            region.advise(offsetBytes, lengthBytes);
        }

        @Override
        public void close() {
            region.close();
        }
    }
}
