package io.gpuquery.format.parquet.encoding;

import java.util.Arrays;

/**
 * The hybrid of runs and bit-packed numbers: levels, dictionary codes, booleans. Source: "Run Length Encoding /
 * Bit-Packing Hybrid (RLE = 3)".
 */
public final class RunLengthDecoder implements ValueDecoder {
    private static final int VALUES_PER_GROUP = 8;
    private static final long MOST_BITS = 1L << Integer.SIZE;

    private final ByteCursor cursor;
    private final int bitWidth;
    private int runLeft;
    private boolean packed;
    private int runValue;
    private long packedBit;
    /** Whether the bits of each number come in reverse. */
    private boolean mirrored;

    private RunLengthDecoder(PageBytes page, int bitWidth) {
        this.cursor = new ByteCursor(page);
        this.bitWidth = bitWidth;
    }

    /** Numbers of 0 to 32 bits. */
    public static RunLengthDecoder of(PageBytes page, int bitWidth) {
        if (bitWidth > Integer.SIZE) {
            throw PageException.damaged("dictionary codes of " + bitWidth + " bits");
        }
        return new RunLengthDecoder(page, bitWidth);
    }

    /** Numbers of one bit behind their own length in four bytes. */
    public static RunLengthDecoder ofPrefixedBits(PageBytes page) {
        int lengthBytes = prefixedLength(page);
        if (lengthBytes > page.lengthBytes() - Integer.BYTES) {
            throw PageException.damaged("booleans of " + lengthBytes + " bytes in a page of " + page.lengthBytes());
        }
        return new RunLengthDecoder(page.slice(Integer.BYTES, lengthBytes), 1);
    }

    /** The dictionary codes of a data page, behind their width in one byte. */
    public static RunLengthDecoder ofCodes(PageBytes page) {
        return page.lengthBytes() == 0
                ? new RunLengthDecoder(page, 0)
                : of(page.from(1), page.bytes()[page.from()] & 0xff);
    }

    /** The length that stands in the first four bytes; not negative. */
    public static int prefixedLength(PageBytes start) {
        int lengthBytes = start.lengthBytes() < Integer.BYTES ? -1 : LittleEndian.getInt(start.bytes(), start.from());
        if (lengthBytes < 0) {
            throw PageException.damaged("the page has no length of its levels or booleans");
        }
        return lengthBytes;
    }

    /**
     * Numbers without runs, the most significant bit of a byte first: the deprecated encoding BIT_PACKED of levels.
     */
    public static RunLengthDecoder ofBitPackedLevels(PageBytes page, int count, int bitWidth) {
        int lengthBytes = (int) (((long) count * bitWidth + 7) >>> 3);
        if (lengthBytes > page.lengthBytes()) {
            throw PageException.damaged("the page is cut within its levels");
        }
        byte[] reversed = new byte[lengthBytes + PageBytes.PADDING_BYTES];
        for (int i = 0; i < lengthBytes; i++) {
            reversed[i] = (byte) (Integer.reverse(page.bytes()[page.from() + i]) >>> 24);
        }
        RunLengthDecoder decoder = new RunLengthDecoder(new PageBytes(reversed, 0, 0), bitWidth);
        decoder.packed = true;
        decoder.mirrored = bitWidth > 1;
        decoder.runLeft = count;
        return decoder;
    }

    @Override
    public void readInts(int[] target, int offset, int count) {
        int at = offset;
        int end = offset + count;
        while (at < end) {
            int length = Math.min(end - at, currentRun());
            if (packed) {
                LittleEndian.unpack(cursor.bytes, packedBit, bitWidth, target, at, length);
                for (int i = at; mirrored && i < at + length; i++) {
                    target[i] = Integer.reverse(target[i]) >>> (Integer.SIZE - bitWidth);
                }
            } else {
                Arrays.fill(target, at, at + length, runValue);
            }
            consume(length);
            at += length;
        }
    }

    /**
     * The next numbers, of one bit, one to a byte.
     *
     * @return how many of them are 1
     */
    public int readBits(byte[] target, int offset, int count) {
        int at = offset;
        int end = offset + count;
        int ones = 0;
        while (at < end) {
            int length = Math.min(end - at, currentRun());
            if (packed) {
                ones += LittleEndian.unpackBits(cursor.bytes, packedBit, target, at, length);
            } else {
                Arrays.fill(target, at, at + length, (byte) runValue);
                ones += runValue * length;
            }
            consume(length);
            at += length;
        }
        return ones;
    }

    /** How many numbers, of at most {@code max}, are next as a run of one value; nothing is consumed. */
    public int peekRun(int value, int max) {
        int length = max == 0 ? 0 : Math.min(max, currentRun());
        return packed || runValue != value ? 0 : length;
    }

    /**
     * Where the next numbers lie, for somebody who unpacks them in any order. They are passed over.
     *
     * @return three ints for each run: which number of these is its first; 1 where numbers are packed, 0 where all are one; and the bit
     *     of the page's array, without a sign, at which the packed ones begin, or the one
     * @throws PageException if the page has not got them, or is too long for bits to be counted in an int
     */
    public int[] readRuns(int count) {
        int[] runs = new int[3 * 16];
        int length = 0;
        for (int first = 0; first < count; ) {
            int inRun = Math.min(count - first, currentRun());
            if (mirrored || packedBit + (long) inRun * bitWidth > MOST_BITS) {
                throw PageException.damaged("packed numbers that cannot be unpacked by their places");
            }
            if (length == runs.length) {
                runs = Arrays.copyOf(runs, 2 * length);
            }
            runs[length++] = first;
            runs[length++] = packed ? 1 : 0;
            runs[length++] = packed ? (int) packedBit : runValue;
            consume(inRun);
            first += inRun;
        }
        return Arrays.copyOf(runs, length);
    }

    /** Passes over numbers that {@link #peekRun} has seen. */
    public void consume(int count) {
        runLeft -= count;
        packedBit += (long) count * bitWidth;
    }

    /** Numbers left in the current run, which becomes the next one when it is used up; at least 1. */
    private int currentRun() {
        while (runLeft == 0) {
            nextRun();
        }
        return runLeft;
    }

    private void nextRun() {
        if (cursor.remaining() == 0) {
            throw PageException.damaged("the page holds fewer levels or codes than its header says");
        }
        long header = cursor.readVarint();
        long length = header >>> 1;
        if (length > Integer.MAX_VALUE) {
            throw PageException.damaged("a run of " + length + " values");
        }
        packed = (header & 1) != 0 && bitWidth != 0;
        if (packed) {
            // Writers may leave out the end of the last group: what is there counts.
            long availableBytes = Math.min(length * bitWidth, cursor.remaining());
            packedBit = (long) cursor.skip(availableBytes) << 3;
            runLeft = (int) Math.min(Integer.MAX_VALUE, availableBytes * Byte.SIZE / bitWidth);
        } else if ((header & 1) != 0) {
            runValue = 0;
            runLeft = (int) Math.min(Integer.MAX_VALUE, length * VALUES_PER_GROUP);
        } else {
            runValue = readRunValue();
            runLeft = (int) length;
        }
    }

    private int readRunValue() {
        int widthBytes = (bitWidth + 7) >>> 3;
        int start = cursor.skip(widthBytes);
        long mask = (1L << (widthBytes << 3)) - 1;
        long value = LittleEndian.getLong(cursor.bytes, start) & mask;
        if (value >>> bitWidth != 0) {
            throw PageException.damaged("the level or code " + value + " has more than " + bitWidth + " bits");
        }
        return (int) value;
    }
}
