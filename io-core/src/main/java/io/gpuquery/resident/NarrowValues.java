package io.gpuquery.resident;

import io.gpuquery.column.Storage;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Integers of up to 64 bits on the heap, in the narrowest width that holds those so far. For one thread.
 *
 * <p>Most columns show their width with the first values, so they are moved once and not widened later.
 */
final class NarrowValues {
    private Storage storage = Storage.INT8;
    private byte[] bytes = new byte[0];
    private short[] shorts = new short[0];
    private int[] ints = new int[0];
    private long[] longs = new long[0];
    private int count;
    /** What is to come, as far as known. */
    private int expected;

    NarrowValues(int expected) {
        this.expected = expected;
    }

    /** Forgets all values; the arrays stay, of all widths that were used. */
    void clear(int newExpected) {
        expected = newExpected;
        storage = Storage.INT8;
        count = 0;
    }

    Storage storage() {
        return storage;
    }

    /**
     * Appends some values of an array.
     *
     * @param min none is less
     * @param max none is greater
     */
    void append(int[] values, int from, int length, int min, int max) {
        widen(narrowest(min, max));
        ensure(length);
        int at = count;
        switch (storage) {
            case INT8 -> toBytes(values, from, length, bytes, at);
            case INT16 -> toShorts(values, from, length, shorts, at);
            case INT32 -> System.arraycopy(values, from, ints, at, length);
            case INT64 -> toLongs(values, from, length, longs, at);
            case INT128, FLOAT32, FLOAT64, VIEW, NESTED -> throw unsuitable();
        }
        count += length;
    }

    /** Appends some values, of which some do not fit 32 bits. */
    void append(long[] values, int from, int length) {
        widen(Storage.INT64);
        ensure(length);
        System.arraycopy(values, from, longs, count, length);
        count += length;
    }

    private static void toBytes(int[] values, int from, int length, byte[] target, int at) {
        for (int i = 0; i < length; i++) {
            target[at + i] = (byte) values[from + i];
        }
    }

    private static void toShorts(int[] values, int from, int length, short[] target, int at) {
        for (int i = 0; i < length; i++) {
            target[at + i] = (short) values[from + i];
        }
    }

    private static void toLongs(int[] values, int from, int length, long[] target, int at) {
        for (int i = 0; i < length; i++) {
            target[at + i] = values[from + i];
        }
    }

    private static Storage narrowest(int min, int max) {
        if (min >= Byte.MIN_VALUE && max <= Byte.MAX_VALUE) {
            return Storage.INT8;
        }
        return min >= Short.MIN_VALUE && max <= Short.MAX_VALUE ? Storage.INT16 : Storage.INT32;
    }

    private static IllegalStateException unsuitable() {
        return new IllegalStateException("a storage of no integers");
    }

    private void widen(Storage needed) {
        if (needed.widthBytes() <= storage.widthBytes()) {
            return;
        }
        int room = Math.max(expected, count);
        switch (needed) {
            case INT16 -> shorts = shorts.length < room ? new short[room] : shorts;
            case INT32 -> ints = ints.length < room ? new int[room] : ints;
            case INT64 -> longs = longs.length < room ? new long[room] : longs;
            case INT8, INT128, FLOAT32, FLOAT64, VIEW, NESTED -> throw unsuitable();
        }
        for (int i = 0; i < count; i++) {
            long value = switch (storage) {
                case INT8 -> bytes[i];
                case INT16 -> shorts[i];
                case INT32 -> ints[i];
                case INT64, INT128, FLOAT32, FLOAT64, VIEW, NESTED -> throw unsuitable();
            };
            switch (needed) {
                case INT16 -> shorts[i] = (short) value;
                case INT32 -> ints[i] = (int) value;
                case INT64 -> longs[i] = value;
                case INT8, INT128, FLOAT32, FLOAT64, VIEW, NESTED -> throw unsuitable();
            }
        }
        storage = needed;
    }

    private void ensure(int more) {
        int needed = Math.addExact(count, more);
        switch (storage) {
            case INT8 -> bytes = bytes.length < needed ? Arrays.copyOf(bytes, room(needed)) : bytes;
            case INT16 -> shorts = shorts.length < needed ? Arrays.copyOf(shorts, room(needed)) : shorts;
            case INT32 -> ints = ints.length < needed ? Arrays.copyOf(ints, room(needed)) : ints;
            case INT64 -> longs = longs.length < needed ? Arrays.copyOf(longs, room(needed)) : longs;
            case INT128, FLOAT32, FLOAT64, VIEW, NESTED -> throw unsuitable();
        }
    }

    private int room(int needed) {
        return needed <= expected ? expected : Math.max(needed, 2 * count);
    }

    /** Writes all values. */
    void write(ByteBuffer target) {
        switch (storage) {
            case INT8 -> target.put(bytes, 0, count);
            case INT16 -> target.asShortBuffer().put(shorts, 0, count);
            case INT32 -> target.asIntBuffer().put(ints, 0, count);
            case INT64 -> target.asLongBuffer().put(longs, 0, count);
            case INT128, FLOAT32, FLOAT64, VIEW, NESTED -> throw unsuitable();
        }
    }
}
