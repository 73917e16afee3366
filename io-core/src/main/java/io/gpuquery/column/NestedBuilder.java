package io.gpuquery.column;

import io.gpuquery.memory.MemoryBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Builds a {@link ListColumn}, {@link MapColumn} or {@link StructColumn}. A value is made by appending its elements, entries or
 * fields to the builders of the children, and then {@link #endRow()}.
 */
public final class NestedBuilder implements ColumnBuilder {
    private final ColumnType type;
    private final List<ColumnBuilder> children = new ArrayList<>();
    private final BitmapBuilder validity = new BitmapBuilder();
    /** Where the rows of an ARRAY or MAP end in the children. */
    private int[] ends;

    public NestedBuilder(ColumnType type, int expectedRows) {
        if (!type.isNested()) {
            throw new IllegalArgumentException(type + " has no fields");
        }
        this.type = type;
        this.ends = new int[type.kind() == ColumnType.Kind.ROW ? 0 : Math.max(16, expectedRows)];
        for (ColumnDefinition field : type.fields()) {
            children.add(ColumnBuilder.of(field.type(), expectedRows));
        }
    }

    @Override
    public ColumnType type() {
        return type;
    }

    @Override
    public int rowCount() {
        return validity.rowCount();
    }

    /** The builder of an ARRAY's elements (0), of a MAP's keys (0) and values (1), of a ROW's fields. */
    public ColumnBuilder child(int index) {
        return children.get(index);
    }

    /** Ends a row of what was appended to the children since the last. */
    public void endRow() {
        end();
        validity.appendValid();
    }

    @Override
    public void appendNull() {
        if (type.kind() == ColumnType.Kind.ROW) {
            children.forEach(ColumnBuilder::appendNull);
        }
        end();
        validity.appendNull();
    }

    private void end() {
        int row = validity.rowCount();
        int end = children.get(0).rowCount();
        for (ColumnBuilder child : children) {
            if (child.rowCount() != end || (type.kind() == ColumnType.Kind.ROW && end != row + 1)) {
                throw new IllegalStateException("row " + row + " of " + type + " is not complete");
            }
        }
        if (type.kind() != ColumnType.Kind.ROW) {
            if (row == ends.length) {
                ends = Arrays.copyOf(ends, Math.multiplyExact(ends.length, 2));
            }
            ends[row] = end;
        }
    }

    @Override
    public Column build() {
        int rowCount = validity.rowCount();
        List<Column> built = new ArrayList<>();
        try {
            for (ColumnBuilder child : children) {
                built.add(child.build());
            }
            return build(rowCount, built);
        } catch (RuntimeException | Error e) {
            built.forEach(Column::close);
            throw e;
        } finally {
            validity.clear();
        }
    }

    private Column build(int rowCount, List<Column> built) {
        int offsetBytes = type.kind() == ColumnType.Kind.ROW ? 0 : Math.multiplyExact(rowCount + 1, Integer.BYTES);
        long lengthBytes = FixedWidthBuilder.bitmapOffset(offsetBytes) + validity.lengthBytes();
        try (MemoryBlock block = MemoryBlock.allocate(Math.max(1, lengthBytes))) {
            Validity present = FixedWidthBuilder.bitmap(block, offsetBytes, validity);
            if (type.kind() == ColumnType.Kind.ROW) {
                return new StructColumn(type, rowCount, present, built);
            }
            BufferSlice offsets = new BufferSlice(block, 0, offsetBytes);
            offsets.bytes().asIntBuffer().put(1, ends, 0, rowCount);
            return type.kind() == ColumnType.Kind.ARRAY
                    ? new ListColumn(type, rowCount, present, offsets, built.get(0))
                    : new MapColumn(type, rowCount, present, offsets, built.get(0), built.get(1));
        }
    }
}
