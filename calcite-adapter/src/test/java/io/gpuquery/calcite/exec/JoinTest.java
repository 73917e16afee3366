package io.gpuquery.calcite.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.exec.joining.JoinKind;
import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import io.gpuquery.engine.MemoryBudget;
import io.gpuquery.testing.LeakCheck;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JoinTest {
    private static final List<ValueType> TYPES = List.of(
            ValueType.nullable(ColumnType.BIGINT),
            ValueType.nullable(ColumnType.INTEGER),
            ValueType.notNull(ColumnType.INTEGER),
            ValueType.nullable(ColumnType.VARCHAR),
            ValueType.nullable(ColumnType.decimal(38, 0)));

    /** Values of the first column are far apart, so that keys of several columns do not fit into a word by their ranges. */
    private static TestTable table(Random random, int rowCount, int keys) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int i = 0; i < rowCount; i++) {
            rows.add(new @Nullable Object[] {
                random.nextInt(8) == 0 ? null : random.nextInt(keys) * 0x9E3779B97F4A7C15L,
                random.nextInt(8) == 0 ? null : random.nextInt(keys) - 1,
                i,
                random.nextInt(8) == 0 ? null : "text " + random.nextInt(keys),
                random.nextInt(8) == 0
                        ? null
                        : BigDecimal.valueOf(random.nextInt(keys)).multiply(BigDecimal.TEN.pow(random.nextInt(2) * 30))
            });
        }
        return new TestTable(TYPES, rows, 1 + random.nextInt(40));
    }

    private static Expression key(int column) {
        return new Expression.InputReference(column, TYPES.get(column % TYPES.size()));
    }

    /** Of pairs with equal keys, those of which the left row's number is less, or all. */
    private static List<@Nullable Object[]> nestedLoop(
            TestTable left, TestTable right, JoinKind kind, List<Integer> keys, boolean less) {
        List<@Nullable Object[]> expected = new ArrayList<>();
        for (@Nullable Object[] a : left.rows()) {
            boolean any = false;
            for (@Nullable Object[] b : right.rows()) {
                boolean matches = !less || number(a) < number(b);
                for (int key : keys) {
                    Object value = a[key];
                    matches &= value != null && value.equals(b[key]);
                }
                if (matches && (kind.hasPairs() || (kind == JoinKind.SEMI && !any))) {
                    expected.add(kind.hasPairs() ? pair(a, b) : a);
                }
                any |= matches;
            }
            if (!any && kind == JoinKind.LEFT) {
                expected.add(pair(a, new @Nullable Object[TYPES.size()]));
            } else if (!any && kind == JoinKind.ANTI) {
                expected.add(a);
            }
        }
        return expected;
    }

    private static int number(@Nullable Object[] row) {
        return (Integer) Objects.requireNonNull(row[2]);
    }

    private static @Nullable Object[] pair(@Nullable Object[] a, @Nullable Object[] b) {
        @Nullable Object[] pair = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, pair, a.length, b.length);
        return pair;
    }

    private static PlanNode join(TestTable left, TestTable right, JoinKind kind, List<Integer> keys, boolean less) {
        List<Expression> expressions = keys.stream().map(JoinTest::key).toList();
        Expression condition =
                less ? new Expression.Call(Operation.LT, ValueType.BOOLEAN, key(2), key(TYPES.size() + 2)) : null;
        return new PlanNode.JoinNode(left.scan(), right.scan(), kind, expressions, expressions, condition);
    }

    static List<Expression> keys(int... columns) {
        return Arrays.stream(columns).mapToObj(JoinTest::key).toList();
    }

    @ParameterizedTest
    @EnumSource(JoinKind.class)
    void rowsComeAsFromANestedLoop(JoinKind kind) {
        LeakCheck leaks = LeakCheck.start();
        List<List<Integer>> choices = List.of(
                List.of(0),
                List.of(1),
                List.of(3),
                List.of(4),
                List.of(0, 1),
                List.of(1, 3),
                List.of(0, 4, 3),
                List.of());
        int found = 0;
        for (int seed = 0; seed < 120; seed++) {
            Random random = new Random(seed);
            int keyRange = seed % 5 == 0 ? 1 : 1 + random.nextInt(60);
            TestTable left = table(random, seed % 7 == 0 ? seed % 2 : random.nextInt(120), keyRange);
            TestTable right = table(random, seed % 11 == 0 ? seed % 2 : random.nextInt(120), keyRange);
            List<Integer> keys = choices.get(seed % choices.size());
            boolean less = random.nextBoolean();
            PlanNode plan = join(left, right, kind, keys, less);
            List<@Nullable Object[]> expected = nestedLoop(left, right, kind, keys, less);
            found += expected.size();
            for (Runs.Way way : seed % 3 == 0 ? Runs.WAYS : Runs.IN_MEMORY) {
                assertThat(Runs.lines(Runs.rows(plan, way)))
                        .as("seed %d, %s", seed, way)
                        .isEqualTo(Runs.lines(expected));
            }
        }
        assertThat(found).isGreaterThan(1000);
        leaks.verify();
    }

    @Test
    void aJoinOfAJoinIsSorted() {
        Random random = new Random(3);
        TestTable left = table(random, 90, 20);
        TestTable right = table(random, 80, 20);
        PlanNode inner = join(left, right, JoinKind.INNER, List.of(0), false);
        PlanNode outer = new PlanNode.JoinNode(inner, right.scan(), JoinKind.INNER, keys(7), keys(2), null);
        PlanNode sorted = new PlanNode.SortNode(outer, List.of(new SortKey(2, true, false)), null, null);
        int expected =
                nestedLoop(left, right, JoinKind.INNER, List.of(0), false).size();
        for (Runs.Way way : Runs.WAYS) {
            assertThat(Runs.rows(sorted, way)).hasSize(expected);
        }
    }

    /** Four hundred million pairs, in blocks of bounded size. */
    @Test
    void aCancelledJoinOfEqualKeysEndsSoonAndClosesEverything() {
        LeakCheck leaks = LeakCheck.start();
        long reserved = MemoryBudget.ofProcess().reservedBytes();
        TestTable left = table(new Random(1), 20_000, 1);
        TestTable right = table(new Random(2), 20_000, 1);
        PlanNode plan = join(left, right, JoinKind.INNER, List.of(0), false);
        for (Runs.Way way : Runs.IN_MEMORY) {
            ExecutionContext context = Runs.context(way, List.of());
            try (BlockCursor cursor = Execution.start(plan, context)) {
                Block block = Objects.requireNonNull(cursor.next());
                assertThat(block.rowCount()).isEqualTo(way.blockRows());
                long start = System.nanoTime();
                context.cancellation().cancel();
                assertThatThrownBy(cursor::next).isInstanceOf(CancellationException.class);
                assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
            }
            assertThat(left.lastScan().open).hasValue(0);
            assertThat(right.lastScan().open).hasValue(0);
        }
        assertThat(MemoryBudget.ofProcess().reservedBytes()).isEqualTo(reserved);
        leaks.verify();
    }

    /** Four hundred million pairs, none of which satisfies the condition. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aJoinThatFindsNothingForLongIsClosedHalfWay(boolean sorted) throws InterruptedException {
        LeakCheck leaks = LeakCheck.start();
        TestTable left = table(new Random(1), 20_000, 1);
        TestTable right = table(new Random(2), 20_000, 1);
        Expression never =
                new Expression.Call(Operation.LT, ValueType.BOOLEAN, key(TYPES.size() + 2), key(TYPES.size() + 1));
        PlanNode plan = new PlanNode.JoinNode(left.scan(), right.scan(), JoinKind.SEMI, List.of(), List.of(), never);
        if (sorted) {
            plan = new PlanNode.SortNode(plan, List.of(new SortKey(2, true, false)), null, null);
        }
        BlockCursor cursor = Execution.start(plan, Runs.context(new Runs.Way(2, 64), List.of()));
        CompletableFuture<Void> end = CompletableFuture.runAsync(
                () -> assertThatThrownBy(cursor::next).isInstanceOf(CancellationException.class));
        while (!left.isScanned()) {
            Thread.sleep(1);
        }
        long start = System.nanoTime();
        cursor.close();
        end.join();
        assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
        assertThat(left.lastScan().open).hasValue(0);
        leaks.verify();
    }

    /** What the join leaves out is left out of what the groups are made of. */
    @Test
    void groupsThatAreLookedUpAreThoseOfAllRows() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            int keyRange = 1 + random.nextInt(400);
            TestTable left = table(random, seed % 3 == 0 ? 12_000 : random.nextInt(300), keyRange);
            TestTable other = table(random, random.nextInt(40), keyRange);
            TestTable right = table(random, random.nextInt(30), keyRange);
            PlanNode inner = seed % 2 == 0
                    ? left.scan()
                    : new PlanNode.JoinNode(left.scan(), other.scan(), JoinKind.LEFT, keys(3), keys(3), null);
            PlanNode groups = new PlanNode.ProjectNode(
                    new PlanNode.AggregateNode(
                            inner,
                            List.of(key(1), key(3)),
                            List.of(List.of(0, 1)),
                            List.of(new AggregateCall(
                                    AggregateFunction.COUNT,
                                    List.of(),
                                    false,
                                    null,
                                    ValueType.notNull(ColumnType.BIGINT)))),
                    List.of(
                            new Expression.InputReference(1, TYPES.get(3)),
                            new Expression.InputReference(0, TYPES.get(1)),
                            new Expression.InputReference(2, ValueType.notNull(ColumnType.BIGINT))));
            PlanNode found = new PlanNode.JoinNode(
                    groups,
                    right.scan(),
                    JoinKind.SEMI,
                    List.of(new Expression.InputReference(0, TYPES.get(3))),
                    keys(3),
                    null);
            List<@Nullable Object[]> expected = Runs.rows(groups, Runs.WAYS.get(0)).stream()
                    .filter(group ->
                            group[0] != null && right.rows().stream().anyMatch(row -> Objects.equals(row[3], group[0])))
                    .toList();
            for (Runs.Way way : Runs.WAYS) {
                assertThat(Runs.lines(Runs.rows(found, way)))
                        .as("seed %d, %s", seed, way)
                        .isEqualTo(Runs.lines(expected));
            }
        }
    }

    @Test
    void keysOfDifferentUnitsAreRefused() {
        TestTable table = table(new Random(1), 3, 3);
        assertThatThrownBy(
                        () -> new PlanNode.JoinNode(table.scan(), table.scan(), JoinKind.INNER, keys(0), keys(3), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("keys of BIGINT and VARCHAR");
        assertThatThrownBy(
                        () -> new PlanNode.JoinNode(table.scan(), table.scan(), JoinKind.INNER, keys(0), keys(), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1 and 0 keys");
    }
}
