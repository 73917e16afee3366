package io.gpuquery.calcite.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.exec.joining.JoinKind;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import io.gpuquery.engine.MemoryBudget;
import io.gpuquery.testing.LeakCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Many groups that several threads made, and few rows looked up by many others: what plain loops over the rows give. */
class ManyKeysTest {
    private static final List<ValueType> TYPES =
            List.of(ValueType.nullable(ColumnType.BIGINT), ValueType.notNull(ColumnType.BIGINT));

    private static TestTable table(int rowCount, IntFunction<@Nullable Long> key) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int row = 0; row < rowCount; row++) {
            rows.add(new @Nullable Object[] {key.apply(row), (long) row});
        }
        return new TestTable(TYPES, rows, 1500);
    }

    /** Narrow and wide ranges, in order and not, with nulls and extremes. */
    private static List<IntFunction<@Nullable Long>> keys() {
        Random random = new Random(4);
        return List.of(
                row -> (long) row / 3,
                row -> -7_000_000L - row,
                row -> row % 50 == 0 ? null : Long.valueOf(random.nextInt(60_000) - 30_000),
                row -> row % 1000 == 999 ? null : Long.valueOf(random.nextLong()),
                row -> row == 17 ? Long.MIN_VALUE : row == 18 ? Long.MAX_VALUE : Long.valueOf(row),
                row -> null);
    }

    @Test
    void groupsOfSeveralThreadsComeInTheOrderOfTheirFirstRows() {
        LeakCheck leaks = LeakCheck.start();
        long reserved = MemoryBudget.ofProcess().reservedBytes();
        for (IntFunction<@Nullable Long> key : keys()) {
            TestTable table = table(40_000, key);
            Map<Object, long[]> expected = new LinkedHashMap<>();
            for (@Nullable Object[] row : table.rows()) {
                long[] sums = expected.computeIfAbsent(Objects.requireNonNullElse(row[0], "NULL"), each -> new long[2]);
                sums[0]++;
                sums[1] += (Long) Objects.requireNonNull(row[1]);
            }
            List<String> lines = new ArrayList<>();
            expected.forEach((value, sums) ->
                    lines.add((value.equals("NULL") ? "null" : value) + " | " + sums[0] + " | " + sums[1]));
            PlanNode plan = new PlanNode.AggregateNode(
                    table.scan(),
                    List.of(table.column(0)),
                    List.of(List.of(0)),
                    List.of(
                            new AggregateCall(
                                    AggregateFunction.COUNT,
                                    List.of(),
                                    false,
                                    null,
                                    ValueType.notNull(ColumnType.BIGINT)),
                            new AggregateCall(
                                    AggregateFunction.SUM,
                                    List.of(table.column(1)),
                                    false,
                                    null,
                                    ValueType.nullable(ColumnType.decimal(38, 0)))));
            for (int threads : new int[] {1, 2, 7}) {
                assertThat(Runs.lines(Runs.rows(plan, new Runs.Way(threads, 512))))
                        .isEqualTo(lines);
            }
        }
        assertThat(MemoryBudget.ofProcess().reservedBytes()).isEqualTo(reserved);
        leaks.verify();
    }

    /** Of many left rows few have a right one: with ranges that an array, bits, and neither are made for. */
    @Test
    void fewRowsAreFoundForMany() {
        Random random = new Random(6);
        for (long range : new long[] {1000, 300_000, 5_000_000, 3_000_000_000L, Long.MAX_VALUE}) {
            for (long first : new long[] {0, -range / 2}) {
                TestTable right = table(
                        60, row -> row % 9 == 5 ? null : Long.valueOf(first + Math.floorMod(random.nextLong(), range)));
                TestTable left = table(
                        9000,
                        row -> row % 40 == 0
                                ? null
                                : row % 7 == 0
                                        ? (Long) right.rows().get(row % 60)[0]
                                        : row % 100 == 1
                                                ? Long.valueOf(random.nextLong())
                                                : Long.valueOf(first + Math.floorMod(random.nextLong(), range)));
                for (JoinKind kind : List.of(JoinKind.SEMI, JoinKind.ANTI, JoinKind.INNER)) {
                    PlanNode plan = new PlanNode.JoinNode(
                            left.scan(), right.scan(), kind, List.of(left.column(0)), List.of(right.column(0)), null);
                    List<String> expected = new ArrayList<>();
                    for (@Nullable Object[] row : left.rows()) {
                        List<@Nullable Object[]> matches = right.rows().stream()
                                .filter(other -> row[0] != null && row[0].equals(other[0]))
                                .toList();
                        if (kind == JoinKind.INNER) {
                            matches.forEach(match -> {
                                @Nullable Object[] pair = Arrays.copyOf(row, 4);
                                System.arraycopy(match, 0, pair, 2, 2);
                                expected.addAll(Runs.lines(List.<@Nullable Object[]>of(pair)));
                            });
                        } else if (matches.isEmpty() == (kind == JoinKind.ANTI)) {
                            expected.addAll(Runs.lines(List.<@Nullable Object[]>of(row)));
                        }
                    }
                    assertThat(Runs.lines(Runs.rows(plan, new Runs.Way(2, 512))))
                            .as("%s, %d values from %d", kind, range, first)
                            .isEqualTo(expected);
                }
            }
        }
    }
}
