package io.gpuquery.calcite.exec.vector;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Column;
import io.gpuquery.column.ListColumn;
import io.gpuquery.column.MapColumn;
import io.gpuquery.column.StructColumn;
import java.nio.IntBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads lists, maps and rows of fields, each with the readers of its child columns. */
final class NestedReader extends ColumnReader {
    private final @Nullable IntBuffer offsets;
    private final ColumnReader[] children;

    private NestedReader(Column column, @Nullable BufferSlice offsets, List<Column> children) {
        super(column.validity());
        this.offsets = offsets == null ? null : offsets.bytes().asIntBuffer();
        this.children = children.stream()
                .map(child -> ColumnReader.of(child, new Dictionaries()))
                .toArray(ColumnReader[]::new);
    }

    static NestedReader of(ListColumn column) {
        return new NestedReader(column, column.offsets(), List.of(column.elements()));
    }

    static NestedReader of(MapColumn column) {
        return new NestedReader(column, column.offsets(), List.of(column.keys(), column.values()));
    }

    static NestedReader of(StructColumn column) {
        return new NestedReader(column, null, column.fields());
    }

    @Override
    Vector read(int first, int count, Scratch scratch) {
        int @Nullable [] nulls = nulls(first, count, scratch);
        IntBuffer from = offsets;
        if (from == null) {
            return NestedVector.rows(readChildren(first, count, scratch), count, nulls);
        }
        int[] starts = new int[count + 1];
        from.get(first, starts);
        int base = starts[0];
        for (int i = 0; i <= count; i++) {
            starts[i] -= base;
        }
        return NestedVector.lists(readChildren(base, starts[count], scratch), starts, count, nulls);
    }

    private Vector[] readChildren(int first, int count, Scratch scratch) {
        Vector[] read = new Vector[children.length];
        for (int i = 0; i < read.length; i++) {
            read[i] = children[i].read(first, count, scratch);
        }
        return read;
    }

    @Override
    Vector gather(int[] rows, int count, Scratch scratch) {
        int @Nullable [] nulls = nulls(rows, count, scratch);
        IntBuffer from = offsets;
        if (from == null) {
            return NestedVector.rows(gatherChildren(rows, count, scratch), count, nulls);
        }
        int[] starts = new int[count + 1];
        for (int i = 0; i < count; i++) {
            starts[i + 1] = Math.addExact(starts[i], from.get(rows[i] + 1) - from.get(rows[i]));
        }
        int[] elements = new int[starts[count]];
        for (int i = 0; i < count; i++) {
            int start = from.get(rows[i]);
            for (int at = starts[i]; at < starts[i + 1]; at++) {
                elements[at] = start + at - starts[i];
            }
        }
        return NestedVector.lists(gatherChildren(elements, elements.length, scratch), starts, count, nulls);
    }

    private Vector[] gatherChildren(int[] rows, int count, Scratch scratch) {
        Vector[] gathered = new Vector[children.length];
        for (int i = 0; i < gathered.length; i++) {
            gathered[i] = children[i].gather(rows, count, scratch);
        }
        return gathered;
    }
}
