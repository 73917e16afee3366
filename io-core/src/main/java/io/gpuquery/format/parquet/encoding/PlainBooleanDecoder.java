package io.gpuquery.format.parquet.encoding;

/** PLAIN booleans: a bit each, the least significant bit of a byte first. */
final class PlainBooleanDecoder implements ValueDecoder {
    private final byte[] bytes;
    private final long endBit;
    private long bit;

    PlainBooleanDecoder(PageBytes page) {
        this.bytes = page.bytes();
        this.bit = (long) page.from() << 3;
        this.endBit = (long) page.to() << 3;
    }

    @Override
    public void readInts(int[] target, int offset, int count) {
        if (count > endBit - bit) {
            throw PageException.damaged(
                    "the page is cut: " + count + " more booleans are needed and " + (endBit - bit) + " are left");
        }
        LittleEndian.unpack(bytes, bit, 1, target, offset, count);
        bit += count;
    }
}
