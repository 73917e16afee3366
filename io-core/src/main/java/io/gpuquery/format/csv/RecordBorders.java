package io.gpuquery.format.csv;

import io.gpuquery.column.Bytes;
import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.Cancellation;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Finds places between records, so that parts of a text can be read at the same time: by going from quote to quote, as
 * {@link RecordFeed} understands them, and looking for a line end where one is wanted.
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
    private final byte quote;
    private final boolean quoted;
    private final long end;
    private final byte[] window = new byte[WINDOW_BYTES + Long.BYTES];
    private long windowStart;
    private int windowLength;

    RecordBorders(FileContents contents, CsvSyntax syntax, Cancellation cancellation) {
        this.contents = contents;
        this.cancellation = cancellation;
        this.delimiter = (byte) syntax.delimiter();
        this.quoted = syntax.quote() != CsvSyntax.NONE;
        this.quote = (byte) syntax.quote();
        this.end = contents.sizeBytes();
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
     * The start of the first record that begins so many bytes behind the start of another one or later; the end of the file where there is
     * none.
     */
    long next(long start, long lengthBytes) {
        // A record that ends with this byte or a later one ends the stretch.
        long wanted = start + lengthBytes - 1;
        long at = start;
        while (at < end) {
            // Outside of quotes.
            long opening = quoted ? find(quote, at, Math.min(wanted, end)) : Math.min(wanted, end);
            if (opening == Math.min(wanted, end)) {
                at = Math.max(at, opening);
                long border = lineEnd(at, start);
                if (border >= 0) {
                    return border;
                }
                opening = -border - 1;
            } else if (!isFieldStart(opening, start)) {
                at = opening + 1;
                continue;
            }
            if (opening >= end) {
                return end;
            }
            at = closing(opening) + 1;
        }
        return end;
    }

    /** Behind the first line end from a place on that is not in quotes; or -1 less the place of an opening quote, or of the end, before it. */
    private long lineEnd(long from, long start) {
        for (long at = from; at < end; at++) {
            int b = get(at);
            if (b == '\n' || (b == '\r' && get(at + 1) != '\n')) {
                return at + 1;
            }
            if (quoted && b == quote && isFieldStart(at, start)) {
                return -at - 1;
            }
        }
        return -end - 1;
    }

    /** The place of the quote that closes what another opens: of two quotes neither does. The end where there is none. */
    private long closing(long opening) {
        long at = find(quote, opening + 1, end);
        while (at < end && get(at + 1) == quote) {
            at = find(quote, at + 2, end);
        }
        return at;
    }

    private boolean isFieldStart(long at, long start) {
        if (at == start) {
            return true;
        }
        int before = get(at - 1);
        return before == delimiter || before == '\n' || before == '\r';
    }

    /** The place of the first such byte in a range; the end of the range where there is none. */
    private long find(byte b, long from, long to) {
        long repeated = Bytes.repeat(b);
        for (long at = from; at < to; ) {
            load(at);
            int index = (int) (at - windowStart);
            int limit = (int) Math.min(windowLength, to - windowStart);
            for (; index < limit; index += Long.BYTES) {
                long found = Bytes.equal(Bytes.word(window, index), repeated);
                if (found != 0 && index + Bytes.first(found) < limit) {
                    return windowStart + index + Bytes.first(found);
                }
            }
            at = windowStart + limit;
        }
        return to;
    }

    /** The byte at an offset; -1 at the end. */
    private int get(long offset) {
        if (offset >= end) {
            return -1;
        }
        load(offset);
        return window[(int) (offset - windowStart)];
    }

    private void load(long offset) {
        if (offset >= windowStart && offset < windowStart + windowLength) {
            return;
        }
        cancellation.check();
        // What stands before it is asked for next.
        long from = Math.max(0, offset - 1);
        int length = (int) Math.min(WINDOW_BYTES, end - from);
        // A fault of a file that shrinks comes out here.
        contents.guard(() -> contents.region().slice(from, length).get(window, 0, length));
        windowStart = from;
        windowLength = length;
    }
}
