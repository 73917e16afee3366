package io.gpuquery.calcite.exec.windowing;

import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.Vector;

/** Partitions in parts of as equal size as can be, the larger first. */
final class TileColumn extends WindowColumn {
    private final WholeNumbers numbers;
    private final long[] tiles;
    private final int[] nulls;

    TileColumn(WholeNumbers numbers, int rowCount) {
        super(false, false);
        this.numbers = numbers;
        this.tiles = new long[rowCount];
        this.nulls = new int[rowCount];
    }

    @Override
    Evaluator evaluator() {
        return partition -> {
            for (int place = 0; place < partition.count(); place++) {
                int row = partition.row(place);
                if (numbers.isNull(row)) {
                    nulls[row] = 1;
                } else {
                    tiles[row] = tile(place, partition.count(), numbers.of(row));
                }
            }
        };
    }

    private static long tile(long place, long count, long tiles) {
        if (tiles <= 0) {
            throw new ArithmeticException("NTILE makes at least one part, and not " + tiles);
        }
        long size = count / tiles;
        long larger = count % tiles;
        long rowsOfLarger = larger * (size + 1);
        return place < rowsOfLarger ? place / (size + 1) + 1 : larger + (place - rowsOfLarger) / size + 1;
    }

    /** The same for rows that come next. */
    static Vector tiles(Stretch stretch, WholeNumbers numbers) {
        long[] tiles = new long[stretch.count()];
        int[] nulls = new int[stretch.count()];
        for (int i = 0; i < tiles.length; i++) {
            int row = stretch.first() + i;
            if (numbers.isNull(row)) {
                nulls[i] = 1;
            } else {
                tiles[i] = tile(stretch.place(i), stretch.total(), numbers.of(row));
            }
        }
        return new LongVector(tiles, tiles.length, nulls);
    }

    @Override
    public Vector result() {
        return new LongVector(tiles, tiles.length, nulls);
    }
}
