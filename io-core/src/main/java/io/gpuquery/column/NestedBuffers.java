package io.gpuquery.column;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What columns of nested values have in common: own buffers first, then those of the children. */
final class NestedBuffers {
    private NestedBuffers() {}

    /** The buffers of the column itself, which it takes leases on. */
    static List<BufferSlice> own(@Nullable BufferSlice offsets, Validity validity) {
        List<BufferSlice> buffers = new ArrayList<>(2);
        if (offsets != null) {
            buffers.add(offsets);
        }
        BufferSlice bitmap = validity.bitmap();
        if (bitmap != null) {
            buffers.add(bitmap);
        }
        return buffers;
    }

    /** The same and those of the children, which hold their own leases. */
    static List<BufferSlice> all(@Nullable BufferSlice offsets, Validity validity, List<Column> children) {
        List<BufferSlice> buffers = own(offsets, validity);
        children.forEach(child -> buffers.addAll(child.buffers()));
        return buffers;
    }

    /**
     * Checks the kind and the children's types.
     *
     * @throws IllegalArgumentException if they are not those of the type
     */
    static void check(ColumnType type, ColumnType.Kind kind, List<Column> children) {
        if (type.kind() != kind || type.fields().size() != children.size()) {
            throw new IllegalArgumentException(type + " with " + children.size() + " child columns");
        }
        for (int i = 0; i < children.size(); i++) {
            if (!children.get(i).type().equals(type.fields().get(i).type())) {
                throw new IllegalArgumentException(
                        type + " with a child column of " + children.get(i).type());
            }
        }
    }

    /**
     * Checks offsets against the children: ascending, and none beyond them.
     *
     * @throws IllegalArgumentException if they are not
     */
    static void checkOffsets(BufferSlice offsets, Validity validity, int rowCount, List<Column> children) {
        if (validity.rowCount() != rowCount || offsets.lengthBytes() / Integer.BYTES < rowCount + 1L) {
            throw new IllegalArgumentException("the buffers hold fewer than " + rowCount + " rows");
        }
        java.nio.ByteBuffer bytes = offsets.bytes();
        int last = bytes.getInt(0);
        for (int row = 1; row <= rowCount; row++) {
            int offset = bytes.getInt(row << 2);
            if (offset < last) {
                throw new IllegalArgumentException("offset " + offset + " after " + last);
            }
            last = offset;
        }
        for (Column child : children) {
            if (bytes.getInt(0) < 0 || last > child.rowCount()) {
                throw new IllegalArgumentException(
                        "offsets up to " + last + " into a child column of " + child.rowCount() + " rows");
            }
        }
    }
}
