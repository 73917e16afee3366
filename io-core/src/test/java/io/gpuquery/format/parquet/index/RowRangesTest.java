package io.gpuquery.format.parquet.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowRangesTest {
    private static RowRanges of(BitSet rows) {
        RowRanges.Builder builder = new RowRanges.Builder();
        for (int from = rows.nextSetBit(0); from >= 0; ) {
            int to = rows.nextClearBit(from);
            builder.add(from, to);
            from = rows.nextSetBit(to);
        }
        return builder.build();
    }

    private static BitSet bits(RowRanges ranges) {
        BitSet rows = new BitSet();
        for (int i = 0; i < ranges.count(); i++) {
            rows.set((int) ranges.from(i), (int) ranges.to(i));
        }
        return rows;
    }

    @Test
    void rangesAreSetsOfRows() {
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            BitSet left = new BitSet();
            BitSet right = new BitSet();
            int density = 1 + random.nextInt(10);
            for (int row = 0; row < 60; row++) {
                left.set(row, random.nextInt(density) == 0);
                right.set(row, random.nextInt(density) != 0);
            }
            BitSet both = (BitSet) left.clone();
            both.and(right);
            BitSet either = (BitSet) left.clone();
            either.or(right);

            assertThat(bits(of(left).and(of(right)))).isEqualTo(both);
            assertThat(bits(of(left).or(of(right)))).isEqualTo(either);
            assertThat(of(left).or(of(right)).toString()).isEqualTo(of(either).toString());
            assertThat(of(left).rowCount()).isEqualTo(left.cardinality());
            assertThat(of(left).isEmpty()).isEqualTo(left.isEmpty());
        }
    }
}
