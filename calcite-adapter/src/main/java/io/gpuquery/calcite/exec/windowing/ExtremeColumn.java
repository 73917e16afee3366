package io.gpuquery.calcite.exec.windowing;

import io.gpuquery.calcite.exec.sorting.KeyOrder;
import io.gpuquery.calcite.exec.sorting.KeyWords;
import io.gpuquery.calcite.exec.vector.DoubleVector;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.OrderedBits;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;
import org.jspecify.annotations.Nullable;

/** The least or greatest values of frames, of any type whose values have an order. */
final class ExtremeColumn extends WindowColumn {
    private final Vector argument;
    private final ColumnType type;
    private final boolean growing;
    /** By row: less where the row is nearer to what is looked for. */
    private final long[] words;

    private final PickedRows rows;

    ExtremeColumn(Vector argument, ColumnType type, boolean greatest, boolean growing, int rowCount) {
        super(false, true);
        this.argument = argument;
        this.type = type;
        this.growing = growing;
        this.words = words(argument, greatest);
        this.rows = new PickedRows(rowCount);
    }

    private static long[] words(Vector vector, boolean greatest) {
        long[] words;
        if (vector instanceof IntVector || vector instanceof LongVector) {
            words = Lanes.longs(vector, new Scratch(0)).values();
        } else if (vector instanceof DoubleVector doubles) {
            words = OrderedBits.of(doubles, new Scratch(0)).values();
        } else {
            KeyWords keys = new KeyWords(vector.length());
            keys.add(vector, new KeyOrder(greatest, false));
            return keys.ranks();
        }
        if (!greatest) {
            return words;
        }
        long[] inverted = new long[vector.length()];
        for (int row = 0; row < inverted.length; row++) {
            inverted[row] = ~words[row];
        }
        return inverted;
    }

    @Override
    Evaluator evaluator() {
        int @Nullable [] missing = argument.nulls();
        LeastTree tree = new LeastTree(words);
        int[] stretches = new int[2 * Partition.MOST_STRETCHES];
        return partition -> {
            int count = partition.count();
            int[] leaves = tree.rows(count);
            for (int place = 0; place < count; place++) {
                int row = partition.row(place);
                leaves[place] = missing == null || missing[row] == 0 ? row : LeastTree.NONE;
            }
            if (growing) {
                grow(partition, leaves, tree);
                return;
            }
            tree.build(count);
            for (int place = 0; place < count; place++) {
                int best = LeastTree.NONE;
                int pieces = partition.stretches(place, stretches);
                for (int i = 0; i < pieces; i++) {
                    best = tree.less(best, tree.least(stretches[2 * i], stretches[2 * i + 1]));
                }
                put(partition.row(place), best);
            }
        };
    }

    private void grow(Partition partition, int[] leaves, LeastTree tree) {
        int best = LeastTree.NONE;
        int reached = 0;
        for (int place = 0; place < partition.count(); place++) {
            for (; reached < partition.to(place); reached++) {
                best = tree.less(best, leaves[reached]);
            }
            put(partition.row(place), best);
        }
    }

    private void put(int row, int best) {
        if (best == LeastTree.NONE) {
            rows.pickNone(row);
        } else {
            rows.pick(row, best);
        }
    }

    @Override
    public Vector result() {
        return rows.values(argument, type, null);
    }
}
