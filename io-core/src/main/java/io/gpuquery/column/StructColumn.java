package io.gpuquery.column;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceBuffer;
import java.util.List;

/**
 * A column of rows of named fields: a child column of the same number of rows for each. Source: Arrow columnar format 1.4, "Struct
 * Layout".
 */
public final class StructColumn implements Column {
    private final ColumnType type;
    private final int rowCount;
    private final Validity validity;
    private final List<Column> children;
    private final Leases leases;

    /**
     * Takes a lease on the bitmap's region, and the fields, which are closed with this.
     *
     * @param fields in the order of the type's, of {@code rowCount} rows each
     */
    public StructColumn(ColumnType type, int rowCount, Validity validity, List<? extends Column> fields) {
        this.children = List.copyOf(fields);
        NestedBuffers.check(type, ColumnType.Kind.ROW, children);
        for (Column field : children) {
            if (field.rowCount() != rowCount || validity.rowCount() != rowCount) {
                throw new IllegalArgumentException("a field of " + field.rowCount() + " rows in " + rowCount);
            }
        }
        this.type = type;
        this.rowCount = rowCount;
        this.validity = validity;
        this.leases = Leases.of(NestedBuffers.own(null, validity));
    }

    /** The fields, in the order of the type's; owned by this column. A field of a row that is null is unspecified. */
    public List<Column> fields() {
        return children;
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

    @Override
    public List<BufferSlice> buffers() {
        return NestedBuffers.all(null, validity, children);
    }

    @Override
    public List<DeviceBuffer> buffers(Device device) {
        return leases.buffers(device, buffers());
    }

    @Override
    public void close() {
        children.forEach(Column::close);
        leases.close();
    }
}
