package io.gpuquery.calcite.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import io.gpuquery.testing.LeakCheck;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AggregateTest {
    private static final ColumnType SUM_TYPE = ColumnType.decimal(38, 0);

    /** What one row of a group gives, for a plain reference. */
    private static @Nullable Object reference(AggregateCall call, List<@Nullable Object[]> rows) {
        List<Object> values = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (@Nullable Object[] row : rows) {
            Expression filter = call.filter();
            if (filter != null && !Boolean.TRUE.equals(Reference.evaluate(filter, row))) {
                continue;
            }
            List<@Nullable Object> arguments = new ArrayList<>();
            call.arguments().forEach(argument -> arguments.add(Reference.evaluate(argument, row)));
            boolean complete = arguments.stream().allMatch(Objects::nonNull);
            if (complete && (!call.distinct() || seen.add(arguments.toString()))) {
                values.add(arguments.isEmpty() ? row : arguments.get(0));
            }
        }
        if (call.function() == AggregateFunction.COUNT) {
            return (long) values.size();
        }
        if (values.isEmpty()) {
            return call.function() == AggregateFunction.SUM0 ? BigDecimal.ZERO : null;
        }
        boolean floating = values.get(0) instanceof Double;
        return switch (call.function()) {
            case SUM, SUM0 ->
                floating
                        ? (Object)
                                values.stream().mapToDouble(Reference::number).sum()
                        : values.stream().map(Reference::exact).reduce(BigDecimal.ZERO, BigDecimal::add);
            case MIN, ANY_VALUE -> values.stream().min(AggregateTest::order).orElseThrow();
            case MAX -> values.stream().max(AggregateTest::order).orElseThrow();
            case COUNT, SINGLE_VALUE, GROUPING -> throw new AssertionError(call);
        };
    }

    static int order(Object a, Object b) {
        if (a instanceof Double x) {
            return x.compareTo((Double) b);
        }
        return a instanceof String text
                ? Arrays.compareUnsigned(
                        text.getBytes(StandardCharsets.UTF_8), ((String) b).getBytes(StandardCharsets.UTF_8))
                : Reference.compare(a, b);
    }

    private static AggregateCall call(AggregateFunction function, ColumnType type, Expression... arguments) {
        return new AggregateCall(function, List.of(arguments), false, null, ValueType.nullable(type));
    }

    private static List<AggregateCall> calls(TestTable table, @Nullable Expression filter) {
        Expression bigint = table.column(4);
        Expression decimal = table.column(7);
        Expression wide = table.column(8);
        Expression text = table.column(9);
        List<AggregateCall> calls = new ArrayList<>();
        calls.add(call(AggregateFunction.COUNT, ColumnType.BIGINT));
        for (Expression column : List.of(bigint, decimal, wide, text, table.column(5), table.column(0))) {
            ColumnType type = column.type().type();
            calls.add(call(AggregateFunction.COUNT, ColumnType.BIGINT, column));
            calls.add(call(AggregateFunction.MIN, type, column));
            calls.add(call(AggregateFunction.MAX, type, column));
        }
        calls.add(call(AggregateFunction.ANY_VALUE, ColumnType.DATE, table.column(10)));
        calls.add(call(AggregateFunction.SUM, SUM_TYPE, bigint));
        calls.add(call(AggregateFunction.SUM0, SUM_TYPE, bigint));
        calls.add(call(AggregateFunction.SUM, ColumnType.BIGINT, table.column(3)));
        calls.add(call(AggregateFunction.SUM, ColumnType.decimal(38, 4), decimal));
        calls.add(call(AggregateFunction.COUNT, ColumnType.BIGINT, text, decimal));
        List<AggregateCall> all = new ArrayList<>(calls);
        for (AggregateCall call : calls) {
            boolean distinct = !call.arguments().isEmpty();
            all.add(new AggregateCall(call.function(), call.arguments(), distinct, filter, call.type()));
        }
        return all;
    }

    @Test
    void groupsGiveWhatAPlainReferenceGives() {
        LeakCheck leaks = LeakCheck.start();
        for (int seed = 0; seed < 120; seed++) {
            Random random = new Random(seed);
            TestTable table = RandomExpressionTest.table(random, seed % 10 == 0 ? seed / 50 : random.nextInt(400));
            List<Expression> keys = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                Expression key = table.column(List.of(0, 1, 3, 5, 8, 9, 10, 11).get(random.nextInt(8)));
                if (!keys.contains(key)) {
                    keys.add(key);
                }
            }
            List<Integer> allKeys = new ArrayList<>();
            for (int i = 0; i < keys.size(); i++) {
                allKeys.add(i);
            }
            List<List<Integer>> sets = new ArrayList<>(List.of(allKeys));
            if (random.nextInt(3) == 0) {
                sets.add(List.of());
                sets.add(allKeys.subList(0, Math.min(1, keys.size())));
            }
            Expression filter = Values.call(
                    Operation.GT,
                    ValueType.nullable(ColumnType.BOOLEAN),
                    table.column(2),
                    Values.constant(ValueType.notNull(ColumnType.INTEGER), 0));
            List<AggregateCall> calls = calls(table, filter);
            PlanNode plan = new PlanNode.AggregateNode(table.scan(), keys, sets, calls);
            List<String> expected = expected(table, keys, sets, calls);
            Runs.Way way = Runs.WAYS.get(seed % Runs.WAYS.size());
            List<String> actual = Runs.rows(plan, way).stream()
                    .map(row ->
                            Arrays.stream(row).map(RandomExpressionTest::text).toList())
                    .map(Object::toString)
                    .toList();
            assertThat(actual).as("seed %d: %s by %s", seed, calls, keys).isEqualTo(expected);
        }
        leaks.verify();
    }

    private static List<String> expected(
            TestTable table, List<Expression> keys, List<List<Integer>> sets, List<AggregateCall> calls) {
        List<String> lines = new ArrayList<>();
        for (List<Integer> set : sets) {
            Map<List<String>, List<@Nullable Object[]>> groups = new LinkedHashMap<>();
            if (set.isEmpty()) {
                groups.put(emptyKey(keys), new ArrayList<>());
            }
            for (@Nullable Object[] row : table.rows()) {
                List<String> key = new ArrayList<>(emptyKey(keys));
                for (int index : set) {
                    key.set(index, RandomExpressionTest.text(Reference.evaluate(keys.get(index), row)));
                }
                groups.computeIfAbsent(key, k -> new ArrayList<>()).add(row);
            }
            groups.forEach((key, rows) -> {
                List<String> line = new ArrayList<>(key);
                calls.forEach(call -> line.add(RandomExpressionTest.text(reference(call, rows))));
                lines.add(line.toString());
            });
        }
        return lines;
    }

    private static List<String> emptyKey(List<Expression> keys) {
        return keys.stream().map(key -> "null").toList();
    }

    private static TestTable doubles(int rowCount) {
        Random random = new Random(7);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int i = 0; i < rowCount; i++) {
            rows.add(new @Nullable Object[] {
                i % 7 == 0 ? null : (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(20)), random.nextInt(50)
            });
        }
        return new TestTable(
                List.of(ValueType.nullable(ColumnType.DOUBLE), ValueType.notNull(ColumnType.INTEGER)), rows, 97);
    }

    @Test
    void sumsOfDoublesAreTheSameBitForBitForAnyNumberOfThreads() {
        TestTable table = doubles(20_000);
        for (List<Expression> keys : List.of(List.of(table.column(1)), List.<Expression>of())) {
            for (boolean distinct : new boolean[] {false, true}) {
                AggregateCall sum = new AggregateCall(
                        AggregateFunction.SUM,
                        List.of(table.column(0)),
                        distinct,
                        null,
                        ValueType.nullable(ColumnType.DOUBLE));
                List<Integer> set = keys.isEmpty() ? List.of() : List.of(0);
                PlanNode plan = new PlanNode.AggregateNode(table.scan(), keys, List.of(set), List.of(sum));
                List<String> alone = Runs.lines(Runs.rows(plan, new Runs.Way(1, 64)));
                for (int threads : new int[] {2, 7, 7, 7}) {
                    assertThat(Runs.lines(Runs.rows(plan, new Runs.Way(threads, 64))))
                            .isEqualTo(alone);
                }
                double plain = table.rows().stream()
                        .filter(row -> row[0] != null)
                        .mapToDouble(row -> (Double) row[0])
                        .sum();
                double ours = Runs.rows(plan, new Runs.Way(2, 64)).stream()
                        .mapToDouble(row -> (Double) row[keys.size()])
                        .sum();
                assertThat(ours).isCloseTo(plain, org.assertj.core.data.Percentage.withPercentage(1e-7));
            }
        }
    }

    @Test
    void aSumThatItsTypeCannotHoldIsAnError() {
        List<@Nullable Object[]> rows = List.of(new Object[] {Long.MAX_VALUE}, new Object[] {1L});
        TestTable table = new TestTable(List.of(ValueType.notNull(ColumnType.BIGINT)), rows, 1);
        PlanNode narrow = sum(table, ColumnType.BIGINT);
        assertThatThrownBy(() -> Runs.rows(narrow, Runs.WAYS.get(0)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("overflow: 9223372036854775808 does not fit BIGINT");
        assertThat(Runs.lines(Runs.rows(sum(table, SUM_TYPE), Runs.WAYS.get(0))))
                .containsExactly("9223372036854775808");
    }

    private static PlanNode sum(TestTable table, ColumnType type) {
        return new PlanNode.AggregateNode(
                table.scan(),
                List.of(),
                List.of(List.of()),
                List.of(call(AggregateFunction.SUM, type, table.column(0))));
    }

    @Test
    void aSingleValueOfTwoRowsIsAnError() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        TestTable table = new TestTable(List.of(ValueType.nullable(ColumnType.INTEGER)), rows, 1);
        PlanNode plan = new PlanNode.AggregateNode(
                table.scan(),
                List.of(),
                List.of(List.of()),
                List.of(call(AggregateFunction.SINGLE_VALUE, ColumnType.INTEGER, table.column(0))));
        assertThat(Runs.lines(Runs.rows(plan, Runs.WAYS.get(0)))).containsExactly("null");
        rows.add(new @Nullable Object[] {5});
        assertThat(Runs.lines(Runs.rows(plan, Runs.WAYS.get(0)))).containsExactly("5");
        rows.add(new @Nullable Object[] {null});
        assertThatThrownBy(() -> Runs.rows(plan, Runs.WAYS.get(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("more than one value");
    }

    @Test
    void groupingTellsWhichKeysARowLacks() {
        TestTable table = doubles(3);
        Expression a = table.column(0);
        Expression b = table.column(1);
        PlanNode plan = new PlanNode.AggregateNode(
                new PlanNode.LimitNode(table.scan(), null, Values.constant(ValueType.notNull(ColumnType.BIGINT), 1L)),
                List.of(a, b),
                List.of(List.of(0, 1), List.of(1), List.of()),
                List.of(call(AggregateFunction.GROUPING, ColumnType.BIGINT, a, b)));
        assertThat(Runs.rows(plan, Runs.WAYS.get(0)).stream().map(row -> row[2]).toList())
                .containsExactly(0L, 2L, 3L);
    }

    @Test
    void manyGroupsComeOutInTheOrderInWhichTheyFirstOccur() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        Random random = new Random(3);
        for (int i = 0; i < 50_000; i++) {
            rows.add(new @Nullable Object[] {(long) random.nextInt(20_000) << 33, "text " + random.nextInt(3)});
        }
        TestTable table = new TestTable(
                List.of(ValueType.notNull(ColumnType.BIGINT), ValueType.notNull(ColumnType.VARCHAR)), rows, 1000);
        PlanNode plan = new PlanNode.AggregateNode(
                table.scan(),
                List.of(table.column(0), table.column(1)),
                List.of(List.of(0, 1)),
                List.of(call(AggregateFunction.COUNT, ColumnType.BIGINT)));
        Map<String, Long> counts = new LinkedHashMap<>();
        rows.forEach(row -> counts.merge(row[0] + " | " + row[1], 1L, Long::sum));
        List<String> expected = counts.entrySet().stream()
                .map(entry -> entry.getKey() + " | " + entry.getValue())
                .toList();
        for (int threads : new int[] {1, 2, 7}) {
            assertThat(Runs.lines(Runs.rows(plan, new Runs.Way(threads, 512)))).isEqualTo(expected);
        }
        assertThat(expected)
                .isNotEqualTo(
                        expected.stream().sorted(Comparator.naturalOrder()).toList());
    }
}
