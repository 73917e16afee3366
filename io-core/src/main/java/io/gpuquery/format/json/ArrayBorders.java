package io.gpuquery.format.json;

import io.gpuquery.column.Bytes;
import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.Cancellation;

/**
 * Finds commas between the elements of a top-level array, so that parts of it can be read at the same time: by going from bracket to
 * bracket, over strings and comments.
 *
 * <p>Of text that is no JSON anything may be said: as long as the text is JSON this agrees with every parser, so the mistake lies before
 * the first place that is wrong, in a part which is read up to there. For UTF-8. For one thread.
 */
final class ArrayBorders {
    private static final int WINDOW_BYTES = 64 << 10;

    private static final long QUOTES = Bytes.repeat((byte) '"');
    private static final long ESCAPES = Bytes.repeat((byte) '\\');
    private static final long SLASHES = Bytes.repeat((byte) '/');
    private static final long COMMAS = Bytes.repeat((byte) ',');
    /** Brackets and braces differ in this bit alone. */
    private static final long BRACE_BIT = Bytes.repeat((byte) 0x20);

    private static final long OPENING = Bytes.repeat((byte) '{');
    private static final long CLOSING = Bytes.repeat((byte) '}');

    private final FileContents contents;
    private final Cancellation cancellation;
    private final long end;
    private final byte[] window = new byte[WINDOW_BYTES + Long.BYTES];
    private long windowStart;
    private int windowLength;

    ArrayBorders(FileContents contents, Cancellation cancellation) {
        this.contents = contents;
        this.cancellation = cancellation;
        this.end = contents.sizeBytes();
    }

    /**
     * The first comma between elements at a place or behind it; the end of the text where there is none.
     *
     * @param from the start of the text, or, {@code inside}, a place behind an element
     */
    long next(long from, boolean inside, long wanted) {
        int depth = inside ? 1 : 0;
        long at = from;
        while (at < end) {
            boolean takesCommas = depth == 1 && at >= wanted;
            // From the wanted place on commas count, which have not counted before.
            long to = takesCommas || at >= wanted ? end : Math.min(end, wanted);
            at = structure(at, to, takesCommas);
            if (at >= end) {
                return end;
            }
            switch (get(at)) {
                case '"' -> at = stringEnd(at + 1);
                case '/' -> at = commentEnd(at);
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    depth--;
                    at++;
                    if (depth == 0) {
                        return end;
                    }
                }
                case ',' -> {
                    if (takesCommas) {
                        return at;
                    }
                    at++;
                }
                default -> {
                    // The place from which commas count.
                }
            }
        }
        return end;
    }

    /** The next byte outside of strings that means something; {@code to} where there is none. */
    private long structure(long from, long to, boolean commas) {
        for (long at = from; at < to; ) {
            load(at);
            int index = (int) (at - windowStart);
            int limit = (int) Math.min(windowLength, to - windowStart);
            for (; index < limit; index += Long.BYTES) {
                long word = Bytes.word(window, index);
                long braces = word | BRACE_BIT;
                long found = Bytes.equal(word, QUOTES)
                        | Bytes.equal(braces, OPENING)
                        | Bytes.equal(braces, CLOSING)
                        | Bytes.equal(word, SLASHES);
                if (commas) {
                    found |= Bytes.equal(word, COMMAS);
                }
                if (found != 0) {
                    int first = index + Bytes.first(found);
                    return first < limit ? windowStart + first : Math.min(to, windowStart + limit);
                }
            }
            at = windowStart + limit;
        }
        return to;
    }

    /** Behind the quote that ends a string. */
    private long stringEnd(long from) {
        long at = from;
        while (at < end) {
            load(at);
            int index = (int) (at - windowStart);
            long found = 0;
            while (index < windowLength) {
                long word = Bytes.word(window, index);
                found = Bytes.equal(word, QUOTES) | Bytes.equal(word, ESCAPES);
                if (found != 0) {
                    index += Bytes.first(found);
                    break;
                }
                index += Long.BYTES;
            }
            if (found == 0 || index >= windowLength) {
                at = windowStart + windowLength;
            } else if (window[index] == '"') {
                return windowStart + index + 1;
            } else {
                at = windowStart + index + 2;
            }
        }
        return end;
    }

    private long commentEnd(long start) {
        int kind = get(start + 1);
        if (kind != '/' && kind != '*') {
            return start + 1;
        }
        int before = 0;
        for (long at = start + 2; at < end; at++) {
            int b = get(at);
            if (kind == '/' ? b == '\n' : before == '*' && b == '/') {
                return at + 1;
            }
            before = b;
        }
        return end;
    }

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
        int length = (int) Math.min(WINDOW_BYTES, end - offset);
        // A fault of a file that shrinks comes out here.
        contents.guard(() -> contents.region().slice(offset, length).get(window, 0, length));
        windowStart = offset;
        windowLength = length;
    }
}
