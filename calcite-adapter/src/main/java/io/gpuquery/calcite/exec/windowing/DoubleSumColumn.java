package io.gpuquery.calcite.exec.windowing;

import io.gpuquery.calcite.exec.vector.DoubleVector;
import io.gpuquery.calcite.exec.vector.Vector;
import org.jspecify.annotations.Nullable;

/** Sums of doubles over frames, the same for any number of threads. */
final class DoubleSumColumn extends WindowColumn {
    private final double[] values;
    private final int @Nullable [] missing;
    private final boolean zeroOfNothing;
    private final boolean growing;
    private final double[] sums;
    private final int @Nullable [] nulls;

    DoubleSumColumn(Vector argument, boolean zeroOfNothing, boolean growing, int rowCount) {
        super(false, true);
        this.values = ((DoubleVector) argument).values();
        this.missing = argument.nulls();
        this.zeroOfNothing = zeroOfNothing;
        this.growing = growing;
        this.sums = new double[rowCount];
        this.nulls = zeroOfNothing ? null : new int[rowCount];
    }

    @Override
    Evaluator evaluator() {
        PresentPlaces present = new PresentPlaces(PresentPlaces.nullsOf(missing));
        DoubleTree tree = new DoubleTree();
        int[] stretches = new int[2 * Partition.MOST_STRETCHES];
        return partition -> {
            present.open(partition);
            int count = partition.count();
            double[] leaves = tree.values(count);
            for (int place = 0; place < count; place++) {
                int row = partition.row(place);
                leaves[place] = missing == null || missing[row] == 0 ? values[row] : 0;
            }
            if (growing) {
                grow(partition, leaves, present);
                return;
            }
            tree.build(count);
            for (int place = 0; place < count; place++) {
                double sum = 0;
                int summands = 0;
                int pieces = partition.stretches(place, stretches);
                for (int i = 0; i < pieces; i++) {
                    sum += tree.sum(stretches[2 * i], stretches[2 * i + 1]);
                    summands += present.count(stretches[2 * i], stretches[2 * i + 1]);
                }
                put(partition.row(place), sum, summands);
            }
        };
    }

    /** Each frame has the rows of the one before, and perhaps some more. */
    private void grow(Partition partition, double[] leaves, PresentPlaces present) {
        double sum = 0;
        int reached = 0;
        for (int place = 0; place < partition.count(); place++) {
            for (; reached < partition.to(place); reached++) {
                sum += leaves[reached];
            }
            put(partition.row(place), sum, present.count(0, reached));
        }
    }

    private void put(int row, double sum, int summands) {
        sums[row] = sum;
        if (!zeroOfNothing && nulls != null && summands == 0) {
            nulls[row] = 1;
        }
    }

    @Override
    public Vector result() {
        return new DoubleVector(sums, sums.length, nulls);
    }
}
