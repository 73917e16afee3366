package io.gpuquery.format.parquet.value;

import io.gpuquery.format.parquet.encoding.ValueDecoder;

/** Unsigned integers, in twice their width. */
final class UnsignedDecoder implements ValueDecoder {
    private final ValueDecoder written;
    private int[] ints = new int[0];
    private long[] longs = new long[0];

    UnsignedDecoder(ValueDecoder written) {
        this.written = written;
    }

    @Override
    public void readLongs(long[] target, int offset, int count) {
        if (ints.length < count) {
            ints = new int[count];
        }
        written.readInts(ints, 0, count);
        for (int i = 0; i < count; i++) {
            target[offset + i] = Integer.toUnsignedLong(ints[i]);
        }
    }

    @Override
    public void readWides(long[] target, int offset, int count) {
        if (longs.length < count) {
            longs = new long[count];
        }
        written.readLongs(longs, 0, count);
        for (int i = 0; i < count; i++) {
            target[(offset + i) << 1] = longs[i];
            target[((offset + i) << 1) + 1] = 0;
        }
    }
}
