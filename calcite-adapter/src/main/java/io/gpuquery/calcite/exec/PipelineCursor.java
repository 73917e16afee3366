package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.Program;
import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.expression.ValueType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows of a pipeline in the order of its input. Other threads work ahead on a few units; the caller's thread works too, and waits
 * only for units that somebody is at. The lock guards all fields; it is never held while somebody works.
 */
final class PipelineCursor implements BlockCursor {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineCursor.class);

    private final ExecutionContext context;
    private final Pipeline pipeline;
    private final List<ValueType> types;
    private final Program program;
    private final int unitsMost;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<PipelineWorker> idleWorkers = new ArrayDeque<>();
    private final Map<Long, Result> results = new HashMap<>();
    private Deque<Block> ready = new ArrayDeque<>();
    private int part;
    private int index;
    private int taking;
    private int helpers;
    private boolean exhausted;
    private boolean closed;
    private @Nullable Throwable readFailure;

    /** What became of a unit; both are null while somebody is at it. */
    private static final class Result {
        @Nullable
        Deque<Block> blocks;

        @Nullable
        Throwable failure;
    }

    PipelineCursor(PlanNode node, Environment environment) {
        this.context = environment.context();
        this.types = node.types();
        this.pipeline = Pipeline.of(node, environment);
        pipeline.builder().outputAll();
        this.program = pipeline.program();
        this.unitsMost = 2 * context.threads();
    }

    @Override
    public @Nullable Block next() {
        lock.lock();
        try {
            while (ready.isEmpty()) {
                context.cancellation().check();
                if (closed) {
                    throw new CancellationException("the statement was cancelled");
                }
                Result result = results.get(position());
                if (result != null) {
                    rethrow(result.failure);
                }
                if (result != null && result.blocks != null) {
                    results.remove(position());
                    ready = result.blocks;
                    index++;
                    callHelper();
                } else if (pipeline.feed().isPartOver(part, index)) {
                    part++;
                    index = 0;
                } else if (exhausted && taking == 0) {
                    // All that was read before a failure has been handed out.
                    rethrow(readFailure);
                    return null;
                } else if (!exhausted && (result == null || results.size() < unitsMost)) {
                    workOnce();
                } else {
                    changed.awaitUninterruptibly();
                }
            }
            return ready.removeFirst();
        } finally {
            lock.unlock();
        }
    }

    private static void rethrow(@Nullable Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    private long position() {
        return ((long) part << 32) | index;
    }

    /** Calls another thread if that is of use. The caller's thread is enough to get everything. */
    private void callHelper() {
        if (!closed && !exhausted && helpers < context.threads() - 1) {
            helpers++;
            try {
                context.executor().execute(this::help);
            } catch (RejectedExecutionException | OutOfMemoryError e) {
                helpers--;
                LOG.warn("The statement goes on with fewer threads", e);
            }
        }
    }

    private void help() {
        lock.lock();
        try {
            while (!closed && !exhausted && results.size() + taking < unitsMost) {
                workOnce();
            }
        } finally {
            helpers--;
            changed.signalAll();
            lock.unlock();
        }
    }

    /** Takes a unit and works on it. Enters and leaves with the lock held, but works without. */
    private void workOnce() {
        taking++;
        PipelineWorker worker = idleWorkers.isEmpty() ? pipeline.worker(program) : idleWorkers.pop();
        Result result = new Result();
        Unit unit = null;
        Throwable failure = null;
        lock.unlock();
        try {
            unit = pipeline.feed().next(0);
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            lock.lock();
        }
        if (unit == null) {
            taking--;
            exhausted = true;
            if (failure != null) {
                readFailure = failure;
            }
            changed.signalAll();
            return;
        }
        results.put(unit.position(), result);
        lock.unlock();
        Deque<Block> blocks = new ArrayDeque<>();
        try (Unit taken = unit) {
            worker.run(taken, (evaluator, frame) -> blocks.add(copy(evaluator.outputs(frame), frame.count())));
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            lock.lock();
            taking--;
            result.failure = failure;
            result.blocks = blocks;
            idleWorkers.push(worker);
            changed.signalAll();
        }
    }

    private Block copy(Vector[] vectors, int count) {
        List<Vector> copies = new ArrayList<>();
        for (Vector vector : vectors) {
            copies.add(vector.copy());
        }
        return new Block(types, copies.toArray(Vector[]::new), count);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        pipeline.feed().close();
        lock.lock();
        try {
            while (taking > 0) {
                changed.awaitUninterruptibly();
            }
            results.clear();
            ready.clear();
        } finally {
            lock.unlock();
        }
    }
}
