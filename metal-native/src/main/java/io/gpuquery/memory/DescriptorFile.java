package io.gpuquery.memory;

import com.sun.jna.Native;
import java.nio.file.Path;

/** A file opened by the C library, whose descriptor can be mapped and asked for its status. */
final class DescriptorFile implements OpenFile {
    /** macOS refuses reads of more than 2 GiB - 1. */
    private static final long LARGEST_READ_BYTES = 1L << 30;

    private final Path path;
    private final int descriptor;

    private DescriptorFile(Path path, int descriptor) {
        this.path = path;
        this.descriptor = descriptor;
    }

    static DescriptorFile open(Path path) {
        // Opening some devices has effects and opening a pipe waits for its other end, so look first; whoever exchanges
        // the file in between meets O_NONBLOCK.
        FileStatus.of(path).requireRegular(path);
        int descriptor = PosixFiles.open(path);
        LiveResources.opened(LiveResources.Kind.DESCRIPTOR);
        DescriptorFile file = new DescriptorFile(path, descriptor);
        try {
            file.status().requireRegular(path);
            return file;
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public FileStatus status() {
        byte[] struct = new byte[LibC.PLATFORM.statBytes];
        if (LibC.fstat(descriptor, struct) != 0) {
            throw PosixFiles.failure(path, "fstat", Native.getLastError());
        }
        return FileStatus.of(LibC.PLATFORM, struct);
    }

    @Override
    public long read(MemoryBlock target, long lengthBytes) {
        long done = 0;
        while (done < lengthBytes) {
            long wanted = Math.min(lengthBytes - done, LARGEST_READ_BYTES);
            long count = LibC.pread(descriptor, target.address() + done, wanted, done);
            if (count == 0) {
                break;
            }
            if (count > 0) {
                done += count;
            } else if (Native.getLastError() != LibC.EINTR) {
                throw PosixFiles.failure(path, "read", Native.getLastError());
            }
        }
        return done;
    }

    @Override
    public Backing map(long lengthBytes, MapOptions options) {
        return FileMapping.map(path, descriptor, lengthBytes, options);
    }

    /** To be called once: the number of a closed descriptor soon belongs to another file. */
    @Override
    public void close() {
        // Not repeated on EINTR: Linux has closed the descriptor by then.
        LibC.close(descriptor);
        LiveResources.closed(LiveResources.Kind.DESCRIPTOR);
    }
}
