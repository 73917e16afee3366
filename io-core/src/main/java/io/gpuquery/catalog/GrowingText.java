package io.gpuquery.catalog;

import io.gpuquery.error.DataException;
import io.gpuquery.memory.FileContents;
import io.gpuquery.memory.FileVersion;
import io.gpuquery.memory.MemoryRegion;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How far a file of text is read that somebody appends to, such as a log: to the last line end, once a version of it that ended with
 * one was seen and everything up to there is as it was. What a writer has not finished is no record.
 *
 * <p>One for each file. Any thread may use it.
 */
final class GrowingText {
    /** The last bytes of a version, by which a file that only grew is told from one that was written anew. */
    private static final int WITNESS_BYTES = 64;

    private static final int STEP_BYTES = 4096;

    private @Nullable Whole whole;
    private @Nullable Known known;

    /** A version that ended with a line end, and its last bytes. */
    @SuppressWarnings("ArrayRecordComponent") // Never handed out.
    private record Whole(FileVersion version, byte[] witness) {}

    /** How much of a version is read. */
    private record Known(FileVersion version, long sizeBytes) {}

    /**
     * The contents as they are to be read. Takes the given ones over, also when it throws.
     *
     * @throws DataException if the file was cut meanwhile
     */
    FileContents limit(FileContents contents) {
        long sizeBytes;
        try {
            sizeBytes = sizeBytes(contents);
        } catch (RuntimeException | Error e) {
            contents.close();
            throw e;
        }
        return sizeBytes == contents.sizeBytes() ? contents : new Limited(contents, sizeBytes);
    }

    private synchronized long sizeBytes(FileContents contents) {
        Known present = known;
        if (present != null && present.version().equals(contents.version())) {
            return present.sizeBytes();
        }
        long sizeBytes = contents.guard(() -> find(contents));
        if (contents.isCacheable()) {
            known = new Known(contents.version(), sizeBytes);
        }
        return sizeBytes;
    }

    private long find(FileContents contents) {
        long size = contents.sizeBytes();
        if (size == 0 || isWide(contents)) {
            return size;
        }
        byte last = bytes(contents, size - 1, 1)[0];
        if (last == '\n') {
            int length = (int) Math.min(WITNESS_BYTES, size);
            whole = new Whole(contents.version(), bytes(contents, size - length, length));
            return size;
        }
        Whole before = whole;
        return before != null && onlyGrew(before, contents)
                ? lastLineEnd(contents, before.version().sizeBytes()) + 1
                : size;
    }

    /** Text of two bytes a character: line ends are not where a byte says so. */
    private static boolean isWide(FileContents contents) {
        int first = bytes(contents, 0, 1)[0] & 0xFF;
        return first == 0xFE || first == 0xFF;
    }

    private static boolean onlyGrew(Whole before, FileContents contents) {
        FileVersion old = before.version();
        int length = before.witness().length;
        return old.isSameFile(contents.version())
                && old.sizeBytes() < contents.sizeBytes()
                && Arrays.equals(before.witness(), bytes(contents, old.sizeBytes() - length, length));
    }

    /** There is one just before the given offset. */
    private static long lastLineEnd(FileContents contents, long from) {
        for (long end = contents.sizeBytes(); end > from; end -= STEP_BYTES) {
            long start = Math.max(from, end - STEP_BYTES);
            byte[] step = bytes(contents, start, (int) (end - start));
            for (int i = step.length - 1; i >= 0; i--) {
                if (step[i] == '\n') {
                    return start + i;
                }
            }
        }
        return from - 1;
    }

    private static byte[] bytes(FileContents contents, long offset, int length) {
        byte[] bytes = new byte[length];
        ByteBuffer slice = contents.region().slice(offset, length);
        slice.get(bytes);
        return bytes;
    }

    /** The beginning of contents. */
    private record Limited(FileContents whole, long sizeBytes) implements FileContents {
        @Override
        public Path path() {
            return whole.path();
        }

        @Override
        public MemoryRegion region() {
            return whole.region();
        }

        @Override
        public FileVersion version() {
            return whole.version();
        }

        @Override
        public boolean isCacheable() {
            return whole.isCacheable();
        }

        @Override
        public void ensureUnchanged() {
            whole.ensureUnchanged();
        }

        @Override
        public void willNeed(long offsetBytes, long lengthBytes) {
            whole.willNeed(offsetBytes, lengthBytes);
        }

        @Override
        public void close() {
            whole.close();
        }
    }
}
