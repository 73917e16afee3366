package io.gpuquery.format.parquet.encoding;

import java.nio.ByteBuffer;

/** PLAIN values of four or eight bytes, copied in bulk, from the heap or from a mapped file. */
final class PlainDecoder implements ValueDecoder {
    private final ByteBuffer values;
    private int position;

    /** Takes a little-endian buffer, from 0 to its limit. */
    PlainDecoder(ByteBuffer values) {
        this.values = values;
    }

    @Override
    public void readInts(int[] target, int offset, int count) {
        take(count, Integer.BYTES).asIntBuffer().get(target, offset, count);
    }

    @Override
    public void readLongs(long[] target, int offset, int count) {
        take(count, Long.BYTES).asLongBuffer().get(target, offset, count);
    }

    private ByteBuffer take(int count, int widthBytes) {
        long lengthBytes = (long) count * widthBytes;
        if (lengthBytes > values.limit() - position) {
            throw PageException.damaged("the page is cut: " + count + " more values of " + widthBytes
                    + " bytes are needed and " + (values.limit() - position) + " bytes are left");
        }
        ByteBuffer part = values.slice(position, (int) lengthBytes).order(values.order());
        position += (int) lengthBytes;
        return part;
    }
}
