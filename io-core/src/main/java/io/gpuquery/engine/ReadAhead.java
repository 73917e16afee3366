package io.gpuquery.engine;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.TableSchema;
import io.gpuquery.memory.Closing;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanCounters;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a {@link ParallelScan} does, without referring to it.
 *
 * <p>Each morsel that was taken is a part; parts stand in row order. A thread works on one part for one batch at a time and then
 * looks anew, so nobody ever waits while holding a thread of the pool: a part whose batches are not fetched simply rests. The lock
 * guards all fields; it is never held while the scan works.
 */
final class ReadAhead {
    private static final Logger LOG = LoggerFactory.getLogger(ReadAhead.class);

    private final Scan scan;
    private final int workersMost;
    private final int partsMost;
    private final int batchesMostOfPart;
    private final Executor executor;
    private final Cancellation cancellation;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Part> parts = new ArrayDeque<>();
    private int workers;
    private boolean taking;
    private boolean exhausted;
    private boolean closed;
    private boolean releasing;
    private boolean released;

    ReadAhead(Scan scan, int threads, int batchesAhead, Executor executor, Cancellation cancellation) {
        if (threads < 1 || batchesAhead < 1) {
            throw new IllegalArgumentException("threads is " + threads + " and batchesAhead is " + batchesAhead);
        }
        this.scan = scan;
        this.workersMost = threads - 1;
        this.partsMost = threads + 1;
        this.batchesMostOfPart = Math.max(1, batchesAhead / partsMost);
        this.executor = executor;
        this.cancellation = cancellation;
    }

    /** A morsel and what was read of it. */
    private static final class Part {
        /** Null where there was none to be had: then there is a failure. */
        final @Nullable Morsel morsel;

        final Deque<ColumnBatch> ready = new ArrayDeque<>();
        boolean running;
        boolean finished;

        @Nullable
        Throwable failure;

        Part(@Nullable Morsel morsel, @Nullable Throwable failure) {
            this.morsel = morsel;
            this.failure = failure;
            this.finished = failure != null;
        }
    }

    TableSchema schema() {
        return scan.schema();
    }

    ScanCounters counters() {
        return scan.counters();
    }

    @Nullable
    ColumnBatch next() {
        Throwable failure;
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the scan is closed");
            }
            while (true) {
                Part first = parts.peekFirst();
                if (closed || cancellation.isCancelled()) {
                    failure = new CancellationException("the statement was cancelled");
                    break;
                }
                if (first == null) {
                    if (exhausted) {
                        return null;
                    }
                    if (taking) {
                        changed.awaitUninterruptibly();
                    } else {
                        take();
                    }
                } else if (!first.ready.isEmpty()) {
                    ColumnBatch batch = first.ready.removeFirst();
                    callWorker();
                    return batch;
                } else if (first.failure != null) {
                    failure = first.failure;
                    break;
                } else if (first.finished) {
                    parts.removeFirst();
                } else if (first.running) {
                    if (!workOnce()) {
                        changed.awaitUninterruptibly();
                    }
                } else if (parts.size() == 1 && mayTake()) {
                    // Whether there is a second part tells whether another thread is of any use.
                    take();
                } else {
                    read(first);
                }
            }
        } finally {
            lock.unlock();
        }
        close();
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }

    /** What a thread of the pool does, until there is nothing to do. */
    private void work() {
        lock.lock();
        try {
            boolean worked = true;
            while (worked && !closed) {
                worked = workOnce();
            }
        } finally {
            workers--;
            lock.unlock();
        }
    }

    /** Reads a batch of the first part that can be read, else takes another part; false if there is neither. */
    private boolean workOnce() {
        Part part = firstReadable();
        if (part != null) {
            read(part);
        } else if (mayTake()) {
            take();
        } else {
            return false;
        }
        return true;
    }

    /** Calls another thread if there is something for it to do. Never throws: the caller's thread is enough to get everything. */
    private void callWorker() {
        if (!closed && workers < workersMost && (mayTake() || firstReadable() != null)) {
            workers++;
            try {
                executor.execute(this::work);
            } catch (RejectedExecutionException | OutOfMemoryError e) {
                // The system gives no further thread.
                workers--;
                LOG.warn("The scan goes on with {} threads fewer", workersMost - workers, e);
            }
        }
    }

    private boolean mayTake() {
        return !exhausted && !taking && parts.size() < partsMost;
    }

    private boolean isReadable(Part part) {
        return !part.running && !part.finished && part.ready.size() < batchesMostOfPart;
    }

    private @Nullable Part firstReadable() {
        for (Part part : parts) {
            if (isReadable(part)) {
                return part;
            }
        }
        return null;
    }

    /** Takes the next morsel. Enters and leaves with the lock held, but works without. */
    private void take() {
        taking = true;
        callWorker();
        Morsel morsel = null;
        Throwable failure = null;
        lock.unlock();
        try {
            cancellation.check();
            morsel = scan.nextMorsel();
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            lock.lock();
            taking = false;
            changed.signalAll();
        }
        if (morsel == null) {
            exhausted = true;
        }
        if (morsel != null || failure != null) {
            parts.addLast(new Part(morsel, failure));
        }
    }

    /** Reads one batch of a part. Enters and leaves with the lock held, but works without. */
    private void read(Part part) {
        part.running = true;
        callWorker();
        ColumnBatch batch = null;
        Throwable failure = null;
        lock.unlock();
        try {
            Morsel morsel = part.morsel;
            batch = morsel == null ? null : morsel.nextBatch();
            if (batch == null && morsel != null) {
                morsel.close();
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            lock.lock();
            part.running = false;
            changed.signalAll();
        }
        if (batch != null) {
            // Also when this was closed meanwhile: whoever closes waits for it and closes it too.
            part.ready.addLast(batch);
        } else {
            part.finished = true;
            part.failure = failure;
        }
    }

    /** Returns when everything is released, whoever does it. */
    void close() {
        List<AutoCloseable> resources = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            cancellation.cancel();
            changed.signalAll();
            while (isAnybodyAtWork() || (releasing && !released)) {
                changed.awaitUninterruptibly();
            }
            if (released) {
                return;
            }
            releasing = true;
            for (Part part : parts) {
                resources.addAll(part.ready);
                if (part.morsel != null) {
                    resources.add(part.morsel);
                }
            }
            parts.clear();
        } finally {
            lock.unlock();
        }
        resources.add(scan);
        try {
            Closing.all(resources);
        } finally {
            endRelease();
        }
    }

    private void endRelease() {
        lock.lock();
        try {
            released = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isAnybodyAtWork() {
        return taking || parts.stream().anyMatch(part -> part.running);
    }
}
