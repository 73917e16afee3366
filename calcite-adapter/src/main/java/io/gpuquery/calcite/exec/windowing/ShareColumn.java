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
                long peers = withPeers ? partition.peerEnd(place) : partition.peerStart(place);
                shares[partition.row(place)] = share(withPeers, peers, count);
            }
        };
    }

    /** Takes the place behind the last peer, or that of the first. */
    private static double share(boolean withPeers, long peers, long count) {
        return withPeers ? (double) peers / count : count == 1 ? 0 : (double) peers / (count - 1);
    }

    /** The same for rows that come next. */
    static Vector shares(Stretch stretch, boolean withPeers) {
        double[] shares = new double[stretch.count()];
        Stretch.Peers peers = stretch.peers();
        for (int row = 0; row < shares.length; row++) {
            shares[row] = share(withPeers, withPeers ? peers.ends()[row] : peers.starts()[row], stretch.total());
        }
        return new DoubleVector(shares, shares.length, null);
    }

    @Override
    public Vector result() {
        return new DoubleVector(shares, shares.length, null);
    }
}
