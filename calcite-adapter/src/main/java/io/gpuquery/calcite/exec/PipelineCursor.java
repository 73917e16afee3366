package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.memory.Closing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final int unitsMost;

    /** Rows of a unit that are kept at most; its other rows, if joins make more of them, are made when these are gone. */
    private static final long MOST_ROWS = 1 << 17;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<PipelineWorker> idleWorkers = new ArrayDeque<>();
    private final Map<Long, Result> results = new HashMap<>();
    private Deque<Block> ready = new ArrayDeque<>();
    private int part;
    private int index;
    private int taking;
    private int helpers;
    private boolean prepared;
    private boolean over;
    private boolean exhausted;
    private boolean closed;
    private @Nullable Throwable readFailure;

    /** What became of a unit; blocks and failure are null while somebody is at it. */
    private static final class Result {
        @Nullable
        Deque<Block> blocks;

        @Nullable
        Throwable failure;

        /** Whoever is in the midst of the unit, while there is more to come of it. */
        @Nullable
        PipelineWorker worker;

        @Nullable
        Unit unit;

        boolean begun;
    }

    PipelineCursor(PlanNode node, Environment environment) {
        this.context = environment.context();
        this.types = node.types();
        this.pipeline = Pipeline.of(node, environment);
        pipeline.builder().outputAll();
        this.unitsMost = 2 * context.threads();
    }

    @Override
    public @Nullable Block next() {
        // By the caller's thread, before there is any other.
        if (!prepared) {
            pipeline.prepare();
            prepared = true;
            if (pipeline.isEmpty()) {
                close();
                over = true;
            }
        }
        if (over) {
            return null;
        }
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
                    ready = result.blocks;
                    result.blocks = null;
                    if (result.unit == null) {
                        results.remove(position());
                        index++;
                        callHelper();
                    }
                } else if (result != null && result.unit != null) {
                    goOn(result);
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
        PipelineWorker worker = idleWorkers.isEmpty() ? pipeline.worker(pipeline.program()) : idleWorkers.pop();
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
        result.worker = worker;
        result.unit = unit;
        goOn(result);
    }

    /** Works on a unit. Enters and leaves with the lock held, but works without. */
    private void goOn(Result result) {
        PipelineWorker worker = Objects.requireNonNull(result.worker);
        Unit unit = Objects.requireNonNull(result.unit);
        boolean begun = result.begun;
        result.begun = true;
        result.worker = null;
        result.unit = null;
        taking += begun ? 1 : 0;
        Throwable failure = null;
        boolean more = false;
        Deque<Block> blocks = new ArrayDeque<>();
        lock.unlock();
        try {
            if (!begun) {
                worker.open(unit);
            }
            try {
                more = !worker.advance(
                        (evaluator, frame) -> blocks.add(copy(evaluator.outputs(frame), frame.count())),
                        pipeline.hasJoins() ? MOST_ROWS : Long.MAX_VALUE);
            } finally {
                if (!more) {
                    unit.close();
                }
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            lock.lock();
            taking--;
            result.failure = failure;
            result.blocks = blocks;
            if (more) {
                result.worker = worker;
                result.unit = unit;
            } else {
                idleWorkers.push(worker);
            }
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
        pipeline.close();
        List<Unit> units = new ArrayList<>();
        lock.lock();
        try {
            while (taking > 0) {
                changed.awaitUninterruptibly();
            }
            for (Result result : results.values()) {
                if (result.unit != null) {
                    units.add(result.unit);
                }
            }
            results.clear();
            ready.clear();
        } finally {
            lock.unlock();
        }
        Closing.all(units);
    }
}
