package io.gpuquery.calcite.exec;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works off all units of a feed with several threads, the caller's among them. Others are called one by one while there is work, and
 * none is waited for that has not begun. A failure of the first unit in order wins.
 *
 * <p>After some milliseconds a called thread lets other statements have a turn: it comes back behind all that wait for a thread.
 */
final class Workers {
    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    /** Below so many rows a unit is not worth another thread; nor are so few units. */
    private static final int FEW_ROWS = 16 * 1024;

    private static final int FEW_UNITS = 2;

    private static final long TURN_NANOS = 20_000_000;

    /** What one thread does with the units that it takes. */
    interface Worker {
        void work(Unit unit);
    }

    /** What a worker did so far, so that another thread can go on with it. */
    private static final class Turn {
        @Nullable
        Worker worker;

        long position;
        int units;
    }

    private final Feed feed;
    private final ExecutionContext context;
    private final int threads;
    /** Units of which a single one is worth another thread. */
    private final int fewRows;

    private final Supplier<Worker> makeWorker;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Turn> resting = new ArrayDeque<>();
    private int called;
    private int active;
    private boolean over;
    private @Nullable Throwable failure;
    private long failedPosition = Long.MAX_VALUE;

    private Workers(Feed feed, ExecutionContext context, int threads, int fewRows, Supplier<Worker> makeWorker) {
        this.feed = feed;
        this.context = context;
        this.threads = threads;
        this.fewRows = fewRows;
        this.makeWorker = makeWorker;
    }

    /** Returns when all units are worked off. Takes what makes a worker for each thread, called by one thread at a time. */
    static void run(Feed feed, ExecutionContext context, Supplier<Worker> makeWorker) {
        new Workers(feed, context, context.threads(), FEW_ROWS, makeWorker).run();
    }

    /** The same with fewer threads, of units that each take long. */
    static void run(Feed feed, ExecutionContext context, int threads, Supplier<Worker> makeWorker) {
        new Workers(feed, context, Math.min(threads, context.threads()), 0, makeWorker).run();
    }

    private void run() {
        lock.lock();
        try {
            active++;
        } finally {
            lock.unlock();
        }
        work(new Turn(), Long.MAX_VALUE);
        Throwable thrown;
        lock.lock();
        try {
            while (active > 0) {
                changed.awaitUninterruptibly();
            }
            thrown = failure;
        } finally {
            lock.unlock();
        }
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown != null) {
            throw (RuntimeException) thrown;
        }
    }

    private void help() {
        Turn turn;
        lock.lock();
        try {
            if (over) {
                return;
            }
            active++;
            turn = resting.isEmpty() ? new Turn() : resting.pop();
        } finally {
            lock.unlock();
        }
        work(turn, System.nanoTime() + TURN_NANOS);
    }

    /** Works until there is nothing left, or until a time. */
    private void work(Turn turn, long endNanos) {
        try {
            while (!isOver()) {
                if (endNanos != Long.MAX_VALUE && System.nanoTime() - endNanos > 0) {
                    rest(turn);
                    return;
                }
                try (Unit unit = feed.next((int) (turn.position >>> 32))) {
                    if (unit == null) {
                        break;
                    }
                    turn.position = unit.position();
                    if (++turn.units > FEW_UNITS || unit.rowCount() >= fewRows) {
                        callAnother();
                    }
                    Worker worker = turn.worker;
                    if (worker == null) {
                        worker = makeWorker();
                        turn.worker = worker;
                    }
                    worker.work(unit);
                }
            }
        } catch (RuntimeException | Error e) {
            failed(e, turn.position);
        }
        ended();
    }

    private void rest(Turn turn) {
        lock.lock();
        try {
            resting.push(turn);
            active--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        call();
    }

    private void ended() {
        lock.lock();
        try {
            over = true;
            active--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Worker makeWorker() {
        lock.lock();
        try {
            return makeWorker.get();
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver() {
        lock.lock();
        try {
            return failure != null;
        } finally {
            lock.unlock();
        }
    }

    private void callAnother() {
        lock.lock();
        try {
            if (over || called >= threads - 1) {
                return;
            }
            called++;
        } finally {
            lock.unlock();
        }
        call();
    }

    private void call() {
        try {
            context.executor().execute(this::help);
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            // The system gives no further thread; the caller's is enough.
            LOG.warn("The statement goes on with fewer threads", e);
        }
    }

    private void failed(Throwable thrown, long position) {
        lock.lock();
        try {
            // That others were stopped is no failure of its own.
            boolean stopped = thrown instanceof CancellationException && failure != null;
            if (!stopped && (failure == null || position < failedPosition)) {
                failure = thrown;
                failedPosition = position;
            }
        } finally {
            lock.unlock();
        }
    }
}
