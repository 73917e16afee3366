package io.gpuquery.column;

import io.gpuquery.memory.MemoryBlock;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Builds a {@link FixedWidthColumn}. */
public final class FixedWidthBuilder implements ColumnBuilder {
    /** Device kernels read vectors: buffers inside a block start at multiples of a cache line. */
    private static final int BUFFER_ALIGNMENT_BYTES = 64;

    private final ColumnType type;
    private final Storage storage;
    private final BitmapBuilder validity = new BitmapBuilder();
    private final int firstBytes;
    private ByteBuffer values = heap(0);

    public FixedWidthBuilder(ColumnType type, int expectedRows) {
        this.type = type;
        this.storage = type.storage();
        if (storage == Storage.VIEW) {
            throw new IllegalArgumentException(type + " has no fixed width");
        }
        this.firstBytes = Math.multiplyExact(Math.max(16, expectedRows), storage.widthBytes());
    }

    private static ByteBuffer heap(int lengthBytes) {
        return ByteBuffer.allocate(lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public ColumnType type() {
        return type;
    }

    @Override
    public int rowCount() {
        return validity.rowCount();
    }

    private void ensure() {
        if (values.remaining() < storage.widthBytes()) {
            ByteBuffer grown = heap(Math.max(firstBytes, Math.multiplyExact(values.capacity(), 2)));
            values = grown.put(values.flip());
        }
    }

    /** Appends to an integer storage; a value outside its width is a mistake of the caller. */
    public void appendLong(long value) {
        ensure();
        switch (storage) {
            case INT8 -> values.put(checked((byte) value, value));
            case INT16 -> values.putShort(checked((short) value, value));
            case INT32 -> values.putInt(checked((int) value, value));
            case INT64 -> values.putLong(value);
            case INT128 -> values.putLong(value).putLong(value >> 63);
            case FLOAT32, FLOAT64, VIEW, NESTED -> throw new IllegalStateException("integer for a column of " + type);
        }
        validity.appendValid();
    }

    private byte checked(byte narrow, long value) {
        if (narrow != value) {
            throw outside(value);
        }
        return narrow;
    }

    private short checked(short narrow, long value) {
        if (narrow != value) {
            throw outside(value);
        }
        return narrow;
    }

    private int checked(int narrow, long value) {
        if (narrow != value) {
            throw outside(value);
        }
        return narrow;
    }

    private IllegalArgumentException outside(long value) {
        return new IllegalArgumentException(value + " does not fit " + type);
    }

    /** Appends to REAL (rounded) or DOUBLE. */
    public void appendDouble(double value) {
        ensure();
        switch (storage) {
            case FLOAT32 -> values.putFloat((float) value);
            case FLOAT64 -> values.putDouble(value);
            case INT8, INT16, INT32, INT64, INT128, VIEW, NESTED ->
                throw new IllegalStateException("fraction for a column of " + type);
        }
        validity.appendValid();
    }

    /** Appends to a 128-bit storage. */
    public void appendInt128(long high, long low) {
        if (storage != Storage.INT128) {
            throw new IllegalStateException("128 bits for a column of " + type);
        }
        ensure();
        values.putLong(low).putLong(high);
        validity.appendValid();
    }

    @Override
    public void appendNull() {
        ensure();
        for (int i = 0; i < storage.widthBytes(); i++) {
            values.put((byte) 0);
        }
        validity.appendNull();
    }

    /** Appends values, given as {@link #appendLong} takes them or as the bits of floats and doubles; each must fit the storage. */
    public void append(long[] source, int from, int to) {
        ensure(to - from);
        put(source, from, to);
        validity.appendValid(to - from);
    }

    /** Appends values some of which are null; those have to be zero. */
    public void append(long[] source, boolean[] nulls, int from, int to) {
        ensure(to - from);
        put(source, from, to);
        for (int i = from; i < to; i++) {
            if (nulls[i]) {
                validity.appendNull();
            } else {
                validity.appendValid();
            }
        }
    }

    private void ensure(int rows) {
        int needed = Math.addExact(values.position(), Math.multiplyExact(rows, storage.widthBytes()));
        if (needed > values.capacity()) {
            ByteBuffer grown = heap(Math.max(Math.max(firstBytes, needed), Math.multiplyExact(values.capacity(), 2)));
            values = grown.put(values.flip());
        }
    }

    private void put(long[] source, int from, int to) {
        int at = values.position();
        int count = to - from;
        ByteBuffer target = values;
        switch (storage) {
            case INT8 -> {
                for (int i = 0; i < count; i++) {
                    target.put(at + i, (byte) source[from + i]);
                }
            }
            case INT16 -> {
                for (int i = 0; i < count; i++) {
                    target.putShort(at + 2 * i, (short) source[from + i]);
                }
            }
            case INT32, FLOAT32 -> {
                for (int i = 0; i < count; i++) {
                    target.putInt(at + 4 * i, (int) source[from + i]);
                }
            }
            case INT64, FLOAT64 -> {
                for (int i = 0; i < count; i++) {
                    target.putLong(at + 8 * i, source[from + i]);
                }
            }
            case INT128 -> {
                for (int i = 0; i < count; i++) {
                    target.putLong(at + 16 * i, source[from + i]);
                    target.putLong(at + 16 * i + 8, source[from + i] >> (Long.SIZE - 1));
                }
            }
            case VIEW, NESTED -> throw new IllegalStateException("integers for a column of " + type);
        }
        values.position(at + count * storage.widthBytes());
    }

    @Override
    public FixedWidthColumn build() {
        int rowCount = validity.rowCount();
        int valueBytes = values.position();
        try (MemoryBlock block = MemoryBlock.allocate(bitmapOffset(valueBytes) + validity.lengthBytes())) {
            block.slice(0, valueBytes).put(values.flip());
            return new FixedWidthColumn(
                    type,
                    storage,
                    rowCount,
                    bitmap(block, valueBytes, validity),
                    new BufferSlice(block, 0, valueBytes));
        } finally {
            values.clear();
            validity.clear();
        }
    }

    static long bitmapOffset(int valueBytes) {
        return (valueBytes + BUFFER_ALIGNMENT_BYTES - 1L) / BUFFER_ALIGNMENT_BYTES * BUFFER_ALIGNMENT_BYTES;
    }

    /** Writes a bitmap behind the values of a block. */
    static Validity bitmap(MemoryBlock block, int valueBytes, BitmapBuilder validity) {
        if (validity.nullCount() == 0) {
            return Validity.allValid(validity.rowCount());
        }
        BufferSlice slice = new BufferSlice(block, bitmapOffset(valueBytes), validity.lengthBytes());
        slice.bytes().put(validity.bits(), 0, validity.lengthBytes());
        return Validity.of(slice, validity.rowCount(), validity.nullCount());
    }
}
