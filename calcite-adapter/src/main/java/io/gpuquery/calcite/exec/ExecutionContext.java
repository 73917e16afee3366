package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.kernel.DeviceUse;
import io.gpuquery.engine.MemoryBudget;
import io.gpuquery.engine.QueryLimits;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.Literal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What one execution of a plan works with.
 *
 * @param cancellation the statement's; looked at for each block
 * @param threads most threads that work at a time, the caller's included
 * @param executor gives the other threads; tasks in it never wait for each other
 * @param memory asked before operators keep rows
 * @param parameters values of {@link io.gpuquery.calcite.expression.Expression.Parameter}, by ordinal; null is NULL
 * @param receipt takes what was done
 * @param blockRows rows that loops work on at a time
 * @param limits what it may take
 * @param device what filters and aggregates over scans use; null: the CPU alone
 */
public record ExecutionContext(
        Cancellation cancellation,
        int threads,
        Executor executor,
        MemoryBudget memory,
        List<@Nullable Literal> parameters,
        Receipt receipt,
        int blockRows,
        QueryLimits limits,
        @Nullable DeviceUse device) {
    /** Rows of a block unless somebody knows better: a few columns of it fit the first-level cache. */
    public static final int DEFAULT_BLOCK_ROWS = 2048;

    public ExecutionContext {
        Objects.requireNonNull(cancellation, "cancellation");
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(limits, "limits");
        parameters = Collections.unmodifiableList(new ArrayList<>(parameters));
        if (threads < 1 || blockRows < 1) {
            throw new IllegalArgumentException("threads is " + threads + " and blockRows is " + blockRows);
        }
    }

    /** On the CPU. */
    public ExecutionContext(
            Cancellation cancellation,
            int threads,
            Executor executor,
            MemoryBudget memory,
            List<@Nullable Literal> parameters,
            Receipt receipt,
            int blockRows,
            QueryLimits limits) {
        this(cancellation, threads, executor, memory, parameters, receipt, blockRows, limits, null);
    }

    /** Without parameters, in blocks of the usual size, with a new receipt. */
    public static ExecutionContext of(Cancellation cancellation, int threads, Executor executor, MemoryBudget memory) {
        return new ExecutionContext(
                cancellation,
                threads,
                executor,
                memory,
                List.of(),
                new Receipt(),
                DEFAULT_BLOCK_ROWS,
                QueryLimits.DEFAULT);
    }
}
