package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.expression.ValueType;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows that an operator has got together, handed out in blocks. */
final class BlockQueue implements BlockSource {
    private final List<ValueType> types;
    private final int blockRows;
    private final Deque<Rows> waiting = new ArrayDeque<>();
    private int position;

    /** Rows that are in order as they are, or in that of an array of row numbers. */
    private static final class Rows {
        final Vector[] columns;
        final int count;
        final int @Nullable [] order;

        Rows(Vector[] columns, int count, int @Nullable [] order) {
            this.columns = columns;
            this.count = count;
            this.order = order;
        }
    }

    BlockQueue(List<ValueType> types, int blockRows) {
        this.types = types;
        this.blockRows = blockRows;
    }

    /** Adds rows, at least one, in vectors that nobody writes any more. */
    void add(Vector[] columns, int count) {
        waiting.add(new Rows(columns, count, null));
    }

    /** Adds some rows of vectors that nobody writes any more, in the order of their numbers. */
    void add(Vector[] columns, int[] order, int count) {
        waiting.add(new Rows(columns, count, order));
    }

    @Override
    public @Nullable Block next() {
        Rows rows = waiting.peek();
        if (rows == null) {
            return null;
        }
        int count = Math.min(blockRows, rows.count - position);
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = rows.order == null ? position + i : rows.order[position + i];
        }
        // Too small to give anything out, so that all arrays are new.
        Scratch fresh = new Scratch(0);
        Vector[] columns = Arrays.stream(rows.columns)
                .map(column -> column.gather(numbers, count, fresh))
                .toArray(Vector[]::new);
        position += count;
        if (position == rows.count) {
            waiting.remove();
            position = 0;
        }
        return new Block(types, columns, count);
    }
}
