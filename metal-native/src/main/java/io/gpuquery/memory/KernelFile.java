package io.gpuquery.memory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that the Linux kernel answers reads of, such as those below {@code /proc/sys}. */
final class KernelFile {
    static final long UNKNOWN = Long.MAX_VALUE;
    private static final int LONGEST_NUMBER_BYTES = 64;

    private KernelFile() {}

    /** The number in a file; {@link #UNKNOWN} if there is no such file, or no number in it. */
    static long number(Path file) {
        if (!Files.isReadable(file)) {
            return UNKNOWN;
        }
        // In one read: a second one finds the end of the file, and Files.readString begins with a read of one byte.
        byte[] bytes = new byte[LONGEST_NUMBER_BYTES];
        try (InputStream stream = Files.newInputStream(file)) {
            int count = Math.max(0, stream.read(bytes));
            return Long.parseLong(new String(bytes, 0, count, StandardCharsets.US_ASCII).strip());
        } catch (IOException | NumberFormatException none) {
            return UNKNOWN;
        }
    }
}
