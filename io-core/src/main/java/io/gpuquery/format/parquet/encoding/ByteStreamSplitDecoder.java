package io.gpuquery.format.parquet.encoding;

import java.util.Arrays;

/** All first bytes of the values, then all second ones, and so on. Source: "Byte Stream Split (BYTE_STREAM_SPLIT = 9)". */
final class ByteStreamSplitDecoder implements ValueDecoder {
    private final PageBytes page;
    private final int widthBytes;
    private final int valueCount;
    private int position;
    private byte[] joined = new byte[0];

    ByteStreamSplitDecoder(PageBytes page, int widthBytes) {
        if (page.lengthBytes() % widthBytes != 0) {
            throw PageException.damaged(
                    page.lengthBytes() + " bytes cannot be split in streams of " + widthBytes + "-byte values");
        }
        this.page = page;
        this.widthBytes = widthBytes;
        this.valueCount = page.lengthBytes() / widthBytes;
    }

    @Override
    public void readInts(int[] target, int offset, int count) {
        require(count);
        Arrays.fill(target, offset, offset + count, 0);
        byte[] bytes = page.bytes();
        for (int stream = 0; stream < Integer.BYTES; stream++) {
            int from = page.from() + stream * valueCount + position;
            for (int i = 0; i < count; i++) {
                target[offset + i] |= (bytes[from + i] & 0xff) << (stream << 3);
            }
        }
        position += count;
    }

    @Override
    public void readLongs(long[] target, int offset, int count) {
        require(count);
        Arrays.fill(target, offset, offset + count, 0);
        byte[] bytes = page.bytes();
        for (int stream = 0; stream < Long.BYTES; stream++) {
            int from = page.from() + stream * valueCount + position;
            for (int i = 0; i < count; i++) {
                target[offset + i] |= (bytes[from + i] & 0xffL) << (stream << 3);
            }
        }
        position += count;
    }

    @Override
    public int readBytes(ByteValues target, int count) {
        require(count);
        target.ensure(count);
        int lengthBytes = Math.multiplyExact(count, widthBytes);
        if (joined.length < lengthBytes + PageBytes.PADDING_BYTES) {
            joined = new byte[lengthBytes + PageBytes.PADDING_BYTES];
        }
        for (int stream = 0; stream < widthBytes; stream++) {
            int from = page.from() + stream * valueCount + position;
            for (int i = 0; i < count; i++) {
                joined[i * widthBytes + stream] = page.bytes()[from + i];
            }
        }
        for (int i = 0; i < count; i++) {
            target.offsets[i] = i * widthBytes;
            target.lengths[i] = widthBytes;
        }
        target.bytes = joined;
        position += count;
        return count;
    }

    private void require(int count) {
        if (count > valueCount - position) {
            throw PageException.damaged("the page is cut: " + count + " more values are needed and "
                    + (valueCount - position) + " are left");
        }
    }
}
