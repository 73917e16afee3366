package io.gpuquery.calcite.jdbc;

import io.gpuquery.calcite.table.QueryScope;
import java.lang.ref.WeakReference;
import java.sql.SQLWarning;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Stops the execution of a statement, and keeps its warnings. Safe for any number of threads. */
final class StatementControl {
    private static final String WARNING_STATE = "01000";

    private final WeakReference<AtomicBoolean> statementFlag;
    private AtomicBoolean cancelled = new AtomicBoolean();
    private @Nullable SQLWarning warnings;

    /** @param statementFlag Calcite's own, which is never reset */
    StatementControl(AtomicBoolean statementFlag) {
        // Weakly: controls are looked up by it.
        this.statementFlag = new WeakReference<>(statementFlag);
    }

    /** The statement is about to be executed: what was wished for and warned of before is over. */
    synchronized void reset() {
        cancelled = new AtomicBoolean();
        warnings = null;
    }

    /** The scope of the execution. */
    synchronized QueryScope scope(long timeoutMillis) {
        AtomicBoolean own = cancelled;
        return new QueryScope(() -> own.get() || flagged(), timeoutMillis, this::warn);
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
