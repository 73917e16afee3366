package io.gpuquery.memory;

import java.nio.file.Path;

/**
 * A file open for reading, with what the two ways of opening it have in common. Any thread may call it until it is
 * closed.
 */
interface OpenFile extends AutoCloseable {

    /** Opens a regular file by whichever way this process has. */
    static OpenFile open(Path path) {
        return NativeAccess.isAvailable() ? DescriptorFile.open(path) : ChannelFile.open(path);
    }

    Path path();

    /** The present status of the file that was opened, whatever its path leads to by now. */
    FileStatus status();

    /**
     * Reads from the start of the file into the start of the block until {@code lengthBytes} were read or the file
     * ended; how many were read.
     */
    long read(MemoryBlock target, long lengthBytes);

    /** Maps the first {@code lengthBytes} of the file, which stays open; the mapping does not close it. */
    Backing map(long lengthBytes, MapOptions options);

    @Override
    void close();
}
