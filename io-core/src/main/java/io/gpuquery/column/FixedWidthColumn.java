package io.gpuquery.column;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A column of numbers, dates, times, booleans or UUIDs: {@code rowCount} values of {@link #storage()}, one after the other. */
public final class FixedWidthColumn implements Column {
    private final ColumnType type;
    private final Storage storage;
    private final int rowCount;
    private final Validity validity;
    private final BufferSlice values;
    private final Leases leases;
    private ByteBuffer bytes;

    /**
     * Takes leases on the regions of both buffers.
     *
     * @param storage the type's own, or a narrower integer
     * @param values {@code rowCount * storage.widthBytes()} bytes or more
     */
    public FixedWidthColumn(ColumnType type, Storage storage, int rowCount, Validity validity, BufferSlice values) {
        if (storage == Storage.VIEW
                || storage == Storage.NESTED
                || storage.widthBytes() > type.storage().widthBytes()) {
            throw new IllegalArgumentException(type + " is not stored as " + storage);
        }
        if (validity.rowCount() != rowCount || values.lengthBytes() / storage.widthBytes() < rowCount) {
            throw new IllegalArgumentException("the buffers hold fewer than " + rowCount + " rows");
        }
        this.type = type;
        this.storage = storage;
        this.rowCount = rowCount;
        this.validity = validity;
        this.values = values;
        this.leases = Leases.of(buffers());
        this.bytes = values.bytes();
    }

    @Override
    public ColumnType type() {
        return type;
    }

    public Storage storage() {
        return storage;
    }

    @Override
    public int rowCount() {
        return rowCount;
    }

    @Override
    public Validity validity() {
        return validity;
    }

    /** Where the values lie. */
    public BufferSlice values() {
        return values;
    }

    /** The value of an integer storage of at most 64 bits, sign-extended. */
    public long getLong(int row) {
        return switch (storage) {
            case INT8 -> bytes.get(row);
            case INT16 -> bytes.getShort(row << 1);
            case INT32 -> bytes.getInt(row << 2);
            case INT64 -> bytes.getLong(row << 3);
            case INT128, FLOAT32, FLOAT64, VIEW, NESTED ->
                throw new IllegalStateException(storage + " is no 64-bit integer");
        };
    }

    /** The value of a floating-point storage. */
    public double getDouble(int row) {
        return switch (storage) {
            case FLOAT32 -> bytes.getFloat(row << 2);
            case FLOAT64 -> bytes.getDouble(row << 3);
            case INT8, INT16, INT32, INT64, INT128, VIEW, NESTED ->
                throw new IllegalStateException(storage + " is no floating point");
        };
    }

    /** The low 64 bits of an INT128 value. */
    public long getLow(int row) {
        return bytes.getLong(row << 4);
    }

    /** The high 64 bits of an INT128 value. */
    public long getHigh(int row) {
        return bytes.getLong((row << 4) + Long.BYTES);
    }

    @Override
    public List<BufferSlice> buffers() {
        List<BufferSlice> buffers = new ArrayList<>(2);
        buffers.add(values);
        BufferSlice bitmap = validity.bitmap();
        if (bitmap != null) {
            buffers.add(bitmap);
        }
        return buffers;
    }

    @Override
    public List<DeviceBuffer> buffers(Device device) {
        return leases.buffers(device, buffers());
    }

    @Override
    public void close() {
        bytes = Leases.CLOSED;
        leases.close();
    }
}
