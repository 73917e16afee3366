package io.gpuquery.calcite.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.exec.joining.JoinKind;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import io.gpuquery.engine.MemoryBudget;
import io.gpuquery.engine.QueryLimits;
import io.gpuquery.testing.LeakCheck;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that memory has no room for: results are those of enough memory, row by row, for any number of threads. */
class SpillingTest {
    private static final List<ValueType> TYPES = List.of(
            ValueType.nullable(ColumnType.BIGINT),
            ValueType.nullable(ColumnType.VARCHAR),
            ValueType.nullable(ColumnType.DOUBLE),
            ValueType.nullable(ColumnType.decimal(38, 2)),
            ValueType.notNull(ColumnType.INTEGER));
    private static final TestTable TABLE = table(30_000, 7);

    private LeakCheck leaks = LeakCheck.start();
    private long reservedBefore;

    @BeforeEach
    void begin() {
        leaks = LeakCheck.start();
        reservedBefore = MemoryBudget.ofProcess().reservedBytes();
    }

    @AfterEach
    void nothingIsLeft() {
        leaks.verify();
        assertThat(MemoryBudget.ofProcess().reservedBytes()).isEqualTo(reservedBefore);
    }

    static TestTable table(int rowCount, int seed) {
        Random random = new Random(seed);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int i = 0; i < rowCount; i++) {
            rows.add(new @Nullable Object[] {
                random.nextInt(20) == 0 ? null : (long) random.nextInt(6000) << (random.nextInt(2) * 40),
                random.nextInt(20) == 0 ? null : text(random.nextInt(3000)),
                random.nextInt(20) == 0 ? null : number(random),
                random.nextInt(20) == 0
                        ? null
                        : BigDecimal.valueOf(random.nextInt(5000), 2)
                                .multiply(BigDecimal.TEN.pow(random.nextInt(2) * 20))
                                .setScale(2),
                i
            });
        }
        return new TestTable(TYPES, rows, 1000);
    }

    private static String text(int number) {
        return number == 0 ? "" : "täxt " + "x".repeat(number % 40) + number;
    }

    private static double number(Random random) {
        return switch (random.nextInt(30)) {
            case 0 -> Double.NaN;
            case 1 -> -0.0;
            case 2 -> 0.0;
            default -> Math.rint(random.nextGaussian() * 500) * 0.37;
        };
    }

    private static AggregateCall call(
            AggregateFunction function, ColumnType type, boolean distinct, Expression... arguments) {
        return new AggregateCall(function, List.of(arguments), distinct, null, ValueType.nullable(type));
    }

    private static List<AggregateCall> calls() {
        List<AggregateCall> calls = new ArrayList<>();
        for (boolean distinct : new boolean[] {false, true}) {
            calls.add(call(AggregateFunction.COUNT, ColumnType.BIGINT, distinct, TABLE.column(1)));
            calls.add(call(AggregateFunction.SUM, ColumnType.DOUBLE, distinct, TABLE.column(2)));
            calls.add(call(AggregateFunction.SUM, ColumnType.decimal(38, 2), distinct, TABLE.column(3)));
            calls.add(call(AggregateFunction.MIN, ColumnType.VARCHAR, distinct, TABLE.column(1)));
            calls.add(call(AggregateFunction.MAX, ColumnType.INTEGER, distinct, TABLE.column(4)));
        }
        return calls;
    }

    /** With less and less memory, by one thread and by several. */
    private static void assertSameWithLittleMemory(PlanNode plan) {
        List<String> expected = Runs.lines(Runs.rows(plan, new Runs.Way(1, 2048)));
        for (int threads : new int[] {1, 2, 7}) {
            // The fewer bytes, the oftener are parts divided again, and the longer takes it.
            long bytes = threads == 2 ? 1 : 300_000;
            Runs.Way way = new Runs.Way(threads, 2048, QueryLimits.DEFAULT.withMemoryBytes(bytes));
            ExecutionContext context = Runs.context(way, List.of());
            assertThat(Runs.lines(Runs.rows(plan, context)))
                    .as("%d threads, %d bytes", threads, bytes)
                    .isEqualTo(expected);
            assertThat(context.receipt().bytesSpilled.sum())
                    .as("%d threads, %d bytes", threads, bytes)
                    .isPositive();
        }
    }

    @Test
    void groupsAreThoseOfEnoughMemory() {
        assertSameWithLittleMemory(new PlanNode.AggregateNode(
                TABLE.scan(), List.of(TABLE.column(0), TABLE.column(1)), List.of(List.of(0, 1)), calls()));
    }

    @Test
    void groupingSetsAreThoseOfEnoughMemory() {
        assertSameWithLittleMemory(new PlanNode.AggregateNode(
                TABLE.scan(),
                List.of(TABLE.column(0), TABLE.column(1), TABLE.column(2)),
                List.of(List.of(0), List.of(), List.of(1, 2), List.of(2)),
                calls()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void keysOfEachKindAreThoseOfEnoughMemory(int key) {
        List<AggregateCall> counts = List.of(
                call(AggregateFunction.COUNT, ColumnType.BIGINT, false),
                call(AggregateFunction.SUM, ColumnType.DOUBLE, false, TABLE.column(2)));
        assertSameWithLittleMemory(
                new PlanNode.AggregateNode(TABLE.scan(), List.of(TABLE.column(key)), List.of(List.of(0)), counts));
    }

    @Test
    void oneGroupOfManyDifferentArgumentsIsThatOfEnoughMemory() {
        assertSameWithLittleMemory(
                new PlanNode.AggregateNode(TABLE.scan(), List.of(), List.of(List.of()), calls().subList(5, 10)));
    }

    @Test
    void sortedRowsAreThoseOfEnoughMemory() {
        for (List<SortKey> keys : List.of(
                List.of(new SortKey(1, false, true), new SortKey(2, true, false)),
                List.of(new SortKey(3, true, true)),
                List.of(new SortKey(0, false, false), new SortKey(1, true, false)))) {
            assertSameWithLittleMemory(new PlanNode.SortNode(TABLE.scan(), keys, null, null));
        }
    }

    private static PlanNode join(JoinKind kind, TestTable left, TestTable right, int column, boolean conditional) {
        Expression condition = new Expression.Call(
                Operation.LT,
                ValueType.BOOLEAN,
                left.column(4),
                new Expression.InputReference(TYPES.size() + 4, TYPES.get(4)));
        return new PlanNode.JoinNode(
                left.scan(),
                right.scan(),
                kind,
                column < 0 ? List.of() : List.of(left.column(column)),
                column < 0 ? List.of() : List.of(right.column(column)),
                conditional ? condition : null);
    }

    @ParameterizedTest
    @EnumSource(JoinKind.class)
    void joinedRowsAreThoseOfEnoughMemory(JoinKind kind) {
        TestTable right = table(6000, 8);
        assertSameWithLittleMemory(join(kind, TABLE, right, 0, false));
        assertSameWithLittleMemory(join(kind, TABLE, right, 1, true));
        assertSameWithLittleMemory(join(kind, TABLE, right, 3, kind == JoinKind.SEMI));
    }

    /** All rows on the right have one key, or there is no key: they cannot be divided. */
    @ParameterizedTest
    @EnumSource(JoinKind.class)
    void rowsOfOneKeyAreJoinedChunkByChunk(JoinKind kind) {
        TestTable few = table(60, 9);
        PlanNode oneKey = new PlanNode.ProjectNode(
                table(9000, 8).scan(),
                List.of(
                        TABLE.column(0),
                        TABLE.column(1),
                        TABLE.column(2),
                        Values.constant(ValueType.notNull(ColumnType.INTEGER), 30),
                        TABLE.column(4)));
        Expression condition = new Expression.Call(
                Operation.LT,
                ValueType.BOOLEAN,
                new Expression.InputReference(TYPES.size() + 4, TYPES.get(4)),
                few.column(4));
        assertSameWithLittleMemory(new PlanNode.JoinNode(
                few.scan(),
                oneKey,
                kind,
                List.of(few.column(4)),
                List.of(new Expression.InputReference(3, ValueType.notNull(ColumnType.INTEGER))),
                null));
        assertSameWithLittleMemory(new PlanNode.JoinNode(few.scan(), oneKey, kind, List.of(), List.of(), condition));
    }

    /** Two joins of one pipeline, with rows that each leaves out below. */
    @Test
    void joinsOfJoinsAreThoseOfEnoughMemory() {
        TestTable right = table(5000, 8);
        TestTable other = table(4000, 9);
        PlanNode inner = join(JoinKind.INNER, TABLE, right, 1, false);
        PlanNode outer = new PlanNode.JoinNode(
                inner, other.scan(), JoinKind.LEFT, List.of(TABLE.column(3)), List.of(other.column(3)), null);
        PlanNode groups = new PlanNode.AggregateNode(
                outer,
                List.of(TABLE.column(0)),
                List.of(List.of(0)),
                List.of(call(AggregateFunction.COUNT, ColumnType.BIGINT, false)));
        PlanNode found = new PlanNode.JoinNode(
                groups, table(3000, 5).scan(), JoinKind.SEMI, List.of(TABLE.column(0)), List.of(TABLE.column(0)), null);
        assertSameWithLittleMemory(new PlanNode.SortNode(
                found, List.of(new SortKey(1, true, true), new SortKey(0, false, true)), null, null));
    }

    /** Somewhat less memory than they need: there is room for several parts at a time. */
    @Test
    void partsByTheirThreadsAreThoseOfEnoughMemory() {
        TestTable right = table(30_000, 8);
        List<PlanNode> plans = List.of(
                new PlanNode.AggregateNode(
                        TABLE.scan(), List.of(TABLE.column(4), TABLE.column(1)), List.of(List.of(0, 1)), calls()),
                join(JoinKind.LEFT, TABLE, right, 4, false),
                join(JoinKind.ANTI, TABLE, right, 0, true));
        for (PlanNode plan : plans) {
            List<String> expected = Runs.lines(Runs.rows(plan, new Runs.Way(1, 2048)));
            for (long bytes : new long[] {1_000_000, 2_000_000, 4_000_000}) {
                Runs.Way way = new Runs.Way(3, 2048, QueryLimits.DEFAULT.withMemoryBytes(bytes));
                assertThat(Runs.lines(Runs.rows(plan, way)))
                        .as("%d bytes", bytes)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void manyFirstRowsAreThoseOfEnoughMemory() {
        Expression most = Values.constant(ValueType.notNull(ColumnType.BIGINT), 12_000L);
        Expression offset = Values.constant(ValueType.notNull(ColumnType.BIGINT), 3_000L);
        assertSameWithLittleMemory(
                new PlanNode.SortNode(TABLE.scan(), List.of(new SortKey(1, false, true)), offset, most));
    }
}
