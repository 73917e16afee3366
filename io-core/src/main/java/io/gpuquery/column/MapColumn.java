package io.gpuquery.column;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A column of maps: the keys and the values of all rows are a child column each, of which each row has a run. Source: Arrow
 * columnar format 1.4, "Map Layout", whose entries are kept as two columns here.
 */
public final class MapColumn implements Column {
    private final ColumnType type;
    private final int rowCount;
    private final Validity validity;
    private final BufferSlice offsets;
    private final List<Column> children;
    private final Leases leases;
    private ByteBuffer offsetBytes;

    /**
     * Takes leases on the regions of both buffers, and keys and values, which are closed with this.
     *
     * @param offsets {@code rowCount + 1} ints, ascending; a null row has no entries
     */
    public MapColumn(
            ColumnType type, int rowCount, Validity validity, BufferSlice offsets, Column keys, Column values) {
        this.children = List.of(keys, values);
        NestedBuffers.check(type, ColumnType.Kind.MAP, children);
        NestedBuffers.checkOffsets(offsets, validity, rowCount, children);
        this.type = type;
        this.rowCount = rowCount;
        this.validity = validity;
        this.offsets = offsets;
        this.leases = Leases.of(NestedBuffers.own(offsets, validity));
        this.offsetBytes = offsets.bytes();
    }

    /** The keys of all rows; owned by this column. */
    public Column keys() {
        return children.get(0);
    }

    /** Their values; owned by this column. */
    public Column values() {
        return children.get(1);
    }

    @Override
    public ColumnType type() {
        return type;
    }

    @Override
    public int rowCount() {
        return rowCount;
    }

    @Override
    public Validity validity() {
        return validity;
    }

    /** One more int than there are rows: where each row's part of the child columns starts, and where the last ends. */
    public BufferSlice offsets() {
        return offsets;
    }

    /** Where the row's part of the child columns starts. */
    public int start(int row) {
        return offsetBytes.getInt(row << 2);
    }

    /** Behind the row's part of the child columns. */
    public int end(int row) {
        return offsetBytes.getInt((row + 1) << 2);
    }

    @Override
    public List<BufferSlice> buffers() {
        return NestedBuffers.all(offsets, validity, children);
    }

    @Override
    public List<DeviceBuffer> buffers(Device device) {
        return leases.buffers(device, buffers());
    }

    @Override
    public void close() {
        offsetBytes = Leases.CLOSED;
        children.forEach(Column::close);
        leases.close();
    }
}
