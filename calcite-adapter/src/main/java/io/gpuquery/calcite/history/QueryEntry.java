package io.gpuquery.calcite.history;

import io.gpuquery.calcite.exec.Receipt;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a statement, as it is remembered: it holds texts of bounded length and numbers, and nothing of the statement. Any
 * thread may call.
 */
public final class QueryEntry {
    private static final int MOST_CHARACTERS_OF_STATEMENT = 4000;
    private static final int MOST_CHARACTERS_OF_ERROR = 500;

    private final @Nullable String statement;
    private final boolean literalsHidden;
    private final Instant started = Instant.now();
    private final long startNanos = System.nanoTime();

    /** What the execution counts into; weakly, since only the statement that is at work keeps it. */
    private WeakReference<@Nullable Receipt> live = new WeakReference<>(null);

    private boolean executing;
    private Outcome outcome = Outcome.RUNNING;
    private long durationNanos;
    private long rowCount;
    private @Nullable QueryReceipt receipt;
    private @Nullable String sqlState;
    private @Nullable String error;

    /**
     * Begins now.
     *
     * @param statement its text; null where that is not known
     * @param literalsHidden whether what was written as a literal is not to be remembered, nor what failures say of values
     */
    public QueryEntry(@Nullable String statement, boolean literalsHidden) {
        this.literalsHidden = literalsHidden;
        this.statement = statement == null ? null : texts().apply(statement);
    }

    /** One that nobody looks at, for executions of which nobody tells when they begin. */
    public static QueryEntry unnoticed() {
        return new QueryEntry(null, true);
    }

    private UnaryOperator<String> texts() {
        return literalsHidden
                ? text -> HiddenLiterals.in(QueryReceipt.cut(text, MOST_CHARACTERS_OF_STATEMENT))
                : text -> QueryReceipt.cut(text, MOST_CHARACTERS_OF_STATEMENT);
    }

    /**
     * What an entry tells at one moment.
     *
     * @param durationNanos from the beginning to the end, time that its user took between rows included; null before the end
     * @param rowCount rows that were read by its user; null before the end
     * @param receipt what was done; null before the execution begins, and where it never did
     */
    public record Shown(
            @Nullable String statement,
            Instant started,
            Outcome outcome,
            @Nullable String sqlState,
            @Nullable String error,
            @Nullable Long durationNanos,
            @Nullable Long rowCount,
            @Nullable QueryReceipt receipt) {}

    /** The statement is planned; what its execution does is counted from here on. */
    public synchronized void executing(Receipt counted) {
        counted.addStage(Receipt.PLAN, System.nanoTime() - startNanos);
        live = new WeakReference<>(counted);
        executing = true;
    }

    /** The execution is over, and its files are given up; only the first end counts. */
    public synchronized void ended(Outcome how, long rows) {
        ended(how, rows, null, null);
    }

    /** The execution failed. */
    public synchronized void failed(Outcome how, long rows, @Nullable String state, @Nullable String message) {
        ended(how, rows, state, message);
    }

    private void ended(Outcome how, long rows, @Nullable String state, @Nullable String message) {
        if (outcome != Outcome.RUNNING) {
            return;
        }
        durationNanos = System.nanoTime() - startNanos;
        outcome = how;
        rowCount = rows;
        sqlState = state;
        error = message == null || literalsHidden ? null : QueryReceipt.cut(message, MOST_CHARACTERS_OF_ERROR);
        Receipt counted = live.get();
        receipt = counted == null ? null : QueryReceipt.of(counted, texts());
        live = new WeakReference<>(null);
    }

    /** What is known now. */
    public synchronized Shown shown() {
        if (outcome != Outcome.RUNNING) {
            return new Shown(statement, started, outcome, sqlState, error, durationNanos, rowCount, receipt);
        }
        Receipt counted = live.get();
        return new Shown(
                statement,
                started,
                counted == null && executing ? Outcome.ABANDONED : Outcome.RUNNING,
                null,
                null,
                null,
                null,
                counted == null ? null : QueryReceipt.of(counted, texts()));
    }
}
