package io.gpuquery.memory;

import com.sun.jna.Native;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** Files by their path, as the C library sees them. */
final class PosixFiles {
    private PosixFiles() {}

    /** What {@code stat} says of the file that the path leads to. */
    static FileStatus status(Path path) {
        byte[] struct = new byte[LibC.PLATFORM.statBytes];
        if (LibC.stat(nativeName(path), struct) != 0) {
            throw failure(path, "stat", Native.getLastError());
        }
        return FileStatus.of(LibC.PLATFORM, struct);
    }

    /** A new descriptor for reading, which does not wait for anything. */
    static int open(Path path) {
        byte[] name = nativeName(path);
        int flags = LibC.O_RDONLY | LibC.PLATFORM.openCloseOnExec | LibC.PLATFORM.openNonBlocking;
        while (true) {
            int descriptor = LibC.open(name, flags);
            if (descriptor >= 0) {
                return descriptor;
            }
            int error = Native.getLastError();
            if (error != LibC.EINTR) {
                throw failure(path, "open", error);
            }
        }
    }

    /** What to throw when a call fails with an error number. */
    static DataException failure(Path path, String call, int error) {
        String reason = LibC.strerror(error);
        IOException cause = new IOException(call + ": " + reason);
        return switch (error) {
            case LibC.ENOENT, LibC.ENOTDIR -> FileStatus.missing(path, cause);
            case LibC.EACCES -> FileStatus.unreadable(path, cause);
            case LibC.EMFILE, LibC.ENFILE ->
                new DataException(
                        "The file cannot be opened: " + reason,
                        Location.of(path),
                        SystemLimits.HINT,
                        new SystemLimitException(reason));
            default -> FileStatus.failed(path, reason, cause);
        };
    }

    /**
     * The bytes of the absolute name, ended by zero. A name that is not valid in the JVM's encoding survives only in
     * the path object itself, and its URI is the one public door to those bytes.
     */
    private static byte[] nativeName(Path path) {
        Path absolute = path.toAbsolutePath();
        String text = absolute.toString();
        if (text.chars().allMatch(c -> c > 0 && c < 0x80)) {
            byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
            return Arrays.copyOf(ascii, ascii.length + 1);
        }
        String escaped = absolute.toUri().getRawPath();
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
