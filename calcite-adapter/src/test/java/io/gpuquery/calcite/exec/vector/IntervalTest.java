package io.gpuquery.calcite.exec.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An interval says what the comparisons say that it stands for. */
class IntervalTest {
    private static final int ROWS = 1_003;
    private static final long[] ENDS = {
        Long.MIN_VALUE,
        Long.MIN_VALUE + 1,
        Integer.MIN_VALUE - 1L,
        Integer.MIN_VALUE,
        -1,
        0,
        1,
        77,
        Integer.MAX_VALUE - 1,
        Integer.MAX_VALUE,
        Integer.MAX_VALUE + 1L,
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE
    };

    private final Scratch scratch = new Scratch(ROWS);
    private final Random random = new Random(1);

    @Test
    void oneComparison() {
        for (Vector vector : vectors()) {
            for (long end : ENDS) {
                for (Comparison comparison : Comparison.values()) {
                    Interval interval = Interval.of(comparison, constant(end));
                    if (interval == null) {
                        assertThat(comparison == Comparison.NE
                                        || (comparison == Comparison.LT && end == Long.MIN_VALUE)
                                        || (comparison == Comparison.GT && end == Long.MAX_VALUE))
                                .isTrue();
                    } else {
                        verify(interval, vector, compared(comparison, vector, end));
                    }
                }
            }
        }
    }

    @Test
    void twoComparisons() {
        for (Vector vector : vectors()) {
            for (long from : ENDS) {
                for (long to : ENDS) {
                    Interval interval = new Interval(from, Long.MAX_VALUE).and(new Interval(Long.MIN_VALUE, to));
                    IntVector both = Booleans.and(
                            compared(Comparison.GE, vector, from), compared(Comparison.LE, vector, to), scratch);
                    verify(interval, vector, both);
                }
            }
        }
    }

    @Test
    void otherConstantsAndValuesHaveNone() {
        Vector text = new TextVector(new byte[1], new int[1], new int[1], 1, null);
        Vector real = new DoubleVector(new double[1], 1, null);
        Vector unknown = new IntVector(new int[1], 1, new int[] {1});
        for (Vector constant : new Vector[] {text, real, unknown}) {
            assertThat(Interval.of(Comparison.EQ, constant)).isNull();
        }
        assertThat(new Interval(0, 1).contains(text, scratch)).isNull();
        assertThat(new Interval(0, 1).contains(real, scratch)).isNull();
    }

    private void verify(Interval interval, Vector vector, IntVector expected) {
        IntVector actual = interval.contains(vector, scratch);
        assertThat(actual).isNotNull();
        assertThat(Arrays.copyOf(actual.values(), ROWS)).isEqualTo(Arrays.copyOf(expected.values(), ROWS));
        assertThat(actual.nulls()).isEqualTo(expected.nulls());
        scratch.reset();
    }

    private static IntVector compared(Comparison comparison, Vector vector, long constant) {
        return comparison.apply(vector, Lanes.repeat(constant(constant), ROWS), new Scratch(ROWS));
    }

    private static Vector constant(long value) {
        return (int) value == value
                ? new IntVector(new int[] {(int) value}, 1, null, (int) value, (int) value)
                : new LongVector(new long[] {value}, 1, null, value, value);
    }

    /** With and without nulls, near the ends and anywhere, with known bounds and without. */
    private Vector[] vectors() {
        int[] ints = new int[ROWS];
        int[] few = new int[ROWS];
        long[] longs = new long[ROWS];
        int[] nulls = new int[ROWS];
        for (int i = 0; i < ROWS; i++) {
            long end = ENDS[random.nextInt(ENDS.length)];
            longs[i] = random.nextInt(4) == 0 ? random.nextLong() : end;
            ints[i] = random.nextInt(4) == 0 ? random.nextInt() : (int) end;
            few[i] = random.nextInt(3);
            nulls[i] = random.nextInt(5) == 0 ? 1 : 0;
        }
        return new Vector[] {
            new IntVector(ints, ROWS, null),
            new IntVector(ints, ROWS, nulls),
            new IntVector(few, ROWS, null, 0, 2),
            new IntVector(few, ROWS, nulls, 0, 2),
            new LongVector(longs, ROWS, null),
            new LongVector(longs, ROWS, nulls)
        };
    }

    /** Not more than there is. */
    @Test
    void noRows() {
        @Nullable IntVector none = new Interval(1, 2).contains(new IntVector(new int[0], 0, null), scratch);
        assertThat(none).isNotNull();
        assertThat(none.length()).isZero();
    }
}
