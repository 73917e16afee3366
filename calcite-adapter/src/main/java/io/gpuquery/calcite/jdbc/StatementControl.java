package io.gpuquery.calcite.jdbc;

import io.gpuquery.calcite.exec.Receipt;
import io.gpuquery.calcite.history.QueryEntry;
import io.gpuquery.calcite.table.QueryScope;
import io.gpuquery.error.DataException;
import java.lang.ref.WeakReference;
import java.sql.SQLWarning;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Stops the execution of a statement, and keeps its warnings. Safe for any number of threads. */
final class StatementControl {
    private static final String WARNING_STATE = "01000";

    /** Calcite plans on the thread of the caller, and asks nobody of ours whether to go on. */
    private static final ThreadLocal<@Nullable StatementControl> AT_WORK = new ThreadLocal<>();

    private final WeakReference<AtomicBoolean> statementFlag;
    private volatile AtomicBoolean cancelled = new AtomicBoolean();
    private volatile long startNanos = System.nanoTime();
    private volatile long timeoutMillis;
    private @Nullable SQLWarning warnings;

    /** Guarded by this, like the next; both only while this thread is at work: Calcite keeps what knows this control. */
    private QueryEntry entry = QueryEntry.unnoticed();

    private @Nullable Receipt receipt;

    /** Of the execution that has begun; only while its call is under way. */
    private @Nullable QueryScope scope;

    /** @param statementFlag Calcite's own, which is never reset */
    StatementControl(AtomicBoolean statementFlag) {
        // Weakly: controls are looked up by it.
        this.statementFlag = new WeakReference<>(statementFlag);
    }

    /** Something to do for a statement. */
    interface Work {
        @Nullable
        Object run() throws Throwable;
    }

    /**
     * Executes the statement: what was wished for and warned of before is over, and what is planned on this thread can be stopped.
     *
     * @param newEntry how the execution is remembered
     * @param newTimeoutMillis the longest that it may take; 0: as long as it needs
     */
    @Nullable
    Object execute(QueryEntry newEntry, long newTimeoutMillis, Work work) throws Throwable {
        synchronized (this) {
            cancelled = new AtomicBoolean();
            warnings = null;
            entry = newEntry;
            receipt = null;
        }
        startNanos = System.nanoTime();
        timeoutMillis = newTimeoutMillis;
        StatementControl outer = AT_WORK.get();
        AT_WORK.set(this);
        boolean done = false;
        try {
            Object result = work.run();
            done = true;
            return result;
        } finally {
            end(done);
            if (outer == null) {
                AT_WORK.remove();
            } else {
                AT_WORK.set(outer);
            }
        }
    }

    /** Nobody gets the rows of an execution that has begun if the call fails, as it does when the connection is closed meanwhile. */
    private void end(boolean done) {
        QueryScope begun;
        synchronized (this) {
            begun = scope;
            scope = null;
        }
        if (!done && begun != null) {
            begun.close();
        }
    }

    /** That of the statement that this thread executes; null while it prepares one, which nobody can stop. */
    static @Nullable StatementControl atWork() {
        return AT_WORK.get();
    }

    /**
     * Throws if the statement is to stop. For planning: an execution has a {@link QueryScope}.
     *
     * @throws CancellationException if it was cancelled
     * @throws DataException if it takes longer than it may
     */
    void check() {
        boolean timedOut =
                timeoutMillis > 0 && System.nanoTime() - startNanos > TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        if (timedOut || isCancelled(cancelled)) {
            CancellationException stopped = new CancellationException("The statement was cancelled.");
            throw timedOut ? QueryScope.timedOut(timeoutMillis, stopped) : stopped;
        }
    }

    /** The scope of the execution. */
    synchronized QueryScope scope(long scopeTimeoutMillis) {
        AtomicBoolean own = cancelled;
        QueryScope made = new QueryScope(() -> isCancelled(own), startNanos, scopeTimeoutMillis, this::warn);
        receipt = made.receipt();
        entry.executing(made.receipt());
        if (AT_WORK.get() == this) {
            scope = made;
        }
        return made;
    }

    /** How the execution that begins is remembered. */
    synchronized QueryEntry entry() {
        return entry;
    }

    /** What the execution that has begun counts; null where it failed before that. Nothing of it is kept here from now on. */
    synchronized @Nullable Receipt takeReceipt() {
        Receipt taken = receipt;
        receipt = null;
        entry = QueryEntry.unnoticed();
        return taken;
    }

    private boolean isCancelled(AtomicBoolean own) {
        return own.get() || flagged();
    }

    private boolean flagged() {
        AtomicBoolean flag = statementFlag.get();
        return flag != null && flag.get();
    }

    /** Stops the present execution, and no later one. */
    synchronized void cancel() {
        cancelled.set(true);
    }

    synchronized @Nullable SQLWarning warnings() {
        return warnings;
    }

    synchronized void clearWarnings() {
        warnings = null;
    }

    private synchronized void warn(String text) {
        SQLWarning warning = new SQLWarning(text, WARNING_STATE);
        if (warnings == null) {
            warnings = warning;
        } else {
            warnings.setNextWarning(warning);
        }
    }
}
