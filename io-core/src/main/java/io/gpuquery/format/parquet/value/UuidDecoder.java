package io.gpuquery.format.parquet.value;

import io.gpuquery.format.parquet.encoding.ByteValues;
import io.gpuquery.format.parquet.encoding.LittleEndian;
import io.gpuquery.format.parquet.encoding.ValueDecoder;

/** Sixteen bytes, the most significant first. */
final class UuidDecoder implements ValueDecoder {
    private final ValueDecoder written;
    private final ByteValues values = new ByteValues();

    UuidDecoder(ValueDecoder written) {
        this.written = written;
    }

    @Override
    public void readWides(long[] target, int offset, int count) {
        int done = 0;
        while (done < count) {
            int read = written.readBytes(values, count - done);
            for (int i = 0; i < read; i++) {
                int from = values.offsets[i];
                int at = (offset + done + i) << 1;
                target[at] = Long.reverseBytes(LittleEndian.getLong(values.bytes, from + Long.BYTES));
                target[at + 1] = Long.reverseBytes(LittleEndian.getLong(values.bytes, from));
            }
            done += read;
        }
    }
}
