package io.gpuquery.format.parquet.encoding;

/** PLAIN values of bytes, each behind its length in four bytes. Refers to the page. */
final class PlainBytesDecoder implements ValueDecoder {
    private final byte[] bytes;
    private final int end;
    private int position;

    PlainBytesDecoder(PageBytes page) {
        this.bytes = page.bytes();
        this.position = page.from();
        this.end = page.to();
    }

    @Override
    public int readBytes(ByteValues target, int count) {
        target.ensure(count);
        target.bytes = bytes;
        int at = position;
        for (int i = 0; i < count; i++) {
            int left = end - at - Integer.BYTES;
            int length = left < 0 ? -1 : LittleEndian.getInt(bytes, at);
            if (length < 0 || length > left) {
                throw cut(length, left);
            }
            target.offsets[i] = at + Integer.BYTES;
            target.lengths[i] = length;
            at += Integer.BYTES + length;
        }
        position = at;
        return count;
    }

    private static PageException cut(int length, int left) {
        return left < 0
                ? PageException.damaged("the page is cut before its last value")
                : PageException.damaged("a value of " + length + " bytes where the page has " + left + " left");
    }
}
