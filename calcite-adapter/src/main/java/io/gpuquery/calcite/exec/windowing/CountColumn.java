package io.gpuquery.calcite.exec.windowing;

import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.Vector;
import java.util.ArrayList;
import java.util.List;

/** How many rows of the frame have all values. */
final class CountColumn extends WindowColumn {
    private final List<int[]> nulls = new ArrayList<>();
    private final long[] counts;

    CountColumn(List<Vector> arguments, int rowCount) {
        super(false, true);
        for (Vector argument : arguments) {
            int[] missing = argument.nulls();
            if (missing != null) {
                nulls.add(missing);
            }
        }
        this.counts = new long[rowCount];
    }

    @Override
    Evaluator evaluator() {
        PresentPlaces present = new PresentPlaces(nulls);
        int[] stretches = new int[2 * Partition.MOST_STRETCHES];
        return partition -> {
            present.open(partition);
            for (int place = 0; place < partition.count(); place++) {
                long total = 0;
                for (int i = partition.stretches(place, stretches) - 1; i >= 0; i--) {
                    total += present.count(stretches[2 * i], stretches[2 * i + 1]);
                }
                counts[partition.row(place)] = total;
            }
        };
    }

    @Override
    public Vector result() {
        return new LongVector(counts, counts.length, null, 0, Integer.MAX_VALUE);
    }
}
