package io.gpuquery.calcite.exec.windowing;

import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values of rows at some distance before or after: LAG and LEAD. */
final class OffsetColumn extends WindowColumn {
    private final int direction;
    private final Vector values;
    private final ColumnType type;
    private final @Nullable WholeNumbers offsets;
    private final @Nullable Vector defaults;
    private final List<int[]> skipped;
    private final PickedRows rows;

    OffsetColumn(
            WindowFunction function,
            boolean ignoreNulls,
            List<Vector> arguments,
            List<ColumnType> argumentTypes,
            int rowCount) {
        super(false, false);
        this.direction = function == WindowFunction.LAG ? -1 : 1;
        this.values = arguments.get(0);
        this.type = argumentTypes.get(0);
        this.offsets = arguments.size() < 2 ? null : new WholeNumbers(arguments.get(1), argumentTypes.get(1));
        this.defaults = arguments.size() < 3 ? null : arguments.get(2);
        this.skipped = ignoreNulls ? PresentPlaces.nullsOf(values.nulls()) : List.of();
        this.rows = new PickedRows(rowCount);
    }

    @Override
    Evaluator evaluator() {
        PresentPlaces present = new PresentPlaces(skipped);
        return partition -> {
            present.open(partition);
            int total = present.count(0, partition.count());
            for (int place = 0; place < partition.count(); place++) {
                int row = partition.row(place);
                if (offsets != null && offsets.isNull(row)) {
                    rows.pickNone(row);
                    continue;
                }
                long offset = offsets == null ? 1 : offsets.of(row);
                // As numbers: what is farther away than an int says is away anyway.
                long distance = direction * Math.max(-Integer.MAX_VALUE, Math.min(Integer.MAX_VALUE, offset));
                if (distance == 0) {
                    rows.pick(row, row);
                    continue;
                }
                long number =
                        distance < 0 ? present.before(place) + distance : present.before(place + 1) + distance - 1;
                if (number >= 0 && number < total) {
                    rows.pick(row, partition.row(present.place((int) number)));
                } else if (defaults == null) {
                    rows.pickNone(row);
                } else {
                    rows.pickDefault(row);
                }
            }
        };
    }

    @Override
    public Vector result() {
        return rows.values(values, type, defaults);
    }
}
