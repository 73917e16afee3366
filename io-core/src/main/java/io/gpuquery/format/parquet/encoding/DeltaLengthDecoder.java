package io.gpuquery.format.parquet.encoding;

/**
 * All lengths as deltas, then all bytes. Source: "Delta-length byte array (DELTA_LENGTH_BYTE_ARRAY = 6)". Refers to the
 * page.
 */
final class DeltaLengthDecoder implements ValueDecoder {
    private final PageBytes page;
    private final DeltaBinaryPackedDecoder lengths;
    private int position;

    DeltaLengthDecoder(PageBytes page) {
        this.page = page;
        this.lengths = new DeltaBinaryPackedDecoder(page);
        this.position = new DeltaBinaryPackedDecoder(page).skipToEnd();
    }

    @Override
    public int readBytes(ByteValues target, int count) {
        target.ensure(count);
        target.bytes = page.bytes();
        lengths.readInts(target.lengths, 0, count);
        for (int i = 0; i < count; i++) {
            int length = target.lengths[i];
            if (length < 0 || length > page.to() - position) {
                throw PageException.damaged(
                        "a value of " + length + " bytes where the page has " + (page.to() - position) + " left");
            }
            target.offsets[i] = position;
            position += length;
        }
        return count;
    }
}
