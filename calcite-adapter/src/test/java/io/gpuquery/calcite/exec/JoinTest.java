package io.gpuquery.calcite.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import io.gpuquery.engine.MemoryBudget;
import io.gpuquery.testing.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JoinTest {
    private static final List<ValueType> TYPES = List.of(
            ValueType.nullable(ColumnType.BIGINT),
            ValueType.nullable(ColumnType.INTEGER),
            ValueType.notNull(ColumnType.INTEGER));

    private static TestTable table(Random random, int rowCount, int keys) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int i = 0; i < rowCount; i++) {
            rows.add(new @Nullable Object[] {
                random.nextInt(8) == 0 ? null : (long) random.nextInt(keys) << 33,
                random.nextInt(8) == 0 ? null : random.nextInt(keys) - 1,
                i
            });
        }
        return new TestTable(TYPES, rows, 1 + random.nextInt(40));
    }

    private static List<@Nullable Object[]> nestedLoop(TestTable left, TestTable right, List<Integer> keys) {
        List<@Nullable Object[]> expected = new ArrayList<>();
        for (@Nullable Object[] a : left.rows()) {
            for (@Nullable Object[] b : right.rows()) {
                boolean matches = true;
                for (int key : keys) {
                    Object value = a[key];
                    matches &= value != null && value.equals(b[key]);
                }
                if (matches) {
                    expected.add(new @Nullable Object[] {a[0], a[1], a[2], b[0], b[1], b[2]});
                }
            }
        }
        return expected;
    }

    @Test
    void pairsComeAsFromANestedLoop() {
        LeakCheck leaks = LeakCheck.start();
        int pairs = 0;
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int keyRange = seed % 5 == 0 ? 1 : 1 + random.nextInt(60);
            TestTable left = table(random, seed % 7 == 0 ? seed % 2 : random.nextInt(150), keyRange);
            TestTable right = table(random, seed % 11 == 0 ? seed % 2 : random.nextInt(150), keyRange);
            List<Integer> keys = List.of(List.of(0), List.of(1), List.of(0, 1)).get(random.nextInt(3));
            PlanNode plan = new PlanNode.JoinNode(left.scan(), right.scan(), keys, keys);
            List<@Nullable Object[]> expected = nestedLoop(left, right, keys);
            pairs += expected.size();
            for (Runs.Way way : Runs.WAYS) {
                assertThat(Runs.lines(Runs.rows(plan, way)))
                        .as("seed %d, %s", seed, way)
                        .isEqualTo(Runs.lines(expected));
            }
        }
        assertThat(pairs).isGreaterThan(10_000);
        leaks.verify();
    }

    @Test
    void aJoinOfAJoinIsSorted() {
        Random random = new Random(3);
        TestTable left = table(random, 90, 20);
        TestTable right = table(random, 80, 20);
        PlanNode inner = new PlanNode.JoinNode(left.scan(), right.scan(), List.of(0), List.of(0));
        PlanNode outer = new PlanNode.JoinNode(inner, right.scan(), List.of(5), List.of(2));
        PlanNode sorted = new PlanNode.SortNode(outer, List.of(new SortKey(2, true, false)), null, null);
        int expected = nestedLoop(left, right, List.of(0)).size();
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
        PlanNode plan = new PlanNode.JoinNode(left.scan(), right.scan(), List.of(0), List.of(0));
        for (Runs.Way way : Runs.WAYS) {
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

    @Test
    void keysOfDifferentKindsAreRefused() {
        TestTable table = table(new Random(1), 3, 3);
        assertThatThrownBy(() -> new PlanNode.JoinNode(table.scan(), table.scan(), List.of(0), List.of(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("keys of BIGINT and INTEGER");
        assertThatThrownBy(() -> new PlanNode.JoinNode(table.scan(), table.scan(), List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("0 and 0 keys");
    }
}
