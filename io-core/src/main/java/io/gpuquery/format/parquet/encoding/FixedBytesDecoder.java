package io.gpuquery.format.parquet.encoding;

/** PLAIN values of bytes that all have one length: FIXED_LEN_BYTE_ARRAY and INT96. Refers to the page. */
final class FixedBytesDecoder implements ValueDecoder {
    private final ByteCursor cursor;
    private final int widthBytes;

    FixedBytesDecoder(PageBytes page, int widthBytes) {
        this.cursor = new ByteCursor(page);
        this.widthBytes = widthBytes;
    }

    @Override
    public int readBytes(ByteValues target, int count) {
        target.ensure(count);
        target.bytes = cursor.bytes;
        int start = cursor.skip((long) count * widthBytes);
        for (int i = 0; i < count; i++) {
            target.offsets[i] = start + i * widthBytes;
            target.lengths[i] = widthBytes;
        }
        return count;
    }
}
