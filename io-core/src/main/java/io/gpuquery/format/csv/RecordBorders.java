package io.gpuquery.format.csv;

import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.Cancellation;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Finds places between records, so that parts of a text can be read at the same time: by going through the bytes and looking at
 * quotes and line ends alone, as {@link RecordFeed} understands them.
 *
 * <p>Needs a charset in which each byte below 128 is the ASCII character, and a syntax without escapes and comments. For one thread.
 */
final class RecordBorders {
    private static final int WINDOW_BYTES = 64 << 10;
    private static final Set<Charset> ASCII_BASED =
            Set.of(StandardCharsets.UTF_8, StandardCharsets.US_ASCII, StandardCharsets.ISO_8859_1);

    private final FileContents contents;
    private final Cancellation cancellation;
    private final byte delimiter;
    /** Never in the text where there is no quote: 0xFF is in no ASCII character. */
    private final byte quote;

    private final boolean quoted;
    private final byte[] window = new byte[WINDOW_BYTES];
    private long windowStart;
    private int windowLength;

    RecordBorders(FileContents contents, CsvSyntax syntax, Cancellation cancellation) {
        this.contents = contents;
        this.cancellation = cancellation;
        this.delimiter = (byte) syntax.delimiter();
        this.quoted = syntax.quote() != CsvSyntax.NONE;
        this.quote = (byte) syntax.quote();
    }

    /** Whether borders can be found. */
    static boolean areFound(Charset charset, CsvSyntax syntax) {
        return ASCII_BASED.contains(charset)
                && syntax.delimiter() < 0x80
                && syntax.quote() < 0x80
                && syntax.escape() == CsvSyntax.NONE
                && syntax.comment() == CsvSyntax.NONE;
    }

    /**
     * The start of the first record that begins so many bytes behind another one or later; the end of the file, on whatever line,
     * where there is none.
     */
    TextPosition next(TextPosition start, long lengthBytes) {
        long end = contents.sizeBytes();
        long wanted = start.offsetBytes() + lengthBytes;
        long line = start.line();
        boolean inQuotes = false;
        boolean atFieldStart = true;
        for (long at = start.offsetBytes(); at < end; ) {
            load(at);
            int index = (int) (at - windowStart);
            int limit = windowLength;
            while (index < limit) {
                byte b = window[index++];
                if (inQuotes) {
                    if (b == quote) {
                        // Two quotes leave the field and enter it again.
                        inQuotes = false;
                        atFieldStart = peek(windowStart + index) == quote;
                    } else if (b == '\n' || (b == '\r' && peek(windowStart + index) != '\n')) {
                        line++;
                    }
                } else if (b == '\n' || b == '\r') {
                    if (b == '\r' && peek(windowStart + index) == '\n') {
                        continue;
                    }
                    line++;
                    atFieldStart = true;
                    if (windowStart + index >= wanted) {
                        return new TextPosition(windowStart + index, line);
                    }
                } else if (b == quote && quoted && atFieldStart) {
                    inQuotes = true;
                } else {
                    atFieldStart = b == delimiter;
                }
            }
            at = windowStart + index;
        }
        return new TextPosition(end, line);
    }

    /** The byte at an offset; -1 at the end. */
    private int peek(long offset) {
        if (offset < windowStart + windowLength) {
            return window[(int) (offset - windowStart)];
        }
        return offset < contents.sizeBytes()
                ? contents.guard(() -> contents.region().slice(offset, 1).get(0))
                : -1;
    }

    private void load(long offset) {
        if (offset >= windowStart && offset < windowStart + windowLength) {
            return;
        }
        cancellation.check();
        int length = (int) Math.min(WINDOW_BYTES, contents.sizeBytes() - offset);
        // A fault of a file that shrinks comes out here.
        contents.guard(() -> contents.region().slice(offset, length).get(window, 0, length));
        windowStart = offset;
        windowLength = length;
    }
}
