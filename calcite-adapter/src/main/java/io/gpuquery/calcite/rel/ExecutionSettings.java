package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.exec.ExecutionContext;
import io.gpuquery.calcite.kernel.DeviceUse;
import org.jspecify.annotations.Nullable;

/**
 * How statements of the current thread are planned and executed, for tests and measurements: comparing our operators with Calcite's,
 * and results with different numbers of threads and sizes of blocks.
 *
 * @param operators whether our operators do what they can; otherwise only scans are ours
 * @param threads most threads of an execution; 0: what the connection says
 * @param blockRows rows that operators work on at a time
 * @param device what filters and aggregates run on; null: what the connection says
 */
public record ExecutionSettings(
        boolean operators,
        int threads,
        int blockRows,
        @Nullable DeviceUse device) {
    /** What everybody has who asks for nothing else. */
    public static final ExecutionSettings USUAL = new ExecutionSettings(true, 0, ExecutionContext.DEFAULT_BLOCK_ROWS);

    /** On the device that the connection says. */
    public ExecutionSettings(boolean operators, int threads, int blockRows) {
        this(operators, threads, blockRows, null);
    }

    private static final ThreadLocal<ExecutionSettings> CURRENT = ThreadLocal.withInitial(() -> USUAL);

    /** Those of the current thread. */
    public static ExecutionSettings current() {
        return CURRENT.get();
    }

    /** Applies these to what the current thread plans and starts from now on. */
    public void apply() {
        if (equals(USUAL)) {
            CURRENT.remove();
        } else {
            CURRENT.set(this);
        }
    }
}
