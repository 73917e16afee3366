package io.gpuquery.calcite.exec.windowing;

import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.Vector;

/** Places in partitions: of rows, of first peers, or of groups of peers. */
final class RankColumn extends WindowColumn {
    private final WindowFunction function;
    private final long[] ranks;

    RankColumn(WindowFunction function, int rowCount) {
        super(function != WindowFunction.ROW_NUMBER, false);
        this.function = function;
        this.ranks = new long[rowCount];
    }

    @Override
    Evaluator evaluator() {
        return partition -> {
            long group = 0;
            for (int place = 0; place < partition.count(); place++) {
                if (function == WindowFunction.ROW_NUMBER) {
                    ranks[partition.row(place)] = place + 1L;
                } else if (function == WindowFunction.RANK) {
                    ranks[partition.row(place)] = partition.peerStart(place) + 1L;
                } else {
                    group += partition.peerStart(place) == place ? 1 : 0;
                    ranks[partition.row(place)] = group;
                }
            }
        };
    }

    @Override
    public Vector result() {
        return new LongVector(ranks, ranks.length, null, 0, Integer.MAX_VALUE);
    }
}
