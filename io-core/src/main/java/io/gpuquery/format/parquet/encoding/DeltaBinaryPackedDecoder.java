package io.gpuquery.format.parquet.encoding;

/**
 * Differences between neighbours, bit-packed in blocks of miniblocks. Source: "Delta Encoding (DELTA_BINARY_PACKED =
 * 5)". Sums wrap at 64 bits, and at 32 where 32 are asked for, as the writer's did.
 */
final class DeltaBinaryPackedDecoder implements ValueDecoder {
    private static final int MAX_BLOCK_VALUES = 1 << 20;

    private final ByteCursor cursor;
    private final int miniblocksPerBlock;
    private final int valuesPerMiniblock;
    private int valuesLeft;
    private boolean firstPending = true;
    private long last;
    private long minDelta;
    private int widthsAt;
    private int miniblock;
    private long[] deltas = new long[0];
    private int next;

    DeltaBinaryPackedDecoder(PageBytes page) {
        this.cursor = new ByteCursor(page);
        int blockValues = cursor.readCount("the block size of deltas", MAX_BLOCK_VALUES);
        this.miniblocksPerBlock = cursor.readCount("the number of miniblocks", MAX_BLOCK_VALUES);
        this.valuesPerMiniblock = miniblocksPerBlock == 0 ? 0 : blockValues / miniblocksPerBlock;
        if (valuesPerMiniblock == 0
                || valuesPerMiniblock % Byte.SIZE != 0
                || valuesPerMiniblock * miniblocksPerBlock != blockValues) {
            throw PageException.damaged(
                    "a block of " + blockValues + " deltas cannot be cut in " + miniblocksPerBlock + " miniblocks");
        }
        this.valuesLeft = cursor.readCount("the number of deltas", Integer.MAX_VALUE);
        this.last = cursor.readZigZag();
        this.miniblock = miniblocksPerBlock;
    }

    @Override
    public void readInts(int[] target, int offset, int count) {
        int at = offset + start(count);
        if (at > offset) {
            target[offset] = (int) last;
        }
        int end = offset + count;
        while (at < end) {
            int stop = at + nextDeltas(end - at);
            while (at < stop) {
                last += minDelta + deltas[next++];
                target[at++] = (int) last;
            }
        }
    }

    @Override
    public void readLongs(long[] target, int offset, int count) {
        int at = offset + start(count);
        if (at > offset) {
            target[offset] = last;
        }
        int end = offset + count;
        while (at < end) {
            int stop = at + nextDeltas(end - at);
            while (at < stop) {
                last += minDelta + deltas[next++];
                target[at++] = last;
            }
        }
    }

    /** Values that nobody has read. */
    int valuesLeft() {
        return valuesLeft;
    }

    /** Passes over everything without unpacking it: where the bytes behind start. The decoder is used up. */
    int skipToEnd() {
        long deltasLeft = valuesLeft - 1L;
        while (deltasLeft > 0) {
            cursor.skip(miniblockBytes());
            deltasLeft -= valuesPerMiniblock;
        }
        valuesLeft = 0;
        return cursor.position();
    }

    /** Values, 0 or 1, that stand in the header instead of a block. */
    private int start(int count) {
        if (count > valuesLeft) {
            throw PageException.damaged(
                    "the page holds " + valuesLeft + " more deltas where " + count + " values are needed");
        }
        valuesLeft -= count;
        int fromHeader = firstPending && count > 0 ? 1 : 0;
        firstPending &= fromHeader == 0;
        return fromHeader;
    }

    private int nextDeltas(int max) {
        if (next == deltas.length) {
            int lengthBytes = miniblockBytes();
            if (deltas.length == 0) {
                deltas = new long[valuesPerMiniblock];
            }
            LittleEndian.unpack(
                    cursor.bytes,
                    cursor.skip(lengthBytes),
                    lengthBytes * Byte.SIZE / valuesPerMiniblock,
                    deltas,
                    valuesPerMiniblock);
            next = 0;
        }
        return Math.min(max, deltas.length - next);
    }

    /** Enters the next miniblock: its length, which is a whole number of bytes for every width. */
    private int miniblockBytes() {
        if (miniblock == miniblocksPerBlock) {
            minDelta = cursor.readZigZag();
            widthsAt = cursor.skip(miniblocksPerBlock);
            miniblock = 0;
        }
        int bitWidth = cursor.bytes[widthsAt + miniblock++] & 0xff;
        if (bitWidth > Long.SIZE) {
            throw PageException.damaged("deltas of " + bitWidth + " bits");
        }
        return valuesPerMiniblock / Byte.SIZE * bitWidth;
    }
}
