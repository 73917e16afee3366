package io.gpuquery.calcite.exec.sorting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SelectionTest {
    @Test
    void findsWhatASortWouldPutAtAPlace() {
        Random random = new Random(3);
        for (int range : new int[] {1, 2, 5, 1_000_000}) {
            for (int count : new int[] {1, 2, 3, 10, 257}) {
                long[] values = random.longs(count + 5, -range, range).toArray();
                long[] sorted = Arrays.copyOf(values, count);
                Arrays.sort(sorted);
                for (int wanted = 1; wanted <= count; wanted += 1 + count / 20) {
                    assertThat(Selection.smallest(values, count, wanted)).isEqualTo(sorted[wanted - 1]);
                }
            }
        }
    }

    @Test
    void extremesAndRowsInOrderAreFoundToo() {
        long[] ascending = new long[1000];
        Arrays.setAll(ascending, i -> i);
        long[] descending = new long[1000];
        Arrays.setAll(descending, i -> -i);
        assertThat(Selection.smallest(ascending, 1000, 50)).isEqualTo(49);
        assertThat(Selection.smallest(descending, 1000, 50)).isEqualTo(-950);
        assertThat(Selection.smallest(new long[] {Long.MAX_VALUE, Long.MIN_VALUE}, 2, 2))
                .isEqualTo(Long.MAX_VALUE);
    }
}
