package io.gpuquery.format.csv;

import io.gpuquery.column.Bytes;

/**
 * Where fields and records end in some bytes that begin with a record: found by bit masks of 64 bytes, without a branch for each field.
 * Source: G. Langdale, D. Lemire, Parsing Gigabytes of JSON per Second, VLDB Journal 28(6), 2019, section 3.1.
 *
 * <p>Only for bytes in which quotes stand around fields or doubled inside of them, returns before line feeds, and neither returns nor
 * line feeds in quotes. Reused; for one thread.
 */
final class FieldEnds {
    /** Most bytes that are looked at in one. */
    static final int MOST_BYTES = 64 << 10;
    /** So many bytes behind those looked at have to be there, whatever they are. */
    static final int PADDING_BYTES = 64;

    private static final int AT_ONCE = 8;
    private static final long LOW_BITS = ~Bytes.HIGH_BITS;
    private static final long LINE_FEEDS = Bytes.repeat((byte) '\n');
    private static final long RETURNS = Bytes.repeat((byte) '\r');
    /** Moves the highest bit of each byte to the highest byte. */
    private static final long GATHER = 0x0002040810204081L;

    private final long delimiters;
    private final long quotes;

    /** The place before the first byte, then those of all delimiters and line feeds that end a field. */
    private final int[] stops = new int[MOST_BYTES + PADDING_BYTES + 1];
    /** Of each record, which of these ends it. */
    private final int[] recordEnds = new int[MOST_BYTES + 1];

    private int recordCount;
    private boolean hasQuotes;
    private boolean hasDoubledQuotes;
    private boolean hasReturns;
    private boolean isAscii;

    FieldEnds(byte delimiter, byte quote) {
        this.delimiters = Bytes.repeat(delimiter);
        this.quotes = Bytes.repeat(quote);
    }

    int[] stops() {
        return stops;
    }

    int[] recordEnds() {
        return recordEnds;
    }

    /** Records that end in the bytes. */
    int recordCount() {
        return recordCount;
    }

    boolean hasQuotes() {
        return hasQuotes;
    }

    boolean hasDoubledQuotes() {
        return hasDoubledQuotes;
    }

    boolean hasReturns() {
        return hasReturns;
    }

    boolean isAscii() {
        return isAscii;
    }

    /** Looks at the bytes; false if they are not of the kind that this is for. */
    boolean find(byte[] bytes, int from, int to) {
        stops[0] = from - 1;
        int stopCount = 1;
        recordCount = 0;
        hasQuotes = false;
        hasDoubledQuotes = false;
        hasReturns = false;
        long seen = 0;
        long wrong = 0;
        // All bits where the bytes so far end in quotes.
        long inQuotes = 0;
        // What the last byte so far asks of the first that follows, and is for it.
        long afterStart = 1;
        long afterClosing = 0;
        long afterReturn = 0;
        for (int at = from; at < to; at += Long.SIZE) {
            long ends = 0;
            long feeds = 0;
            long others = 0;
            for (int i = 0; i < Long.SIZE; i += Long.BYTES) {
                long word = Bytes.word(bytes, at + i);
                long low = word & LOW_BITS;
                long noFeed = ((low ^ LINE_FEEDS) + LOW_BITS) | word;
                long noEnd = (((low ^ delimiters) + LOW_BITS) | word) & noFeed;
                others |= ~((((low ^ quotes) + LOW_BITS) & ((low ^ RETURNS) + LOW_BITS)) | word);
                ends |= gather(~noEnd & Bytes.HIGH_BITS) << i;
                feeds |= gather(~noFeed & Bytes.HIGH_BITS) << i;
                seen |= word;
            }
            if (to - at < Long.SIZE) {
                long inside = (1L << (to - at)) - 1;
                ends &= inside;
                feeds &= inside;
            }
            if (((others & Bytes.HIGH_BITS) | inQuotes) != 0) {
                long inside = to - at < Long.SIZE ? (1L << (to - at)) - 1 : -1;
                long quoteBits = bits(bytes, at, quotes) & inside;
                long returnBits = bits(bytes, at, RETURNS) & inside;
                long quoted = prefixXor(quoteBits) ^ inQuotes;
                inQuotes = quoted >> (Long.SIZE - 1);
                long opening = quoteBits & quoted;
                long closing = quoteBits & ~quoted;
                ends &= ~quoted;
                long mayFollowClosing = ends | returnBits | quoteBits;
                wrong |= (feeds | returnBits) & quoted;
                wrong |= opening & ~((ends | closing) << 1 | afterStart);
                // Of the last byte that is there, the next one tells.
                long known = inside >>> 1;
                wrong |= closing & ~(mayFollowClosing >>> 1) & known;
                wrong |= returnBits & ~(feeds >>> 1) & known;
                wrong |= afterClosing & ~mayFollowClosing;
                wrong |= afterReturn & ~feeds;
                hasDoubledQuotes |= ((closing & (opening >>> 1)) | (afterClosing & opening)) != 0;
                hasQuotes |= quoteBits != 0;
                hasReturns |= returnBits != 0;
                afterStart = (ends | closing) >>> (Long.SIZE - 1);
                afterClosing = closing >>> (Long.SIZE - 1);
                afterReturn = returnBits >>> (Long.SIZE - 1);
            } else {
                wrong |= (afterClosing & ~ends) | (afterReturn & ~feeds);
                afterStart = ends >>> (Long.SIZE - 1);
                afterClosing = 0;
                afterReturn = 0;
            }
            for (long rest = feeds; rest != 0; rest &= rest - 1) {
                long before = (rest & -rest) - 1;
                recordEnds[recordCount++] = stopCount + Long.bitCount(ends & before);
            }
            int count = Long.bitCount(ends);
            long rest = ends;
            for (int i = 0; i < AT_ONCE; i++) {
                stops[stopCount + i] = at + Long.numberOfTrailingZeros(rest);
                rest &= rest - 1;
            }
            for (int i = AT_ONCE; i < count; i++) {
                stops[stopCount + i] = at + Long.numberOfTrailingZeros(rest);
                rest &= rest - 1;
            }
            stopCount += count;
        }
        isAscii = (seen & Bytes.HIGH_BITS) == 0;
        return wrong == 0;
    }

    /** The highest bit of each byte, in the lowest byte. */
    private static long gather(long highBits) {
        return (highBits * GATHER) >>> (Long.SIZE - Byte.SIZE);
    }

    /** Which of 64 bytes are like those of {@code repeated}. */
    private static long bits(byte[] bytes, int at, long repeated) {
        long bits = 0;
        for (int i = 0; i < Long.SIZE; i += Long.BYTES) {
            bits |= gather(Bytes.equal(Bytes.word(bytes, at + i), repeated)) << i;
        }
        return bits;
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
