package io.gpuquery.resident;

import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.Storage;
import java.nio.ByteBuffer;

/** Moves values between buffers and longs, in bulk by way of arrays of the buffer's width. For one thread. */
final class ValueCopy {
    private byte[] bytes = new byte[0];
    private short[] shorts = new short[0];
    private int[] ints = new int[0];

    /** Reads rows of a column into longs, sign-extended; floats as their bits; 128-bit values as low and high half. */
    void read(FixedWidthColumn column, int from, int count, long[] target, int firstRow, int elements) {
        int width = column.storage().widthBytes();
        ByteBuffer source = column.values().bytes().slice(from * width, count * width);
        source.order(java.nio.ByteOrder.LITTLE_ENDIAN);
        if (elements == 2 && column.storage() != Storage.INT128) {
            read(column.storage(), source, count, target, 2 * firstRow);
            for (int row = count - 1; row >= 0; row--) {
                long value = target[2 * firstRow + row];
                target[2 * (firstRow + row)] = value;
                target[2 * (firstRow + row) + 1] = value >> (Long.SIZE - 1);
            }
        } else {
            read(column.storage(), source, count, target, firstRow * elements);
        }
    }

    private void read(Storage storage, ByteBuffer source, int count, long[] target, int at) {
        switch (storage) {
            case INT8 -> {
                bytes = bytes.length < count ? new byte[count] : bytes;
                source.get(bytes, 0, count);
                for (int i = 0; i < count; i++) {
                    target[at + i] = bytes[i];
                }
            }
            case INT16 -> {
                shorts = shorts.length < count ? new short[count] : shorts;
                source.asShortBuffer().get(shorts, 0, count);
                for (int i = 0; i < count; i++) {
                    target[at + i] = shorts[i];
                }
            }
            case INT32, FLOAT32 -> {
                ints = ints.length < count ? new int[count] : ints;
                source.asIntBuffer().get(ints, 0, count);
                for (int i = 0; i < count; i++) {
                    target[at + i] = ints[i];
                }
            }
            case INT64, FLOAT64 -> source.asLongBuffer().get(target, at, count);
            case INT128 -> source.asLongBuffer().get(target, at, 2 * count);
            case VIEW -> throw new IllegalArgumentException("views are no numbers");
        }
    }

    /** Writes rows in a storage that holds them; of 128-bit values that fit 64 bits the low half. */
    void write(long[] values, int count, int elements, Storage storage, ByteBuffer target) {
        long[] source = values;
        if (elements == 2 && storage != Storage.INT128) {
            source = new long[count];
            for (int row = 0; row < count; row++) {
                source[row] = values[2 * row];
            }
        }
        switch (storage) {
            case INT8 -> {
                byte[] narrow = new byte[count];
                for (int i = 0; i < count; i++) {
                    narrow[i] = (byte) source[i];
                }
                target.put(narrow);
            }
            case INT16 -> {
                short[] narrow = new short[count];
                for (int i = 0; i < count; i++) {
                    narrow[i] = (short) source[i];
                }
                target.asShortBuffer().put(narrow);
            }
            case INT32, FLOAT32 -> {
                int[] narrow = new int[count];
                for (int i = 0; i < count; i++) {
                    narrow[i] = (int) source[i];
                }
                target.asIntBuffer().put(narrow);
            }
            case INT64, FLOAT64 -> target.asLongBuffer().put(source, 0, count);
            case INT128 -> target.asLongBuffer().put(source, 0, 2 * count);
            case VIEW -> throw new IllegalArgumentException("views are no numbers");
        }
    }
}
