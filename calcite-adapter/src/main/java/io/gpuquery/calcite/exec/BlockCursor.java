package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.vector.Block;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an execution, a block at a time, in an order that does not depend on the number of threads. One thread reads; any
 * thread may close.
 */
public interface BlockCursor extends AutoCloseable {
    /**
     * The next rows, at least one; null after the last. A block is heap memory and stays as it is: it needs no closing, and may be
     * kept. After a failure the cursor is closed.
     *
     * @throws io.gpuquery.error.DataException what is wrong with the data, or that memory is short
     * @throws ArithmeticException overflow, or division by zero
     * @throws java.util.concurrent.CancellationException if the statement was cancelled, or this was closed meanwhile
     * @throws IllegalStateException if this is closed
     */
    @Nullable
    Block next();

    /** Stops all work, waits for the blocks that threads are at, and releases everything. Idempotent. */
    @Override
    void close();
}
