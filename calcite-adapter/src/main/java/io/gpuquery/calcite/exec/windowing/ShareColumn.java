package io.gpuquery.calcite.exec.windowing;

import io.gpuquery.calcite.exec.vector.DoubleVector;
import io.gpuquery.calcite.exec.vector.Vector;

/** Which part of the partition comes before a row and its peers, or with them. */
final class ShareColumn extends WindowColumn {
    private final boolean withPeers;
    private final double[] shares;

    ShareColumn(boolean withPeers, int rowCount) {
        super(true, false);
        this.withPeers = withPeers;
        this.shares = new double[rowCount];
    }

    @Override
    Evaluator evaluator() {
        return partition -> {
            int count = partition.count();
            for (int place = 0; place < count; place++) {
                double share = withPeers
                        ? (double) partition.peerEnd(place) / count
                        : count == 1 ? 0 : (double) partition.peerStart(place) / (count - 1);
                shares[partition.row(place)] = share;
            }
        };
    }

    @Override
    public Vector result() {
        return new DoubleVector(shares, shares.length, null);
    }
}
