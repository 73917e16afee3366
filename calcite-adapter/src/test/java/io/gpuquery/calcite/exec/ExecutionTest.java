package io.gpuquery.calcite.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.exec.joining.JoinKind;
import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.TableSchema;
import io.gpuquery.engine.MemoryBudget;
import io.gpuquery.engine.QueryLimits;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.Literal;
import io.gpuquery.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExecutionTest {
    private static final ValueType INTEGER = ValueType.notNull(ColumnType.INTEGER);
    private static final ValueType BOOLEAN = ValueType.nullable(ColumnType.BOOLEAN);

    private static TestTable numbers(int rowCount, int batchRows) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int i = 0; i < rowCount; i++) {
            rows.add(new @Nullable Object[] {i});
        }
        return new TestTable(List.of(INTEGER), rows, batchRows);
    }

    private static Expression number(int value) {
        return Values.constant(INTEGER, value);
    }

    private static AggregateCall count() {
        return new AggregateCall(AggregateFunction.COUNT, List.of(), false, null, ValueType.notNull(ColumnType.BIGINT));
    }

    private static Expression divisible(TestTable table) {
        Expression rest = Values.call(Operation.MODULO, INTEGER, table.column(0), number(10));
        return Values.call(Operation.EQ, BOOLEAN, rest, number(0));
    }

    @Test
    void rowsComeInTheOrderOfTheScanForAnyNumberOfThreads() {
        LeakCheck leaks = LeakCheck.start();
        TestTable table = numbers(5000, 13);
        PlanNode plan = new PlanNode.FilterNode(table.scan(), divisible(table));
        for (Runs.Way way : Runs.WAYS) {
            assertThat(Runs.rows(plan, way).stream().map(row -> row[0]).toList())
                    .hasSize(500)
                    .isSorted();
            assertThat(table.lastScan().open).hasValue(0);
        }
        leaks.verify();
    }

    @Test
    void inputsOfAUnionComeOneAfterTheOther() {
        TestTable table = numbers(50, 7);
        PlanNode values = new PlanNode.ValuesNode(
                List.of(INTEGER), List.of(List.of(number(-1)), List.of(new Expression.Parameter(0, INTEGER))));
        PlanNode union = new PlanNode.UnionAllNode(List.of(values, table.scan(), values));
        PlanNode counted = new PlanNode.AggregateNode(union, List.of(), List.of(List.of()), List.of(count()));
        for (Runs.Way way : Runs.WAYS) {
            assertThat(Runs.rows(union, way, new Literal.OfLong(-2)).stream()
                            .map(row -> row[0])
                            .toList())
                    .hasSize(54)
                    .startsWith(-1, -2, 0, 1)
                    .endsWith(48, 49, -1, -2);
            assertThat(Runs.lines(Runs.rows(counted, way, new Literal.OfLong(-2))))
                    .containsExactly("54");
        }
    }

    @Test
    void operatorsStandOnEachOther() {
        TestTable table = numbers(1000, 50);
        Expression tens = Values.call(Operation.DIVIDE, INTEGER, table.column(0), number(10));
        PlanNode groups =
                new PlanNode.AggregateNode(table.scan(), List.of(tens), List.of(List.of(0)), List.of(count()));
        Expression key = new Expression.InputReference(0, INTEGER);
        PlanNode some = new PlanNode.FilterNode(groups, Values.call(Operation.GE, BOOLEAN, key, number(95)));
        PlanNode sorted = new PlanNode.SortNode(some, List.of(new SortKey(0, true, false)), null, null);
        PlanNode doubled = new PlanNode.ProjectNode(sorted, List.of(Values.call(Operation.PLUS, INTEGER, key, key)));
        for (Runs.Way way : Runs.WAYS) {
            assertThat(Runs.lines(Runs.rows(doubled, way))).containsExactly("198", "196", "194", "192", "190");
        }
    }

    @Test
    void whatNoLoopCoversIsCalledRowByRowAndNotedInTheReceipt() {
        TestTable table = RandomExpressionTest.table(new Random(4), 100);
        List<Expression> operands = new ArrayList<>();
        for (int i = 0; i < table.types().size(); i++) {
            operands.add(table.column(i));
        }
        Expression foreign = new Expression.Foreign(
                row -> row.length + Runs.lines(List.<@Nullable Object[]>of(row)).get(0),
                operands,
                ValueType.notNull(ColumnType.VARCHAR),
                "SOMETHING($0)");
        PlanNode plan = new PlanNode.ProjectNode(table.scan(), List.of(foreign));
        List<String> expected = table.rows().stream()
                .map(row -> row.length
                        + Runs.lines(List.<@Nullable Object[]>of(row)).get(0))
                .toList();
        for (Runs.Way way : Runs.WAYS) {
            ExecutionContext context = Runs.context(way, List.of());
            assertThat(Runs.lines(Runs.rows(plan, context))).isEqualTo(expected);
            assertThat(context.receipt().fallbacks()).containsExactly("SOMETHING($0)");
            assertThat(context.receipt().rowsScanned.sum()).isEqualTo(100);
            assertThat(context.receipt().rowsReturned.sum()).isEqualTo(100);
            assertThat(context.receipt().stageNanos()).containsKey("execute");
        }
    }

    @Test
    void divisionByZeroIsAnErrorOnlyWhereItIsDone() {
        TestTable table = numbers(10, 3);
        Expression quotient = Values.call(Operation.DIVIDE, INTEGER, number(10), table.column(0));
        Expression positive = Values.call(Operation.GT, BOOLEAN, table.column(0), number(0));
        PlanNode all = new PlanNode.ProjectNode(table.scan(), List.of(quotient));
        PlanNode some = new PlanNode.ProjectNode(new PlanNode.FilterNode(table.scan(), positive), List.of(quotient));
        PlanNode chosen = new PlanNode.ProjectNode(
                table.scan(), List.of(Values.call(Operation.CASE, INTEGER, positive, quotient, number(-1))));
        for (Runs.Way way : Runs.WAYS) {
            assertThatThrownBy(() -> Runs.rows(all, way))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessage("/ by zero");
            assertThat(Runs.rows(some, way)).hasSize(9);
            assertThat(Runs.rows(chosen, way).get(0)[0]).isEqualTo(-1);
            assertThat(table.lastScan().open).hasValue(0);
        }
    }

    @Test
    void anEntryOfADictionaryThatNoRowHasFailsNothing() {
        ValueType text = ValueType.notNull(ColumnType.VARCHAR);
        TestTable table = new TestTable(List.of(text), List.of(new Object[] {"12"}, new Object[] {"7"}), 2);
        Expression foreign = new Expression.Foreign(
                row -> {
                    if (row[0] == null || row[0].equals("unused")) {
                        throw new UnsupportedOperationException("no number");
                    }
                    return Integer.valueOf((String) row[0]);
                },
                List.of(table.column(0)),
                INTEGER,
                "NUMBER($0)");
        Expression cast = Values.call(Operation.CAST, INTEGER, table.column(0));
        PlanNode plan = new PlanNode.ProjectNode(table.scan(), List.of(foreign, cast));
        assertThat(Runs.lines(Runs.rows(plan, Runs.WAYS.get(0)))).containsExactly("12 | 12", "7 | 7");
    }

    @Test
    void theSameComputationIsDoneOnce() {
        TestTable table = numbers(100, 100);
        int[] calls = new int[1];
        Expression counted = new Expression.Foreign(
                row -> {
                    calls[0]++;
                    return row[0];
                },
                List.of(table.column(0)),
                INTEGER,
                "COUNTED($0)");
        Expression sum = Values.call(Operation.PLUS, INTEGER, counted, counted);
        PlanNode plan = new PlanNode.ProjectNode(table.scan(), List.of(sum, counted, sum));
        assertThat(Runs.lines(Runs.rows(plan, Runs.WAYS.get(0)))).hasSize(100).contains("14 | 7 | 14");
        assertThat(calls[0]).isEqualTo(100);
    }

    @Test
    void aFailureOfTheSourceComesAfterTheRowsBeforeIt() {
        LeakCheck leaks = LeakCheck.start();
        for (Runs.Way way : Runs.WAYS) {
            TestTable table = numbers(100, 10);
            PlanNode.ScanNode good = table.scan();
            PlanNode plan = new PlanNode.ScanNode(
                    "failing",
                    (cancellation, receipt) -> new MemoryScan(
                            new TableSchema(List.of()),
                            List.of(
                                    List.of(() -> Objects.requireNonNull(batch(good, cancellation, receipt))),
                                    List.of(() -> {
                                        throw new DataException("the file is broken", Location.none(), "");
                                    }))),
                    List.of(INTEGER));
            List<Object> seen = new ArrayList<>();
            assertThatThrownBy(() -> {
                        try (BlockCursor cursor = Execution.start(plan, Runs.context(way, List.of()))) {
                            for (Block block = cursor.next(); block != null; block = cursor.next()) {
                                for (int row = 0; row < block.rowCount(); row++) {
                                    seen.add(block.getLong(0, row));
                                }
                            }
                        }
                    })
                    .isInstanceOf(DataException.class)
                    .hasMessage("the file is broken.");
            assertThat(seen).hasSize(10);
        }
        leaks.verify();
    }

    private static io.gpuquery.column.@Nullable ColumnBatch batch(
            PlanNode.ScanNode node, Cancellation cancellation, Receipt receipt) {
        try (io.gpuquery.scan.Scan scan = node.source().open(cancellation, receipt);
                io.gpuquery.scan.Morsel morsel = Objects.requireNonNull(scan.nextMorsel())) {
            return morsel.nextBatch();
        }
    }

    @Test
    void aCancelledExecutionEndsSoonAndClosesEverything() throws Exception {
        LeakCheck leaks = LeakCheck.start();
        for (boolean aggregate : new boolean[] {false, true}) {
            TestTable table = numbers(3_000, 10);
            Expression slow = new Expression.Foreign(
                    row -> {
                        java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                        return row[0];
                    },
                    List.of(table.column(0)),
                    INTEGER,
                    "SLOW($0)");
            PlanNode rows = new PlanNode.ProjectNode(table.scan(), List.of(slow));
            PlanNode plan =
                    aggregate ? new PlanNode.AggregateNode(rows, List.of(), List.of(List.of()), List.of(sum())) : rows;
            ExecutionContext context = Runs.context(new Runs.Way(3, 16), List.of());
            CompletableFuture<@Nullable Object> run =
                    CompletableFuture.supplyAsync(() -> Runs.rows(plan, context).size());
            while (context.receipt().rowsScanned.sum() < 20) {
                Thread.onSpinWait();
            }
            long start = System.nanoTime();
            context.cancellation().cancel();
            assertThatThrownBy(run::join).hasCauseInstanceOf(CancellationException.class);
            assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
            assertThat(table.lastScan().open).hasValue(0);
        }
        leaks.verify();
    }

    private static AggregateCall sum() {
        return new AggregateCall(
                AggregateFunction.SUM,
                List.of(new Expression.InputReference(0, INTEGER)),
                false,
                null,
                ValueType.nullable(ColumnType.BIGINT));
    }

    @Test
    void anExecutionMayBeClosedHalfWayAndTwice() {
        LeakCheck leaks = LeakCheck.start();
        TestTable table = numbers(5000, 10);
        for (Runs.Way way : Runs.WAYS) {
            BlockCursor cursor = Execution.start(table.scan(), Runs.context(way, List.of()));
            assertThat(cursor.next()).isNotNull();
            cursor.close();
            cursor.close();
            assertThat(table.lastScan().open).hasValue(0);
            assertThatThrownBy(cursor::next).isInstanceOf(IllegalStateException.class);
        }
        leaks.verify();
    }

    @Test
    void memoryThatIsShortIsAnErrorAndIsGivenBack() {
        long before = MemoryBudget.ofProcess().reservedBytes();
        long limit = MemoryBudget.ofProcess().limitBytes();
        TestTable table = numbers(200_000, 5000);
        List<PlanNode> plans = List.of(
                new PlanNode.AggregateNode(
                        table.scan(), List.of(table.column(0)), List.of(List.of(0)), List.of(count())),
                new PlanNode.SortNode(table.scan(), List.of(new SortKey(0, true, true)), null, null),
                new PlanNode.JoinNode(
                        table.scan(), table.scan(), JoinKind.INNER, JoinTest.keys(0), JoinTest.keys(0), null));
        for (PlanNode plan : plans) {
            try (MemoryBudget.Reservation most = MemoryBudget.ofProcess().reserve(limit - before - 1000, "a test")) {
                assertThat(most.bytes()).isPositive();
                // Little enough to be let in, and no temporary files.
                QueryLimits limits = QueryLimits.DEFAULT.withMemoryBytes(1).withSpillLimitBytes(0);
                Runs.Way inMemory = new Runs.Way(2, 2048, limits);
                assertThatThrownBy(() -> Runs.rows(plan, inMemory))
                        .isInstanceOf(DataException.class)
                        .hasMessageStartingWith("Not enough memory for ")
                        .hasMessageEndingWith("or allow temporary files by \"spillLimit\".");
            }
            assertThat(table.lastScan().open).hasValue(0);
            assertThat(Runs.rows(plan, new Runs.Way(2, 2048))).hasSize(200_000);
        }
        assertThat(MemoryBudget.ofProcess().reservedBytes()).isEqualTo(before);
    }
}
