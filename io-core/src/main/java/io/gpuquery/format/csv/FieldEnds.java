package io.gpuquery.format.csv;

/**
 * Finds where fields and records end by bit masks of 64 bytes, without a branch for each field. Source: G. Langdale, D. Lemire, Parsing
 * Gigabytes of JSON per Second, VLDB Journal 28(6), 2019, section 3.1.
 *
 * <p>Only for bytes in which quotes stand around fields or doubled inside of them, returns outside of quotes before line feeds, and no
 * escapes and comments: others are for {@link CarefulEnds}. For one thread.
 */
final class FieldEnds {
    /** Most bytes that are looked at in one. */
    static final int MOST_BYTES = 64 << 10;
    /** So many bytes behind those looked at have to be there, whatever they are. */
    static final int PADDING_BYTES = 64;
    /** The room for stops in an index of that many bytes. */
    static final int MOST_STOPS = MOST_BYTES + PADDING_BYTES + 1;

    /** So many ends in 64 bytes are noted without asking how many there are. */
    private static final int AT_ONCE = 12;

    private static final byte LINE_FEED = '\n';
    private static final byte RETURN = '\r';

    private final FieldIndex index;
    private final byte delimiter;
    private final boolean quoted;
    private final byte quote;
    private final byte escape;
    private final byte comment;
    private final WordMasks masks = new WordMasks(MOST_BYTES / Long.BYTES + Long.BYTES);

    FieldEnds(CsvSyntax syntax, FieldIndex index) {
        this.index = index;
        this.delimiter = (byte) syntax.delimiter();
        this.quoted = syntax.quote() != CsvSyntax.NONE;
        this.quote = quoted ? (byte) syntax.quote() : RETURN;
        this.escape = (byte) syntax.escape();
        this.comment = (byte) syntax.comment();
    }

    /** Whether the bytes looked at last are all below 128. */
    boolean isAscii() {
        return masks.isAscii();
    }

    /** Looks at the bytes; false if they are not of the kind that this is for. */
    boolean find(byte[] bytes, int from, int to) {
        index.start(from);
        masks.load(bytes, from, to);
        if (isThere(escape) || isThere(comment)) {
            return false;
        }
        if (masks.hasEither(quote, RETURN)) {
            if (!findBetweenQuotes(from, to)) {
                return false;
            }
            index.findRecords(bytes, masks.count(LINE_FEED));
            return true;
        }
        masks.mark(WordMasks.ENDS, delimiter, LINE_FEED);
        masks.gather(WordMasks.ENDS);
        int end = from + masks.lengthBytes();
        int count = 1;
        int[] stops = index.stops;
        for (int at = from, group = 0; at < end; at += Long.SIZE, group += Long.BYTES) {
            count = note(stops, count, masks.bits(WordMasks.ENDS, group), at);
        }
        index.stopCount = count;
        index.findRecords(bytes, masks.count(LINE_FEED));
        return true;
    }

    private boolean isThere(byte special) {
        return special != CsvSyntax.NONE && masks.hasEither(special, special);
    }

    /** Notes the places of ends in 64 bytes; how many there are then. */
    private static int note(int[] stops, int known, long ends, int at) {
        int count = Long.bitCount(ends);
        long rest = ends;
        for (int i = 0; i < AT_ONCE; i++) {
            stops[known + i] = at + Long.numberOfTrailingZeros(rest);
            rest &= rest - 1;
        }
        for (int i = AT_ONCE; i < count; i++) {
            stops[known + i] = at + Long.numberOfTrailingZeros(rest);
            rest &= rest - 1;
        }
        return known + count;
    }

    private boolean findBetweenQuotes(int from, int to) {
        masks.mark(WordMasks.ENDS, delimiter, LINE_FEED);
        masks.gather(WordMasks.ENDS);
        masks.mark(WordMasks.QUOTES, quote, quote);
        masks.gather(WordMasks.QUOTES);
        boolean hasReturns = masks.hasEither(RETURN, RETURN);
        if (hasReturns) {
            masks.mark(WordMasks.FEEDS, LINE_FEED, LINE_FEED);
            masks.gather(WordMasks.FEEDS);
            masks.mark(WordMasks.RETURNS, RETURN, RETURN);
            masks.gather(WordMasks.RETURNS);
        }
        index.hasReturns = hasReturns;
        long wrong = 0;
        // All bits where the bytes so far end in quotes.
        long inQuotes = 0;
        // What the last byte so far asks of the first that follows, and is for it.
        long afterStart = 1;
        long afterClosing = 0;
        long afterReturn = 0;
        long doubled = 0;
        long any = 0;
        int end = from + masks.lengthBytes();
        int count = 1;
        int[] stops = index.stops;
        for (int at = from, group = 0; at < end; at += Long.SIZE, group += Long.BYTES) {
            long ends = masks.bits(WordMasks.ENDS, group);
            long quotes = quoted ? masks.bits(WordMasks.QUOTES, group) : 0;
            if ((quotes | inQuotes | afterClosing) == 0 && !hasReturns) {
                afterStart = ends >>> (Long.SIZE - 1);
                count = note(stops, count, ends, at);
                continue;
            }
            any |= quotes;
            long inside = prefixXor(quotes) ^ inQuotes;
            inQuotes = inside >> (Long.SIZE - 1);
            ends &= ~inside;
            // Of the last byte that is there, the next one tells.
            long known = (to - at < Long.SIZE ? (1L << (to - at)) - 1 : -1) >>> 1;
            long returns = 0;
            if (hasReturns) {
                long feeds = masks.bits(WordMasks.FEEDS, group) & ~inside;
                returns = masks.bits(WordMasks.RETURNS, group) & ~inside;
                wrong |= returns & ~(feeds >>> 1) & known;
                wrong |= afterReturn & ~feeds;
                afterReturn = returns >>> (Long.SIZE - 1);
            }
            long opening = quotes & inside;
            long closing = quotes & ~inside;
            long mayFollowClosing = ends | returns | quotes;
            wrong |= opening & ~((ends | closing) << 1 | afterStart);
            wrong |= closing & ~(mayFollowClosing >>> 1) & known;
            wrong |= afterClosing & ~mayFollowClosing;
            doubled |= (closing & (opening >>> 1)) | (afterClosing & opening);
            afterStart = (ends | closing) >>> (Long.SIZE - 1);
            afterClosing = closing >>> (Long.SIZE - 1);
            count = note(stops, count, ends, at);
        }
        index.stopCount = count;
        index.hasQuotes = any != 0;
        index.hasEscapes = doubled != 0;
        return wrong == 0;
    }

    /** Each bit the parity of itself and those below. */
    private static long prefixXor(long bits) {
        long sum = bits;
        for (int shift = 1; shift < Long.SIZE; shift *= 2) {
            sum ^= sum << shift;
        }
        return sum;
    }
}
