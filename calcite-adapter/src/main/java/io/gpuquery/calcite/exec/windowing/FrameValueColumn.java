package io.gpuquery.calcite.exec.windowing;

import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values of the first, the last, or a certain row of the frame. */
final class FrameValueColumn extends WindowColumn {
    private final boolean last;
    private final Vector values;
    private final ColumnType type;
    private final @Nullable WholeNumbers numbers;
    private final List<int[]> skipped;
    private final PickedRows rows;

    FrameValueColumn(
            WindowFunction function,
            boolean ignoreNulls,
            List<Vector> arguments,
            List<ColumnType> argumentTypes,
            int rowCount) {
        super(false, true);
        this.last = function == WindowFunction.LAST_VALUE;
        this.values = arguments.get(0);
        this.type = argumentTypes.get(0);
        this.numbers =
                function == WindowFunction.NTH_VALUE ? new WholeNumbers(arguments.get(1), argumentTypes.get(1)) : null;
        this.skipped = ignoreNulls ? PresentPlaces.nullsOf(values.nulls()) : List.of();
        this.rows = new PickedRows(rowCount);
    }

    @Override
    Evaluator evaluator() {
        PresentPlaces present = new PresentPlaces(skipped);
        int[] stretches = new int[2 * Partition.MOST_STRETCHES];
        return partition -> {
            present.open(partition);
            for (int place = 0; place < partition.count(); place++) {
                int row = partition.row(place);
                int count = partition.stretches(place, stretches);
                long left = number(row);
                int found = -1;
                for (int i = 0; i < count && found < 0 && left > 0; i++) {
                    int stretch = 2 * (last ? count - 1 - i : i);
                    int low = stretches[stretch];
                    int high = stretches[stretch + 1];
                    int here = present.count(low, high);
                    if (left <= here) {
                        long number = last ? present.before(high) - left : present.before(low) + left - 1;
                        found = present.place((int) number);
                    }
                    left -= here;
                }
                if (found < 0) {
                    rows.pickNone(row);
                } else {
                    rows.pick(row, partition.row(found));
                }
            }
        };
    }

    /** Counted from 1; 0 for none. */
    private long number(int row) {
        WholeNumbers of = numbers;
        if (of == null) {
            return 1;
        }
        if (of.isNull(row)) {
            return 0;
        }
        if (of.of(row) <= 0) {
            throw new ArithmeticException("NTH_VALUE counts rows from 1, and there is none of number " + of.of(row));
        }
        return of.of(row);
    }

    @Override
    public Vector result() {
        return rows.values(values, type, null);
    }
}
