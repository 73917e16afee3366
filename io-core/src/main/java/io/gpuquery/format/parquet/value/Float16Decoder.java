package io.gpuquery.format.parquet.value;

import io.gpuquery.format.parquet.encoding.ByteValues;
import io.gpuquery.format.parquet.encoding.ValueDecoder;
import io.gpuquery.format.parquet.metadata.HalfFloat;

/** Numbers of 16 bits, the low byte first, as the bits of a float. */
final class Float16Decoder implements ValueDecoder {
    private final ValueDecoder written;
    private final ByteValues values = new ByteValues();

    Float16Decoder(ValueDecoder written) {
        this.written = written;
    }

    @Override
    public void readInts(int[] target, int offset, int count) {
        int done = 0;
        while (done < count) {
            int read = written.readBytes(values, count - done);
            for (int i = 0; i < read; i++) {
                int at = values.offsets[i];
                short bits = (short) ((values.bytes[at] & 0xff) | (values.bytes[at + 1] << 8));
                target[offset + done + i] = Float.floatToRawIntBits(HalfFloat.toFloat(bits));
            }
            done += read;
        }
    }
}
