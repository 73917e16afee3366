package io.gpuquery.memory;

import com.sun.jna.Native;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

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
        byte[] name = nativeName(path);
        int flags = LibC.O_RDONLY | LibC.PLATFORM.openCloseOnExec | LibC.PLATFORM.openNonBlocking;
        int descriptor;
        int error;
        do {
            descriptor = LibC.open(name, flags);
            error = descriptor < 0 ? Native.getLastError() : 0;
        } while (error == LibC.EINTR);
        if (descriptor < 0) {
            throw cannotOpen(path, error);
        }
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
            throw failed("fstat", Native.getLastError());
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
                throw failed("read", Native.getLastError());
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

    private DataException failed(String call, int error) {
        IOException cause = new IOException(call + ": " + LibC.strerror(error));
        return FileStatus.failed(path, LibC.strerror(error), cause);
    }

    static DataException cannotOpen(Path path, int error) {
        IOException cause = new IOException("open: " + LibC.strerror(error));
        return switch (error) {
            case LibC.ENOENT, LibC.ENOTDIR -> FileStatus.missing(path, cause);
            case LibC.EACCES -> FileStatus.unreadable(path, cause);
            case LibC.EMFILE, LibC.ENFILE ->
                new DataException(
                        "The file cannot be opened: " + LibC.strerror(error),
                        Location.of(path),
                        SystemLimits.HINT,
                        new SystemLimitException(LibC.strerror(error)));
            default -> FileStatus.failed(path, LibC.strerror(error), cause);
        };
    }

    /**
     * The bytes of the name, ended by zero. A name that is not valid in the JVM's encoding survives only in the path
     * object itself, and its URI is the one public door to those bytes.
     */
    static byte[] nativeName(Path path) {
        String text = path.toString();
        if (text.chars().allMatch(c -> c > 0 && c < 0x80)) {
            byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
            return Arrays.copyOf(ascii, ascii.length + 1);
        }
        String escaped = path.toUri().getRawPath();
        byte[] name = new byte[escaped.length() + 1];
        int length = 0;
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '%') {
                name[length++] = (byte) Integer.parseInt(escaped, i + 1, i + 3, 16);
                i += 2;
            } else {
                name[length++] = (byte) c;
            }
        }
        return Arrays.copyOf(name, length + 1);
    }
}
