package io.gpuquery.format.csv;

import io.gpuquery.column.Bytes;
import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.Cancellation;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Finds places between records, so that parts of a text can be read at the same time: by going from quote to quote (and escape, and
 * comment), as {@link RecordFeed} understands them, and looking for a line end where one is wanted.
 *
 * <p>Needs a charset in which each byte below 128 is the ASCII character. For one thread.
 */
final class RecordBorders {
    private static final int WINDOW_BYTES = FieldEnds.MOST_BYTES;
    private static final Set<Charset> ASCII_BASED =
            Set.of(StandardCharsets.UTF_8, StandardCharsets.US_ASCII, StandardCharsets.ISO_8859_1);

    private final FileContents contents;
    private final Cancellation cancellation;
    private final byte delimiter;
    private final int quote;
    private final int escape;
    private final int comment;
    /** Those that there are. */
    private final byte[] specials;

    private final long end;
    /** A part of the text, and where special bytes are in it. */
    private final WordMasks window = new WordMasks(WINDOW_BYTES / Long.BYTES + Long.BYTES);

    private long windowStart;
    private int windowLength;
    /** Whether a special byte is in the window. */
    private boolean hasSpecials;

    RecordBorders(FileContents contents, CsvSyntax syntax, Cancellation cancellation) {
        this.contents = contents;
        this.cancellation = cancellation;
        this.delimiter = (byte) syntax.delimiter();
        this.quote = orNone(syntax.quote());
        this.escape = orNone(syntax.escape());
        this.comment = orNone(syntax.comment());
        StringBuilder present = new StringBuilder();
        for (char c : new char[] {syntax.quote(), syntax.escape(), syntax.comment()}) {
            present.append(c == CsvSyntax.NONE ? "" : String.valueOf(c));
        }
        this.specials = present.toString().getBytes(StandardCharsets.US_ASCII);
        this.end = contents.sizeBytes();
    }

    /** What no byte is like where there is no such character. */
    private static int orNone(char c) {
        return c == CsvSyntax.NONE ? Integer.MAX_VALUE : c;
    }

    /** Whether borders can be found. */
    static boolean areFound(Charset charset, CsvSyntax syntax) {
        return ASCII_BASED.contains(charset)
                && syntax.delimiter() < 0x80
                && syntax.quote() < 0x80
                && syntax.escape() < 0x80
                && syntax.comment() < 0x80;
    }

    /**
     * The start of the first record that begins so many bytes behind the start of another one or later; the end of the file where there is
     * none.
     */
    long next(long start, long lengthBytes) {
        // A record that ends with this byte or a later one ends the stretch.
        long wanted = Math.min(end, start + lengthBytes - 1);
        // Behind what an escape stands before: there begins nothing.
        long escapedEnd = -1;
        // Outside of quotes.
        for (long at = start; at < end; ) {
            if (at < wanted) {
                at = findSpecial(at, wanted);
                if (at == wanted) {
                    continue;
                }
            }
            int b = get(at);
            boolean starts = at == start || (at != escapedEnd && isFieldEnd(get(at - 1)));
            if (b == '\n' || b == '\r') {
                if (at >= wanted && (b == '\n' || get(at + 1) != '\n')) {
                    return at + 1;
                }
                at++;
            } else if (starts && b == comment && (at == start || get(at - 1) != delimiter)) {
                at = lineEnd(at);
            } else if (starts && b == quote) {
                at = closing(at) + 1;
            } else if (b == escape) {
                at += get(at + 1) == '\r' && get(at + 2) == '\n' ? 3 : 2;
                escapedEnd = at;
            } else {
                at++;
            }
        }
        return end;
    }

    private boolean isFieldEnd(int b) {
        return b == delimiter || b == '\n' || b == '\r';
    }

    /** The place of the first line end. */
    private long lineEnd(long from) {
        long at = from;
        for (int b = get(at); b >= 0 && b != '\n' && b != '\r'; b = get(at)) {
            at++;
        }
        return at;
    }

    /** The place of the quote that closes what another opens: of two quotes neither does. The end where there is none. */
    private long closing(long opening) {
        long at = findSpecial(opening + 1, end);
        while (at < end) {
            int b = get(at);
            if (b == escape || (b == quote && get(at + 1) == quote)) {
                at++;
            } else if (b == quote) {
                return at;
            }
            at = findSpecial(at + 1, end);
        }
        return end;
    }

    /** The place of the first quote, escape or comment in a range; the end of the range where there is none. */
    private long findSpecial(long from, long to) {
        long at = from;
        while (at < to) {
            load(at);
            long windowEnd = Math.min(to, windowStart + windowLength);
            if (hasSpecials) {
                int index = (int) (at - windowStart);
                // Nothing before the place where to begin.
                long found = window.word(WordMasks.SPECIALS, index >>> 3) & -1L << (Byte.SIZE * (index & 7));
                int last = (int) (windowEnd - 1 - windowStart) >>> 3;
                int word = index >>> 3;
                while (found == 0 && word < last) {
                    found = window.word(WordMasks.SPECIALS, ++word);
                }
                long place = windowStart + (long) word * Long.BYTES + Bytes.first(found);
                if (found != 0 && place < windowEnd) {
                    return place;
                }
            }
            at = windowEnd;
        }
        return to;
    }

    /** The byte at an offset; -1 at the end, also for bytes above 127. */
    private int get(long offset) {
        if (offset >= end) {
            return -1;
        }
        load(offset);
        return window.get((int) (offset - windowStart));
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
        contents.guard(() -> {
            window.load(contents.region().slice(from, length));
            return window;
        });
        windowStart = from;
        windowLength = length;
        hasSpecials = false;
        for (byte special : specials) {
            hasSpecials |= window.hasEither(special, special);
        }
        if (hasSpecials) {
            window.mark(WordMasks.SPECIALS, specials[0], specials[0]);
            for (int i = 1; i < specials.length; i++) {
                window.markToo(WordMasks.SPECIALS, specials[i]);
            }
        }
    }
}
