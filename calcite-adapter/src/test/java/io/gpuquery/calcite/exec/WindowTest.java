package io.gpuquery.calcite.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.exec.PlanNode.WindowNode;
import io.gpuquery.calcite.exec.windowing.FrameBound;
import io.gpuquery.calcite.exec.windowing.FrameBound.Kind;
import io.gpuquery.calcite.exec.windowing.WindowFrame;
import io.gpuquery.calcite.exec.windowing.WindowFrame.Exclusion;
import io.gpuquery.calcite.exec.windowing.WindowFunction;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import io.gpuquery.scan.Literal;
import io.gpuquery.testing.LeakCheck;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final ColumnType WIDE = ColumnType.decimal(38, 2);
    private static final List<ColumnType> KEYS = List.of(
            ColumnType.INTEGER,
            ColumnType.BIGINT,
            ColumnType.DOUBLE,
            ColumnType.REAL,
            ColumnType.decimal(38, 4),
            ColumnType.decimal(9, 2),
            ColumnType.DATE);

    private static WindowCall call(WindowFunction function, ColumnType type, Expression... arguments) {
        return new WindowCall(function, List.of(arguments), false, false, ValueType.nullable(type));
    }

    private static FrameBound bound(Random random, boolean lower, ColumnType key, boolean rows) {
        boolean months = !rows && key.kind() == ColumnType.Kind.DATE && random.nextBoolean();
        boolean near = rows || random.nextInt(4) != 0;
        BigDecimal offset = rows || months
                ? BigDecimal.valueOf(random.nextInt(6))
                : near ? BigDecimal.valueOf(random.nextInt(300), random.nextInt(3)) : new BigDecimal("9e20");
        return switch (random.nextInt(5)) {
            case 0 -> lower ? FrameBound.UNBOUNDED_PRECEDING : FrameBound.UNBOUNDED_FOLLOWING;
            case 1 -> FrameBound.CURRENT_ROW;
            default -> new FrameBound(random.nextBoolean() ? Kind.PRECEDING : Kind.FOLLOWING, offset, months);
        };
    }

    private static TestTable table(Random random, ColumnType key, int rowCount) {
        List<ValueType> types = List.of(
                ValueType.nullable(ColumnType.INTEGER),
                ValueType.nullable(key),
                ValueType.nullable(ColumnType.DOUBLE),
                ValueType.nullable(ColumnType.decimal(30, 2)),
                ValueType.nullable(ColumnType.VARCHAR),
                ValueType.nullable(ColumnType.INTEGER));
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int row = 0; row < rowCount; row++) {
            @Nullable Object[] values = new @Nullable Object[types.size()];
            for (int column = 0; column < values.length; column++) {
                values[column] = Values.random(types.get(column), random);
            }
            values[0] = random.nextInt(5) == 0 ? null : random.nextInt(3);
            rows.add(values);
        }
        return new TestTable(types, rows, 40);
    }

    @Test
    void functionsLookAtTheRowsThatANaiveLookFindsInTheFrame() {
        LeakCheck leaks = LeakCheck.start();
        for (int seed = 0; seed < 240; seed++) {
            Random random = new Random(seed);
            ColumnType key = KEYS.get(random.nextInt(KEYS.size()));
            TestTable table = table(random, key, random.nextInt(5) == 0 ? random.nextInt(3) : random.nextInt(120));
            boolean rows = random.nextInt(3) == 0;
            WindowFrame frame = new WindowFrame(
                    rows,
                    bound(random, true, key, rows),
                    bound(random, false, key, rows),
                    List.of(Exclusion.values()).get(random.nextInt(2) * random.nextInt(4)));
            List<WindowCall> calls = List.of(
                    call(WindowFunction.COUNT, ColumnType.BIGINT),
                    call(WindowFunction.SUM, ColumnType.DOUBLE, table.column(2)),
                    call(WindowFunction.SUM, WIDE, table.column(3)),
                    call(WindowFunction.MIN, ColumnType.VARCHAR, table.column(4)),
                    call(WindowFunction.MAX, ColumnType.DOUBLE, table.column(2)),
                    call(WindowFunction.SUM0, ColumnType.BIGINT, table.column(5)),
                    new WindowCall(
                            WindowFunction.LAST_VALUE,
                            List.of(table.column(4)),
                            false,
                            true,
                            ValueType.nullable(ColumnType.VARCHAR)));
            WindowGroup group = new WindowGroup(
                    random.nextInt(3) == 0 ? List.of() : List.of(0),
                    List.of(new SortKey(1, random.nextBoolean(), random.nextBoolean())),
                    frame,
                    calls);
            WindowNode plan = new WindowNode(table.scan(), List.of(5), List.of(group));
            List<@Nullable Object[]> results = Runs.rows(plan, Runs.WAYS.get(seed % Runs.WAYS.size()));
            NaiveWindow naive = new NaiveWindow(table.rows(), group, key);
            assertThat(results).hasSameSizeAs(table.rows());
            for (int row = 0; row < results.size(); row++) {
                @Nullable Object[] of = table.rows().get(row);
                List<@Nullable Object[]> counted = naive.frame(of);
                @Nullable
                Object[] expected = {
                    of[5],
                    (long) counted.size(),
                    doubles(counted),
                    decimals(counted),
                    extreme(counted, 4, -1),
                    extreme(counted, 2, 1),
                    counted.stream()
                            .map(each -> each[5])
                            .filter(Objects::nonNull)
                            .mapToLong(each -> (Integer) each)
                            .sum(),
                    last(counted)
                };
                for (int column = 0; column < expected.length; column++) {
                    assertThat(isSame(results.get(row)[column], expected[column]))
                            .as(
                                    "seed %d, %s, row %d, column %d: %s instead of %s",
                                    seed, group, row, column, results.get(row)[column], expected[column])
                            .isTrue();
                }
            }
        }
        leaks.verify();
    }

    private static boolean isSame(@Nullable Object actual, @Nullable Object expected) {
        if (actual instanceof Double a && expected instanceof Double e) {
            return a.equals(e) || a.doubleValue() == e || Math.abs(a - e) <= 1e-9 * Math.max(Math.abs(a), Math.abs(e));
        }
        return Objects.equals(actual, expected);
    }

    private static @Nullable Object doubles(List<@Nullable Object[]> rows) {
        Double sum = null;
        for (@Nullable Object[] row : rows) {
            if (row[2] instanceof Double value) {
                sum = (sum == null ? 0 : sum) + value;
            }
        }
        return sum;
    }

    private static @Nullable Object decimals(List<@Nullable Object[]> rows) {
        BigDecimal sum = null;
        for (@Nullable Object[] row : rows) {
            if (row[3] instanceof BigDecimal value) {
                sum = sum == null ? value : sum.add(value);
            }
        }
        return sum;
    }

    private static @Nullable Object extreme(List<@Nullable Object[]> rows, int column, int sign) {
        Object best = null;
        for (@Nullable Object[] row : rows) {
            Object value = row[column];
            if (value != null && (best == null || sign * AggregateTest.order(value, best) > 0)) {
                best = value;
            }
        }
        return best;
    }

    private static @Nullable Object last(List<@Nullable Object[]> rows) {
        Object last = null;
        for (@Nullable Object[] row : rows) {
            last = row[4] == null ? last : row[4];
        }
        return last;
    }

    private static TestTable numbers(ColumnType type, List<Object> values) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Object value : values) {
            rows.add(new @Nullable Object[] {rows.size(), value});
        }
        return new TestTable(List.of(ValueType.notNull(ColumnType.INTEGER), ValueType.nullable(type)), rows, 1000);
    }

    private static PlanNode over(TestTable table, FrameBound lower, FrameBound upper, WindowCall... calls) {
        WindowFrame frame = new WindowFrame(true, lower, upper, Exclusion.NONE);
        return new WindowNode(
                table.scan(),
                List.of(0),
                List.of(new WindowGroup(List.of(), List.of(new SortKey(0, false, false)), frame, List.of(calls))));
    }

    private static FrameBound rows(Kind kind, int count) {
        return new FrameBound(kind, BigDecimal.valueOf(count), false);
    }

    @Test
    void aValueThatLeavesTheFrameLeavesNothingBehind() {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            values.add(i == 700 ? Double.NaN : i == 900 ? 1e300 : i == 1100 ? Double.POSITIVE_INFINITY : 0.1);
        }
        TestTable table = numbers(ColumnType.DOUBLE, values);
        PlanNode plan = over(
                table,
                rows(Kind.PRECEDING, 49),
                FrameBound.CURRENT_ROW,
                call(WindowFunction.SUM, ColumnType.DOUBLE, table.column(1)));
        List<String> first = Runs.lines(Runs.rows(plan, Runs.WAYS.get(0)));
        for (Runs.Way way : Runs.WAYS) {
            assertThat(Runs.lines(Runs.rows(plan, way))).isEqualTo(first);
        }
        List<@Nullable Object[]> sums = Runs.rows(plan, Runs.WAYS.get(0));
        for (int row : new int[] {600, 750, 949 + 1, 1149 + 1, 2999}) {
            assertThat((Double) sums.get(row)[1]).isCloseTo(5.0, org.assertj.core.data.Offset.offset(1e-9));
        }
        assertThat((Double) sums.get(749)[1]).isNaN();
        assertThat((Double) sums.get(1149)[1]).isInfinite();
    }

    @Test
    void sumsThatDoNotFitAreErrorsOnlyIfSomeFrameHasThem() {
        BigDecimal most = new BigDecimal("99999999999999999999999999999999999999");
        List<Object> values = List.of(most, most, most.negate(), most);
        TestTable table = numbers(ColumnType.decimal(38, 0), values);
        WindowCall sum = call(WindowFunction.SUM, ColumnType.decimal(38, 0), table.column(1));
        PlanNode all = over(table, FrameBound.UNBOUNDED_PRECEDING, FrameBound.CURRENT_ROW, sum);
        assertThatThrownBy(() -> Runs.rows(all, Runs.WAYS.get(0)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("DECIMAL(38, 0)");
        PlanNode single = over(table, FrameBound.CURRENT_ROW, FrameBound.CURRENT_ROW, sum);
        assertThat(Runs.lines(Runs.rows(single, Runs.WAYS.get(0))))
                .containsExactly("0 | " + most, "1 | " + most, "2 | -" + most, "3 | " + most);
        TestTable longs = numbers(ColumnType.BIGINT, List.of(Long.MAX_VALUE, Long.MIN_VALUE, 5L));
        WindowCall narrow = call(WindowFunction.SUM, ColumnType.BIGINT, longs.column(1));
        assertThat(Runs.lines(Runs.rows(
                                over(longs, rows(Kind.PRECEDING, 1), rows(Kind.PRECEDING, 0), narrow),
                                Runs.WAYS.get(0)))
                        .get(1))
                .isEqualTo("1 | -1");
    }

    @Test
    void aConstantIsCountedForEachRow() {
        TestTable table = numbers(ColumnType.INTEGER, List.of(7, 8, 9));
        Expression none = new Expression.Constant(ValueType.nullable(ColumnType.INTEGER), null);
        Expression some = new Expression.Constant(ValueType.notNull(ColumnType.INTEGER), new Literal.OfLong(1));
        PlanNode plan = over(
                table,
                FrameBound.UNBOUNDED_PRECEDING,
                FrameBound.CURRENT_ROW,
                call(WindowFunction.COUNT, ColumnType.BIGINT, table.column(1), none),
                call(WindowFunction.COUNT, ColumnType.BIGINT, table.column(1), some));
        for (Runs.Way way : Runs.WAYS) {
            assertThat(Runs.lines(Runs.rows(plan, way))).containsExactly("0 | 0 | 1", "1 | 0 | 2", "2 | 0 | 3");
        }
    }

    @Test
    void numbersOfRowsHaveToBePositive() {
        TestTable table = numbers(ColumnType.INTEGER, List.of(1, 0));
        PlanNode tiles = over(
                table,
                FrameBound.UNBOUNDED_PRECEDING,
                FrameBound.CURRENT_ROW,
                call(WindowFunction.NTILE, ColumnType.BIGINT, table.column(1)));
        assertThatThrownBy(() -> Runs.rows(tiles, Runs.WAYS.get(0)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("NTILE makes at least one part, and not 0");
        PlanNode nth = over(
                table,
                FrameBound.UNBOUNDED_PRECEDING,
                FrameBound.CURRENT_ROW,
                call(WindowFunction.NTH_VALUE, ColumnType.INTEGER, table.column(0), table.column(1)));
        assertThatThrownBy(() -> Runs.rows(nth, Runs.WAYS.get(0)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("NTH_VALUE counts rows from 1, and there is none of number 0");
    }

    @Test
    void manyPartitionsAndOneAreTheSameForAnyNumberOfThreads() {
        Random random = new Random(3);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int i = 0; i < 90_000; i++) {
            rows.add(new @Nullable Object[] {random.nextInt(20_000), random.nextInt(50), random.nextDouble()});
        }
        TestTable table = new TestTable(
                List.of(
                        ValueType.notNull(ColumnType.INTEGER),
                        ValueType.notNull(ColumnType.INTEGER),
                        ValueType.notNull(ColumnType.DOUBLE)),
                rows,
                1000);
        for (List<Integer> by : List.of(List.<Integer>of(), List.of(0), List.of(1))) {
            WindowFrame frame =
                    new WindowFrame(true, rows(Kind.PRECEDING, 20), rows(Kind.FOLLOWING, 3), Exclusion.CURRENT_ROW);
            WindowGroup group = new WindowGroup(
                    by,
                    List.of(new SortKey(2, true, false)),
                    frame,
                    List.of(
                            call(WindowFunction.ROW_NUMBER, ColumnType.BIGINT),
                            call(WindowFunction.SUM, ColumnType.DOUBLE, table.column(2)),
                            call(WindowFunction.LEAD, ColumnType.INTEGER, table.column(1))));
            PlanNode plan = new WindowNode(table.scan(), List.of(0, 1), List.of(group));
            List<String> one = Runs.lines(Runs.rows(plan, new Runs.Way(1, 2048)));
            assertThat(one).hasSize(rows.size());
            assertThat(Runs.lines(Runs.rows(plan, new Runs.Way(7, 500)))).isEqualTo(one);
        }
    }
}
