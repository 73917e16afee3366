package io.gpuquery.calcite.exec.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows taken run by run are those taken one by one. */
class RowRunsTest {
    private static final int ROWS = 3_000;

    private final Random random = new Random(5);
    private final Scratch scratch = new Scratch(ROWS);

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.001, 0.02, 0.1, 0.5, 0.97, 1})
    void selectionIsGathering(double missing) {
        int[] rows = IntStream.range(0, ROWS)
                .filter(row -> random.nextDouble() >= missing)
                .toArray();
        RowRuns runs = new RowRuns(rows, rows.length, scratch);
        int[] ints = random.ints(ROWS).toArray();
        long[] longs = random.longs(ROWS).toArray();
        for (int @Nullable [] nulls : new int @Nullable [][] {null, new int[ROWS], flags()}) {
            IntVector of32 = new IntVector(ints, ROWS, nulls);
            IntVector selected = (IntVector) of32.select(runs, scratch);
            IntVector gathered = (IntVector) of32.gather(rows, rows.length, scratch);
            assertThat(Arrays.copyOf(selected.values(), rows.length))
                    .isEqualTo(Arrays.copyOf(gathered.values(), rows.length));
            assertSameNulls(selected, gathered);
            LongVector of64 = new LongVector(longs, ROWS, nulls);
            LongVector selectedLongs = (LongVector) of64.select(runs, scratch);
            assertThat(Arrays.copyOf(selectedLongs.values(), rows.length))
                    .isEqualTo(Arrays.stream(rows).mapToLong(row -> longs[row]).toArray());
            assertSameNulls(selectedLongs, of64.gather(rows, rows.length, scratch));
            DoubleVector doubles =
                    new DoubleVector(Arrays.stream(longs).asDoubleStream().toArray(), ROWS, nulls);
            assertSameNulls(doubles.select(runs, scratch), doubles.gather(rows, rows.length, scratch));
        }
    }

    private int[] flags() {
        return random.ints(ROWS, 0, 2).toArray();
    }

    private static void assertSameNulls(Vector selected, Vector gathered) {
        assertThat(selected.length()).isEqualTo(gathered.length());
        for (int row = 0; row < gathered.length(); row++) {
            assertThat(selected.isNull(row)).isEqualTo(gathered.isNull(row));
        }
    }
}
