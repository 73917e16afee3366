package io.gpuquery.calcite.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.exec.windowing.FrameBound;
import io.gpuquery.calcite.exec.windowing.FrameBound.Kind;
import io.gpuquery.calcite.exec.windowing.WindowFrame;
import io.gpuquery.calcite.exec.windowing.WindowFrame.Exclusion;
import io.gpuquery.calcite.exec.windowing.WindowFunction;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Expression.InputReference;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import io.gpuquery.engine.MemoryBudget;
import io.gpuquery.engine.QueryLimits;
import io.gpuquery.error.DataException;
import io.gpuquery.testing.LeakCheck;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows over rows that memory has no room for: results are those of enough memory, for any number of threads. */
class SpilledWindowsTest {
    private static final ColumnType WIDE = ColumnType.decimal(38, 2);
    private static final TestTable TABLE = SpillingTest.table(5000, 3);
    /** Columns of the input: those of the table, and numbers of few and of one partition. */
    private static final int FEW = 5;

    private static final int ONE = 6;
    private static final int MANY = 1;

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

    private static PlanNode input(TestTable table) {
        List<Expression> columns = new ArrayList<>();
        for (int column = 0; column < 5; column++) {
            columns.add(table.column(column));
        }
        ValueType number = ValueType.notNull(ColumnType.INTEGER);
        Expression three = Values.constant(number, 3);
        columns.add(new Expression.Call(Operation.MODULO, number, table.column(4), three));
        columns.add(Values.constant(number, 7));
        return new PlanNode.ProjectNode(table.scan(), columns);
    }

    private static Expression column(int index) {
        return new InputReference(index, input(TABLE).types().get(index));
    }

    private static WindowCall call(WindowFunction function, ColumnType type, Expression... arguments) {
        return new WindowCall(function, List.of(arguments), false, false, ValueType.nullable(type));
    }

    private static Expression number(long value) {
        return Values.constant(ValueType.notNull(ColumnType.BIGINT), value);
    }

    private static FrameBound rows(Kind kind, int count) {
        return new FrameBound(kind, BigDecimal.valueOf(count), false);
    }

    private static WindowFrame frame(boolean rows, FrameBound lower, FrameBound upper) {
        return new WindowFrame(rows, lower, upper, Exclusion.NONE);
    }

    private static final WindowFrame SO_FAR = frame(true, FrameBound.UNBOUNDED_PRECEDING, FrameBound.CURRENT_ROW);
    private static final WindowFrame WITH_PEERS = frame(false, FrameBound.UNBOUNDED_PRECEDING, FrameBound.CURRENT_ROW);
    private static final WindowFrame ALL = frame(false, FrameBound.UNBOUNDED_PRECEDING, FrameBound.UNBOUNDED_FOLLOWING);

    /** Those whose frame matters. */
    private static List<WindowCall> framed() {
        List<WindowCall> calls = new ArrayList<>(List.of(
                call(WindowFunction.COUNT, ColumnType.BIGINT),
                call(WindowFunction.COUNT, ColumnType.BIGINT, column(1)),
                call(WindowFunction.SUM, ColumnType.DOUBLE, column(2)),
                call(WindowFunction.SUM0, WIDE, column(3)),
                call(WindowFunction.SUM, ColumnType.BIGINT, column(4)),
                call(WindowFunction.MIN, ColumnType.VARCHAR, column(1)),
                call(WindowFunction.MAX, ColumnType.DOUBLE, column(2)),
                call(WindowFunction.FIRST_VALUE, ColumnType.VARCHAR, column(1)),
                call(WindowFunction.LAST_VALUE, WIDE, column(3))));
        for (WindowFunction function : List.of(WindowFunction.FIRST_VALUE, WindowFunction.LAST_VALUE)) {
            calls.add(new WindowCall(function, List.of(column(0)), false, true, ValueType.nullable(ColumnType.BIGINT)));
        }
        return calls;
    }

    private static List<WindowCall> places() {
        return List.of(
                call(WindowFunction.ROW_NUMBER, ColumnType.BIGINT),
                call(WindowFunction.RANK, ColumnType.BIGINT),
                call(WindowFunction.DENSE_RANK, ColumnType.BIGINT),
                call(WindowFunction.PERCENT_RANK, ColumnType.DOUBLE),
                call(WindowFunction.CUME_DIST, ColumnType.DOUBLE),
                call(WindowFunction.NTILE, ColumnType.BIGINT, number(7)),
                call(WindowFunction.LAG, ColumnType.VARCHAR, column(1)),
                call(WindowFunction.LEAD, ColumnType.BIGINT, column(0), number(3), number(-1)),
                call(WindowFunction.LEAD, ColumnType.DOUBLE, column(2), number(-40)));
    }

