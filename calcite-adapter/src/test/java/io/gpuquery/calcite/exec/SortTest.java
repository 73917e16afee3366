package io.gpuquery.calcite.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import io.gpuquery.scan.Literal;
import io.gpuquery.testing.LeakCheck;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SortTest {
    private static Expression rows(long count) {
        return Values.constant(ValueType.notNull(ColumnType.BIGINT), count);
    }

    static Comparator<@Nullable Object[]> order(List<SortKey> keys) {
        return (a, b) -> {
            for (SortKey key : keys) {
                Object x = Reference.plain(a[key.column()]);
                Object y = Reference.plain(b[key.column()]);
                int order;
                if (x == null || y == null) {
                    order = x == y ? 0 : (x == null) == key.nullsFirst() ? -1 : 1;
                } else {
                    order = key.descending() ? AggregateTest.order(y, x) : AggregateTest.order(x, y);
                }
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
    }

    @Test
    void rowsComeInTheOrderOfAStableSort() {
        LeakCheck leaks = LeakCheck.start();
        for (int seed = 0; seed < 160; seed++) {
            Random random = new Random(seed);
            TestTable table = RandomExpressionTest.table(random, random.nextInt(300));
            List<SortKey> keys = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                keys.add(new SortKey(random.nextInt(table.types().size()), random.nextBoolean(), random.nextBoolean()));
            }
            List<@Nullable Object[]> expected = new ArrayList<>(table.rows());
            expected.sort(order(keys));
            int offset = random.nextInt(3) == 0 ? random.nextInt(40) : 0;
            int fetch = random.nextBoolean() ? random.nextInt(50) : Integer.MAX_VALUE;
            int from = Math.min(offset, expected.size());
            List<@Nullable Object[]> slice =
                    expected.subList(from, (int) Math.min(expected.size(), (long) from + fetch));
            PlanNode plan = new PlanNode.SortNode(
                    table.scan(),
                    keys,
                    offset == 0 ? null : rows(offset),
                    fetch == Integer.MAX_VALUE ? null : rows(fetch));
            Runs.Way way = Runs.WAYS.get(seed % Runs.WAYS.size());
            assertThat(Runs.lines(Runs.rows(plan, way)))
                    .as("seed %d: %s, %d + %d", seed, keys, offset, fetch)
                    .isEqualTo(Runs.lines(slice));
        }
        leaks.verify();
    }

    @Test
    void manyRowsAreSortedByCountingAndCutToTheFirst() {
        Random random = new Random(5);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            rows.add(new @Nullable Object[] {
                random.nextInt(10) == 0 ? null : random.nextLong() >> random.nextInt(60), random.nextInt(5), i
            });
        }
        TestTable table = new TestTable(
                List.of(
                        ValueType.nullable(ColumnType.BIGINT),
                        ValueType.notNull(ColumnType.INTEGER),
                        ValueType.notNull(ColumnType.INTEGER)),
                rows,
                1000);
        for (List<SortKey> keys : List.of(
                List.of(new SortKey(1, true, false), new SortKey(0, false, true)),
                List.of(new SortKey(0, true, false)),
                List.of(new SortKey(1, false, false)))) {
            List<@Nullable Object[]> expected = new ArrayList<>(rows);
            expected.sort(order(keys));
            for (int threads : new int[] {1, 2, 7}) {
                Runs.Way way = new Runs.Way(threads, 2048);
                assertThat(Runs.lines(Runs.rows(new PlanNode.SortNode(table.scan(), keys, null, null), way)))
                        .isEqualTo(Runs.lines(expected));
                assertThat(Runs.lines(Runs.rows(new PlanNode.SortNode(table.scan(), keys, rows(5), rows(20)), way)))
                        .isEqualTo(Runs.lines(expected.subList(5, 25)));
            }
        }
    }

    @Test
    void limitsLeaveRowsOutAtBothEnds() {
        TestTable table = RandomExpressionTest.table(new Random(1), 100);
        for (Runs.Way way : Runs.WAYS) {
            PlanNode plan = new PlanNode.LimitNode(table.scan(), rows(30), rows(45));
            assertThat(Runs.lines(Runs.rows(plan, way)))
                    .isEqualTo(Runs.lines(table.rows().subList(30, 75)));
            assertThat(Runs.rows(new PlanNode.LimitNode(table.scan(), rows(200), null), way))
                    .isEmpty();
            assertThat(Runs.rows(new PlanNode.LimitNode(table.scan(), null, rows(0)), way))
                    .isEmpty();
        }
    }

    @Test
    void aLimitMayBeAParameter() {
        TestTable table = RandomExpressionTest.table(new Random(1), 100);
        Expression parameter = new Expression.Parameter(0, ValueType.notNull(ColumnType.INTEGER));
        PlanNode plan = new PlanNode.LimitNode(table.scan(), null, parameter);
        assertThat(Runs.rows(plan, Runs.WAYS.get(0), new Literal.OfLong(7))).hasSize(7);
        assertThatThrownBy(() -> Runs.rows(plan, Runs.WAYS.get(0), new Literal.OfLong(-7)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a number of rows is not negative, as -7 is");
    }
}
