package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.vector.Block;

/** Executes plans. */
public final class Execution {
    private Execution() {}

    /**
     * Starts an execution. Nothing is opened before the first block is asked for.
     *
     * @return the rows; the caller closes it
     */
    public static BlockCursor start(PlanNode plan, ExecutionContext context) {
        return new BlockCursor() {
            @Override
            public Block next() {
                throw new UnsupportedOperationException("no operator for " + plan + " in " + context);
            }

            @Override
            public void close() {}
        };
    }
}
