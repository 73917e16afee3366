package io.gpuquery.resident;

import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.Storage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads values of columns into arrays, in bulk by way of arrays of the column's width. For one thread. */
final class ValueCopy {
    private byte[] bytes = new byte[0];
    private short[] shorts = new short[0];

    /** Reads rows of a storage of up to 32 bits, sign-extended; floats as their bits. */
    void read(FixedWidthColumn column, int from, int count, int[] target) {
        ByteBuffer source = slice(column, from, count);
        switch (column.storage()) {
            case INT8 -> {
                bytes = bytes.length < count ? new byte[count] : bytes;
                source.get(bytes, 0, count);
                for (int i = 0; i < count; i++) {
                    target[i] = bytes[i];
                }
            }
            case INT16 -> {
                shorts = shorts.length < count ? new short[count] : shorts;
                source.asShortBuffer().get(shorts, 0, count);
                for (int i = 0; i < count; i++) {
                    target[i] = shorts[i];
                }
            }
            case INT32, FLOAT32 -> source.asIntBuffer().get(target, 0, count);
            case INT64, FLOAT64, INT128, VIEW, NESTED ->
                throw new IllegalArgumentException(column.storage() + " is wider than 32 bits");
        }
    }

    /** Reads rows of a storage of 64 bits; doubles as their bits. */
    void read(FixedWidthColumn column, int from, int count, long[] target) {
        slice(column, from, count).asLongBuffer().get(target, 0, count);
    }

    /**
     * Reads rows of any storage of integers into pairs of longs, the low half first.
     *
     * @param firstRow the pair from which on
     */
    void readWides(FixedWidthColumn column, int from, int count, long[] target, int firstRow) {
        if (column.storage() == Storage.INT128) {
            slice(column, from, count).asLongBuffer().get(target, 2 * firstRow, 2 * count);
            return;
        }
        long[] longs = new long[count];
        if (column.storage() == Storage.INT64) {
            read(column, from, count, longs);
        } else {
            int[] ints = new int[count];
            read(column, from, count, ints);
            for (int i = 0; i < count; i++) {
                longs[i] = ints[i];
            }
        }
        for (int i = 0; i < count; i++) {
            target[2 * (firstRow + i)] = longs[i];
            target[2 * (firstRow + i) + 1] = longs[i] >> (Long.SIZE - 1);
        }
    }

    private static ByteBuffer slice(FixedWidthColumn column, int from, int count) {
        int width = column.storage().widthBytes();
        return column.values().bytes().slice(from * width, count * width).order(ByteOrder.LITTLE_ENDIAN);
    }
}
