package io.gpuquery.streamed;

import io.gpuquery.memory.FileContents;
import io.gpuquery.memory.FileVersion;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.memory.MemoryRegion;
import java.nio.file.Path;

/** Some text of a compressed file, in a block of its own, which it closes. Its version is that of the file. */
final class ChunkContents implements FileContents {
    private final Path path;
    private final FileVersion version;
    private final MemoryBlock block;
    private final long sizeBytes;
    private final boolean whole;

    /**
     * @param file the compressed file, which stays the caller's
     * @param whole whether it is all of a chunk; else it is the head of a text
     */
    ChunkContents(FileContents file, MemoryBlock block, long sizeBytes, boolean whole) {
        this.path = file.path();
        this.version = file.version();
        this.block = block;
        this.sizeBytes = sizeBytes;
        this.whole = whole;
    }

    /** The first bytes of the same; only one of both is to be closed. */
    ChunkContents first(FileContents file, long bytes) {
        return new ChunkContents(file, block, bytes, whole);
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public MemoryRegion region() {
        return block;
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public boolean isWhole() {
        return whole;
    }

    @Override
    public FileVersion version() {
        return version;
    }

    /** It is gone before anybody could look for it again. */
    @Override
    public boolean isCacheable() {
        return false;
    }

    @Override
    public void ensureUnchanged() {
        // Nobody else can write to it; whether the file has changed is asked of the file.
    }

    @Override
    public void willNeed(long offsetBytes, long lengthBytes) {
        // It is in memory.
    }

    @Override
    public void close() {
        block.close();
    }
}
