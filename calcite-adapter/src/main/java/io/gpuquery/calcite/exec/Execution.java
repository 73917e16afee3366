package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.engine.MemoryBudget;
import io.gpuquery.memory.Abandonment;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Executes plans. */
public final class Execution {
    private Execution() {}

    /**
     * Starts an execution. Nothing is opened before the first block is asked for.
     *
     * @return the rows; the caller closes it. One that is lost without having been closed is closed by a {@link Cleaner}
     */
    public static BlockCursor start(PlanNode plan, ExecutionContext context) {
        return new Rows(new Running(plan, context));
    }

    /** Apart from what is open, so that it can become unreachable. */
    private static final class Rows implements BlockCursor {
        private final Running running;
        private final Cleaner.Cleanable net;

        Rows(Running running) {
            this.running = running;
            this.net = Abandonment.watch(this, running::close);
        }

        @Override
        public @Nullable Block next() {
            try {
                return running.next();
            } finally {
                Reference.reachabilityFence(this);
            }
        }

        @Override
        public void close() {
            try {
                running.close();
            } finally {
                net.clean();
            }
        }
    }

    private static final class Running {
        private final PlanNode plan;
        private final ExecutionContext context;
        private final Environment environment;
        private @Nullable BlockCursor cursor;
        private volatile boolean closed;
        private boolean over;

        Running(PlanNode plan, ExecutionContext context) {
            this.plan = plan;
            this.context = context;
            this.environment = new Environment(context);
        }

        @Nullable
        Block next() {
            if (closed) {
                throw new IllegalStateException("the execution is closed");
            }
            if (over) {
                return null;
            }
            long start = System.nanoTime();
            Block block = null;
            try {
                context.cancellation().check();
                BlockCursor from = cursor;
                if (from == null) {
                    MemoryBudget.Reservation granted = new Admission(context).await(plan, () -> closed);
                    if (granted != null) {
                        environment.deposit(granted);
                    }
                    from = environment.cursor(plan);
                    cursor = from;
                    if (closed) {
                        throw new CancellationException("the statement was cancelled");
                    }
                }
                block = from.next();
            } catch (RuntimeException | Error e) {
                closeAfter(e);
                throw e;
            } finally {
                context.receipt().addStage(Receipt.EXECUTE, System.nanoTime() - start);
            }
            if (block == null) {
                over = true;
                release();
            } else {
                context.receipt().rowsReturned.add(block.rowCount());
            }
            return block;
        }

        private void closeAfter(Throwable failure) {
            try {
                close();
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
        }

        private void release() {
            BlockCursor open = cursor;
            cursor = null;
            try {
                if (open != null) {
                    open.close();
                }
            } finally {
                environment.close();
            }
        }

        /** Any thread may call. */
        void close() {
            closed = true;
            release();
        }
    }
}
