package io.gpuquery.catalog;

import io.gpuquery.error.DataException;
import io.gpuquery.memory.FileContents;
import io.gpuquery.memory.FileVersion;
import io.gpuquery.memory.MemoryRegion;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How far a file of text is read that somebody appends to, such as a log: to the last line end, if a version of it that ended with one
 * was seen, everything up to there is as it was, and the file was written to some seconds ago at most. What a writer has not finished is
 * no record; what he leaves as it is, is one.
 *
 * <p>One for each file. Any thread may use it.
 */
final class GrowingText {
    /** The last bytes of a version, by which a file that only grew is told from one that was written anew. */
    private static final int WITNESS_BYTES = 64;

    private static final int STEP_BYTES = 4096;

    /** After this time nobody is expected to finish a line. */
    private static final long FINISHED_NANOS = Duration.ofSeconds(10).toNanos();

    /** Bytes looked at for the first character. */
    private static final int HEAD_BYTES = 16;

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
        if (contents.isCacheable() && sizeBytes == contents.sizeBytes()) {
            known = new Known(contents.version(), sizeBytes);
        }
        return sizeBytes;
    }

    private long find(FileContents contents) {
        long size = contents.sizeBytes();
        if (size == 0 || !isLines(contents)) {
            return size;
        }
        byte last = bytes(contents, size - 1, 1)[0];
        if (last == '\n') {
            int length = (int) Math.min(WITNESS_BYTES, size);
            whole = new Whole(contents.version(), bytes(contents, size - length, length));
            return size;
        }
        Whole before = whole;
        boolean atWork = DirectoryScanner.nowNanos() - contents.version().modifiedNanos() < FINISHED_NANOS;
        return before != null && atWork && onlyGrew(before, contents)
                ? lastLineEnd(contents, before.version().sizeBytes()) + 1
                : size;
    }

    /** Neither text of two bytes a character, whose line ends are not where a byte says so, nor an array of JSON, which has an end. */
    private static boolean isLines(FileContents contents) {
        byte[] head = bytes(contents, 0, (int) Math.min(HEAD_BYTES, contents.sizeBytes()));
        int first = head[0] & 0xFF;
        String text = new String(head, StandardCharsets.ISO_8859_1).strip();
        return first != 0xFE && first != 0xFF && !text.startsWith("[");
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

        /** It ends elsewhere once its writer has left it for a while. */
        @Override
        public boolean isCacheable() {
            return false;
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
