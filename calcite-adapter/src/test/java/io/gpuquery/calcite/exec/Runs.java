package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.engine.MemoryBudget;
import io.gpuquery.engine.QueryLimits;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.Literal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Executes plans for tests. */
final class Runs {
    private static final ExecutorService POOL = Executors.newFixedThreadPool(3, task -> {
        Thread thread = new Thread(task, "test-worker");
        thread.setDaemon(true);
        return thread;
    });

    /** One way to execute a plan. */
    record Way(int threads, int blockRows, QueryLimits limits) {
        Way(int threads, int blockRows) {
            this(threads, blockRows, QueryLimits.DEFAULT);
        }

        /** With next to no memory, so that all rows that are kept go through temporary files. */
        Way spilling() {
            return new Way(threads, blockRows, QueryLimits.DEFAULT.withMemoryBytes(1));
        }
    }

    static final List<Way> IN_MEMORY = List.of(new Way(1, 2048), new Way(1, 3), new Way(2, 64), new Way(7, 5));

    static final List<Way> WAYS = Stream.concat(
                    IN_MEMORY.stream(),
                    Stream.of(new Way(1, 2048).spilling(), new Way(2, 64).spilling(), new Way(7, 5).spilling()))
            .toList();

    private Runs() {}

    static ExecutionContext context(Way way, List<@Nullable Literal> parameters) {
        return new ExecutionContext(
                new Cancellation(),
                way.threads(),
                POOL,
                MemoryBudget.ofProcess(),
                parameters,
                new Receipt(),
                way.blockRows(),
                way.limits());
    }

    static List<@Nullable Object[]> rows(PlanNode plan, Way way, @Nullable Literal... parameters) {
        return rows(plan, context(way, Arrays.asList(parameters)));
    }

    static List<@Nullable Object[]> rows(PlanNode plan, ExecutionContext context) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        try (BlockCursor cursor = Execution.start(plan, context)) {
            for (Block block = cursor.next(); block != null; block = cursor.next()) {
                @Nullable
                Object[][] taken =
                        new @Nullable Object[block.rowCount()][plan.types().size()];
                for (int column = 0; column < plan.types().size(); column++) {
                    block.read(column, 0, block.rowCount(), taken, column);
                }
                rows.addAll(Arrays.asList(taken));
            }
        }
        return rows;
    }

    /** As text, line by line: doubles with all bits, and the scale of decimals. */
    static List<String> lines(List<@Nullable Object[]> rows) {
        return rows.stream().map(Runs::line).toList();
    }

    private static String line(@Nullable Object[] row) {
        return Arrays.stream(row).map(Runs::text).collect(Collectors.joining(" | "));
    }

    private static String text(@Nullable Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof byte[] bytes) {
            return Arrays.toString(bytes);
        }
        return String.valueOf(value);
    }
}
