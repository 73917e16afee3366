package io.gpuquery.calcite.table;

import io.gpuquery.calcite.exec.Receipt;
import io.gpuquery.catalog.StatementFiles;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.scan.Cancellation;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.calcite.DataContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One execution of a statement, as its scans see it: whether to stop, what to warn of, and what to close at its end.
 *
 * <p>Our driver makes one for each execution and puts it into the {@link DataContext} under {@link #VARIABLE}; elsewhere each
 * scan makes its own, and what was read by an execution is known by Calcite's context for it. Safe for any number of threads.
 */
public final class QueryScope implements AutoCloseable {
    /** Where a {@link DataContext} keeps the scope. */
    public static final String VARIABLE = "gpuQueryScope";

    private static final Logger LOGGER = LoggerFactory.getLogger(QueryScope.class);
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** Which scans belong to one execution of Calcite's own connections: those that are given the same object. */
    private static final Map<DataContext, StatementFiles> CALCITES = Collections.synchronizedMap(new WeakHashMap<>());

    private final long timeoutMillis;
    private final long startNanos;
    private final Cancellation cancellation;
    private final ConcurrentLinkedQueue<Runnable> open = new ConcurrentLinkedQueue<>();
    private final Set<String> warned = new HashSet<>();
    private final @Nullable Consumer<String> warnings;
    private final StatementFiles files;
    private final Receipt receipt = new Receipt();

    /**
     * For a whole execution, which closes it at its end. All its scans of a table read the same version of its file.
     *
     * @param cancelled whether somebody wants the execution to stop; cheap to ask
     * @param startNanos when it began, planning included, by {@link System#nanoTime()}
     * @param timeoutMillis the longest that it may take from then; 0: as long as it needs
     * @param warnings takes each different warning once
     */
    public QueryScope(BooleanSupplier cancelled, long startNanos, long timeoutMillis, Consumer<String> warnings) {
        this(cancelled, startNanos, timeoutMillis, warnings, StatementFiles.held());
    }

    private QueryScope(
            BooleanSupplier cancelled,
            long startNanos,
            long timeoutMillis,
            @Nullable Consumer<String> warnings,
            StatementFiles files) {
        this.startNanos = startNanos;
        this.timeoutMillis = timeoutMillis;
        this.cancellation = new Cancellation(() -> cancelled.getAsBoolean() || timedOut());
        this.warnings = warnings;
        this.files = files;
    }

    /** The scope of an execution: that of our driver, or a new one that heeds Calcite's own flag and time-out. */
    public static QueryScope of(DataContext context) {
        if (context.get(VARIABLE) instanceof QueryScope scope) {
            return scope;
        }
        Object flag = context.get(DataContext.Variable.CANCEL_FLAG.camelName);
        Object timeout = context.get(DataContext.Variable.TIMEOUT.camelName);
        // Contexts of those who embed Calcite may serve any number of executions.
        boolean ofOneExecution = flag instanceof AtomicBoolean;
        return new QueryScope(
                flag instanceof AtomicBoolean cancelled ? cancelled::get : () -> false,
                System.nanoTime(),
                timeout instanceof Number millis ? millis.longValue() : 0,
                null,
                ofOneExecution
                        ? CALCITES.computeIfAbsent(context, execution -> StatementFiles.remembered())
                        : StatementFiles.remembered());
    }

    /** For scans to look at. */
    public Cancellation cancellation() {
        return cancellation;
    }

    /** Whether the execution has taken longer than it may. */
    public boolean timedOut() {
        return timeoutMillis > 0 && System.nanoTime() - startNanos > timeoutMillis * NANOS_PER_MILLI;
    }

    /**
     * Throws if the execution is to stop.
     *
     * @throws CancellationException if it was cancelled
     * @throws DataException if it takes longer than it may
     */
    public void check() {
        if (cancellation.isCancelled()) {
            throw stopped(new CancellationException("The statement was cancelled."));
        }
    }

    /** What to throw where a scan stopped: the scan cannot tell a time-out from a wish. */
    RuntimeException stopped(CancellationException cause) {
        return timedOut() ? timedOut(timeoutMillis, cause) : cause;
    }

    /** The failure of a statement that takes longer than it may. */
    public static DataException timedOut(long timeoutMillis, CancellationException cause) {
        return new DataException(
                "The statement took longer than its time-out of " + timeoutMillis + " ms",
                Location.none(),
                "Raise the time-out, or ask for fewer files or columns.",
                cause);
    }

    /** Tells the user something that does not stop the statement; the same text only once. */
    public void warn(String text) {
        warn(text, text);
    }

    /** Tells something of a subject: what comes first of it, since a table that is scanned again has nothing new to tell. */
    void warn(String subject, String text) {
        synchronized (warned) {
            if (!warned.add(subject)) {
                return;
            }
        }
        if (warnings == null) {
            LOGGER.warn(text);
        } else {
            warnings.accept(text);
        }
    }

    /** Takes what closes a cursor. It must not refer to the cursor itself, or one that is forgotten is never collected. */
    void opened(Runnable closing) {
        open.add(closing);
    }

    void closed(Runnable closing) {
        open.remove(closing);
    }

    /** What our operators did in the execution, all of them together. */
    public Receipt receipt() {
        return receipt;
    }

    /** The versions of files that the execution reads. */
    public StatementFiles files() {
        return files;
    }

    /** Closes all cursors that are still open, and gives the files up. Idempotent. */
    @Override
    public void close() {
        files.close();
        for (Runnable closing = open.poll(); closing != null; closing = open.poll()) {
            closing.run();
        }
    }
}
