package io.gpuquery.calcite.exec.grouping;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.exec.vector.DoubleVector;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.exec.vector.WideVector;
import io.gpuquery.column.ColumnType;
import io.gpuquery.engine.MemoryBudget;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is added up of blocks with few groups and many, with nulls in some blocks, in all, or in none. */
class AccumulatorTest {
    private static final int BLOCKS = 12;

    /** What the accumulators must tell, row by row. */
    private static final class Plain {
        final List<BigInteger> sums = new ArrayList<>();
        final List<Long> counts = new ArrayList<>();
        final List<@Nullable Long> least = new ArrayList<>();

        void add(int group, @Nullable Long value) {
            while (sums.size() <= group) {
                sums.add(BigInteger.ZERO);
                counts.add(0L);
                least.add(null);
            }
            if (value != null) {
                sums.set(group, sums.get(group).add(BigInteger.valueOf(value)));
                counts.set(group, counts.get(group) + 1);
                Long before = least.get(group);
                least.set(group, before == null ? value : Long.valueOf(Math.min(before, value)));
            }
        }
    }

    /** Groups, rows of a block, blocks of ten with nulls, and whether some groups may have no row in what is added. */
    @ParameterizedTest
    @CsvSource({
        "1, 100, 0, true",
        "1, 100, 10, true",
        "1, 1, 5, true",
        "3, 200, 0, true",
        "3, 200, 3, true",
        "3, 200, 10, true",
        "3, 200, 0, false",
        "3, 200, 4, false",
        "70, 2000, 3, true",
        "500, 2000, 5, false",
        "20, 11, 5, true",
    })
    void sumsCountsAndExtremesAreThoseOfTheRows(int groupCount, int rows, int withNulls, boolean allRows) {
        for (boolean wide : new boolean[] {false, true}) {
            Random random = new Random(groupCount * 31L + rows);
            Plain plain = new Plain();
            Plain halves = new Plain();
            ExactSum sum = new ExactSum(ColumnType.decimal(38, 0), false, allRows);
            CountAccumulator count = new CountAccumulator();
            Extreme least = new Extreme(wide ? ColumnType.BIGINT : ColumnType.INTEGER, false);
            DoubleSum doubles = new DoubleSum(false, new MemoryAccount(MemoryBudget.ofProcess()));
            List<Accumulator> all = List.of(sum, count, least, doubles);
            Scratch scratch = new Scratch(rows);
            int known = 0;
            for (int block = 0; block < BLOCKS; block++) {
                scratch.reset();
                // New groups come in the order of their numbers; where rows are missing, their first may be among
                // these.
                int reach = Math.min(groupCount, (block + 1) * groupCount / 4 + 1);
                int[] groups = random.ints(rows, 0, known == 0 ? 1 : known).toArray();
                for (int i = 0; i < rows && known < reach; i++) {
                    groups[i] = allRows ? known : groups[i];
                    known++;
                }
                known = Math.max(known, 1);
                int ensured = known;
                all.forEach(accumulator -> accumulator.ensure(ensured));
                boolean nullable = random.nextInt(10) < withNulls;
                int[] nulls = random.ints(rows, 0, 2).toArray();
                long[] values = random.longs(rows, -1000, wide ? Long.MAX_VALUE / 3 : 1000)
                        .toArray();
                for (int i = 0; i < rows; i++) {
                    boolean isNull = nullable && nulls[i] == 1;
                    plain.add(groups[i], isNull ? null : Long.valueOf(values[i]));
                    halves.add(groups[i], isNull ? null : Long.valueOf(values[i] >> 30));
                }
                int @Nullable [] present = nullable ? nulls : null;
                Vector vector = wide
                        ? new LongVector(values, rows, present, -1000, Long.MAX_VALUE / 3)
                        : new IntVector(
                                Arrays.stream(values)
                                        .mapToInt(value -> (int) value)
                                        .toArray(),
                                rows,
                                present,
                                -1000,
                                1000);
                int @Nullable [] numbers = groupCount == 1 ? null : groups;
                for (Accumulator accumulator : List.of(sum, count, least)) {
                    accumulator.add(new Vector[] {vector}, rows, numbers, scratch);
                }
                Vector upperHalves = new DoubleVector(
                        Arrays.stream(values).mapToDouble(value -> value >> 30).toArray(), rows, present);
                doubles.add(new Vector[] {upperHalves}, rows, numbers, scratch);
                doubles.endSegment();
            }
            plain.add(known - 1, null);
            halves.add(known - 1, null);
            check(plain, sum.result(), count, least.result());
            check(halves, doubles);
        }
    }

    /** Sums that doubles hold exactly. */
    private static void check(Plain plain, DoubleSum doubles) {
        int[] same = new int[plain.sums.size()];
        Arrays.setAll(same, group -> group);
        for (int segment = 0; segment < BLOCKS; segment++) {
            doubles.mergeSegment(doubles, segment, same);
        }
        DoubleVector sums = (DoubleVector) doubles.result();
        for (int group = 0; group < plain.sums.size(); group++) {
            assertThat(sums.isNull(group)).isEqualTo(plain.counts.get(group) == 0);
            if (plain.counts.get(group) > 0) {
                assertThat(sums.values()[group]).isEqualTo(plain.sums.get(group).doubleValue());
            }
        }
    }

    private static void check(Plain plain, Vector sums, CountAccumulator count, Vector least) {
        for (int group = 0; group < plain.sums.size(); group++) {
            assertThat(count.count(group)).isEqualTo(plain.counts.get(group));
            assertThat(sums.isNull(group)).as("no row of group %d", group).isEqualTo(plain.counts.get(group) == 0);
            if (plain.counts.get(group) > 0) {
                assertThat(number(sums, group)).isEqualTo(plain.sums.get(group));
                assertThat(number(least, group)).isEqualTo(BigInteger.valueOf(plain.least.get(group)));
            } else {
                assertThat(least.isNull(group)).isTrue();
            }
        }
    }

    private static BigInteger number(Vector vector, int row) {
        if (vector instanceof IntVector ints) {
            return BigInteger.valueOf(ints.values()[row]);
        }
        if (vector instanceof LongVector longs) {
            return BigInteger.valueOf(longs.values()[row]);
        }
        WideVector wide = (WideVector) vector;
        return BigInteger.valueOf(wide.high()[row])
                .shiftLeft(Long.SIZE)
                .add(new BigInteger(Long.toUnsignedString(wide.low()[row])));
    }
}