    private static List<List<SortKey>> orders() {
        return List.of(
                List.of(new SortKey(1, false, true), new SortKey(2, true, false)),
                List.of(new SortKey(4, true, false)),
                List.of(new SortKey(3, false, false)));
    }

    private static PlanNode windows(WindowGroup... groups) {
        return windows(TABLE, groups);
    }

    private static PlanNode windows(TestTable table, WindowGroup... groups) {
        return new PlanNode.WindowNode(input(table), List.of(4, 1), List.of(groups));
    }

    private static void assertSameWithLittleMemory(PlanNode plan) {
        List<String> expected = Runs.lines(Runs.rows(plan, new Runs.Way(1, 2048)));
        assertThat(expected).hasSize(TABLE.rows().size());
        for (long bytes : new long[] {100_000, 1, 100_001, 700_000}) {
            int threads = bytes == 100_000 ? 1 : bytes == 1 ? 2 : 7;
            Runs.Way way = new Runs.Way(threads, 500, QueryLimits.DEFAULT.withMemoryBytes(bytes));
            ExecutionContext context = Runs.context(way, List.of());
            assertThat(Runs.lines(Runs.rows(plan, context)))
                    .as("%d threads, %d bytes", threads, bytes)
                    .isEqualTo(expected);
            if (bytes <= 100_001) {
                assertThat(context.receipt().bytesSpilled.sum()).isPositive();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {MANY, FEW, ONE, -1})
    void resultsAreThoseOfEnoughMemory(int partition) {
        List<Integer> by = partition < 0 ? List.of() : List.of(partition);
        List<WindowGroup> groups = new ArrayList<>();
        List<WindowFrame> frames =
                List.of(SO_FAR, WITH_PEERS, frame(true, rows(Kind.PRECEDING, 20), rows(Kind.FOLLOWING, 3)));
        for (int i = 0; i < frames.size(); i++) {
            groups.add(new WindowGroup(by, orders().get(i), frames.get(i), framed()));
        }
        groups.add(new WindowGroup(by, orders().get(0), SO_FAR, places()));
        groups.add(new WindowGroup(by, List.of(), ALL, framed()));
        assertSameWithLittleMemory(windows(groups.toArray(WindowGroup[]::new)));
    }

    @Test
    void windowsThatPartitionRowsInOtherWaysAreThoseOfEnoughMemory() {
        assertSameWithLittleMemory(windows(
                new WindowGroup(List.of(FEW), orders().get(0), WITH_PEERS, places()),
                new WindowGroup(List.of(MANY), orders().get(1), SO_FAR, framed()),
                new WindowGroup(List.of(), orders().get(1), ALL, places()),
                new WindowGroup(List.of(FEW), orders().get(2), ALL, framed()),
                new WindowGroup(List.of(2, 3), List.of(), WITH_PEERS, places())));
    }

    /** What has to see all rows of a partition at a time: they fit at least. */
    @ParameterizedTest
    @ValueSource(ints = {MANY, FEW, -1})
    void functionsOfWholePartitionsAreThoseOfEnoughMemory(int partition) {
        List<Integer> by = partition < 0 ? List.of() : List.of(partition);
        WindowCall distinct = new WindowCall(
                WindowFunction.COUNT, List.of(column(0)), true, false, ValueType.notNull(ColumnType.BIGINT));
        WindowFrame distances = frame(false, rows(Kind.PRECEDING, 30), rows(Kind.FOLLOWING, 10));
        assertSameWithLittleMemory(windows(
                new WindowGroup(by, List.of(), ALL, List.of(distinct)),
                new WindowGroup(by, orders().get(1), distances, framed()),
                new WindowGroup(
                        by,
                        orders().get(0),
                        frame(true, FrameBound.CURRENT_ROW, FrameBound.UNBOUNDED_FOLLOWING),
                        framed()),
                new WindowGroup(
                        by,
                        orders().get(2),
                        new WindowFrame(true, FrameBound.UNBOUNDED_PRECEDING, FrameBound.CURRENT_ROW, Exclusion.TIES),
                        framed())));
    }

    @Test
    void onlyResultsAreWanted() {
        PlanNode plan = new PlanNode.WindowNode(
                input(TABLE),
                List.of(),
                List.of(new WindowGroup(
                        List.of(), List.of(), ALL, List.of(call(WindowFunction.COUNT, ColumnType.BIGINT)))));
        assertSameWithLittleMemory(plan);
    }

    private static WindowFrame randomFrame(Random random) {
        boolean rows = random.nextInt(3) != 0;
        FrameBound lower = random.nextInt(3) == 0
                ? FrameBound.UNBOUNDED_PRECEDING
                : random.nextBoolean()
                        ? FrameBound.CURRENT_ROW
                        : rows(random.nextBoolean() ? Kind.PRECEDING : Kind.FOLLOWING, random.nextInt(300));
        FrameBound upper = random.nextInt(4) == 0
                ? FrameBound.UNBOUNDED_FOLLOWING
                : random.nextBoolean()
                        ? FrameBound.CURRENT_ROW
                        : rows(random.nextBoolean() ? Kind.PRECEDING : Kind.FOLLOWING, random.nextInt(300));
        Exclusion exclusion = random.nextInt(3) == 0 ? Exclusion.CURRENT_ROW : Exclusion.NONE;
        return new WindowFrame(rows, lower, upper, exclusion);
    }

    private static void assertRandom(int seed) {
        Random random = new Random(seed);
        List<Integer> partitions = List.of(MANY, FEW, ONE, 0, 2, 3);
        List<WindowGroup> groups = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            List<Integer> by =
                    random.nextInt(4) == 0 ? List.of() : List.of(partitions.get(random.nextInt(partitions.size())));
            WindowFrame frame = randomFrame(random);
            boolean distances = !frame.rows()
                    && (frame.lower().offset() != null || frame.upper().offset() != null);
            List<SortKey> order =
                    distances ? List.of(new SortKey(4, random.nextBoolean(), false)) : orders().get(random.nextInt(3));
            groups.add(new WindowGroup(by, order, frame, random.nextBoolean() ? framed() : places()));
        }
        assertSameWithLittleMemory(windows(groups.toArray(WindowGroup[]::new)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void randomWindowsAreThoseOfEnoughMemory(int seed) {
        assertRandom(seed);
    }

    @Tag("full")
    @Test
    void manyRandomWindowsAreThoseOfEnoughMemory() {
        new Random().ints(60).forEach(seed -> {
            try {
                assertRandom(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        });
    }

    private static TestTable large() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int i = 0; i < 240_000; i++) {
            rows.add(new @Nullable Object[] {(long) i, "text " + i % 1000, i * 0.5, BigDecimal.valueOf(i, 2), i});
        }
        return new TestTable(TABLE.scan().types(), rows, 4000);
    }

    @Test
    void aPartitionThatMemoryHasNoRoomForIsAnErrorOnlyWhereItHasToBeThere() {
        TestTable large = large();
        PlanNode below =
                windows(large, new WindowGroup(List.of(ONE), orders().get(1), SO_FAR, List.of(framed().get(2))));
        PlanNode above = windows(
                large,
                new WindowGroup(
                        List.of(ONE),
                        orders().get(1),
                        frame(true, FrameBound.CURRENT_ROW, FrameBound.UNBOUNDED_FOLLOWING),
                        framed()));
        Runs.Way way = new Runs.Way(2, 2048, QueryLimits.DEFAULT.withMemoryBytes(1 << 20));
        List<String> sums = Runs.lines(Runs.rows(below, new Runs.Way(1, 2048)));
        assertThat(Runs.lines(Runs.rows(below, way))).isEqualTo(sums);
        assertThatThrownBy(() -> Runs.rows(above, way))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Not enough memory for all rows of a window's partition: ")
                .hasMessageContaining("\"queryMemory\"");
    }

    @Test
    void aStatementThatIsCancelledWhileItSpillsLeavesNothing() {
        PlanNode plan = windows(
                large(),
                new WindowGroup(List.of(FEW), orders().get(0), WITH_PEERS, places()),
                new WindowGroup(List.of(), orders().get(1), SO_FAR, framed()));
        for (int delayMillis : new int[] {1, 30, 150, 400, 900}) {
            Runs.Way way = new Runs.Way(3, 2048, QueryLimits.DEFAULT.withMemoryBytes(200_000));
            ExecutionContext context = Runs.context(way, List.of());
            Thread canceller = new Thread(() -> {
                try {
                    Thread.sleep(delayMillis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                context.cancellation().cancel();
            });
            canceller.start();
            assertThatThrownBy(() -> Runs.rows(plan, context)).isInstanceOf(CancellationException.class);
            leaks.verify();
        }
    }

    @Test
    void aFullDiskIsAnErrorAndLeavesNothing() {
        PlanNode plan = windows(
                new WindowGroup(List.of(FEW), orders().get(0), WITH_PEERS, places()),
                new WindowGroup(List.of(), orders().get(1), SO_FAR, framed()));
        for (long mostBytes : new long[] {10_000, 200_000, 500_000}) {
            Runs.Way way =
                    new Runs.Way(2, 2048, QueryLimits.DEFAULT.withMemoryBytes(1).withSpillLimitBytes(mostBytes));
            assertThatThrownBy(() -> Runs.rows(plan, way))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("Temporary files have no more room");
        }
    }
}
