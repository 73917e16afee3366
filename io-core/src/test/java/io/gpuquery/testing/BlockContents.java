package io.gpuquery.testing;

import io.gpuquery.memory.FileContents;
import io.gpuquery.memory.FileVersion;
import io.gpuquery.memory.MemoryBlock;
import io.gpuquery.memory.MemoryRegion;
import java.nio.file.Path;

/** Contents that are in no file: for tests that read thousands of variants of one. */
public final class BlockContents implements FileContents {
    private final Path path;
    private final MemoryBlock block;
    private final int sizeBytes;

    /** Copies the first {@code sizeBytes} bytes; {@code path} is what errors name. */
    public BlockContents(Path path, byte[] bytes, int sizeBytes) {
        this.path = path;
        this.block = MemoryBlock.allocate(sizeBytes);
        this.sizeBytes = sizeBytes;
        block.slice(0, sizeBytes).put(bytes, 0, sizeBytes);
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
    public FileVersion version() {
        return new FileVersion(0, 0, sizeBytes, 0, 0);
    }

    @Override
    public boolean isCacheable() {
        return false;
    }

    @Override
    public void ensureUnchanged() {}

    @Override
    public void willNeed(long offsetBytes, long lengthBytes) {}

    @Override
    public void close() {
        block.close();
    }
}
