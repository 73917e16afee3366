package io.gpuquery.engine;

import io.gpuquery.catalog.Catalog;
import io.gpuquery.catalog.CatalogTable;
import io.gpuquery.catalog.StatementFiles;
import io.gpuquery.column.TableSchema;
import io.gpuquery.memory.Abandonment;
import io.gpuquery.memory.FilePool;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ExactScan;
import io.gpuquery.scan.SafeScan;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanRequest;
import io.gpuquery.scan.TableStatistics;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One user's claim on an {@link Engine}: a connection's, or a schema's. Any thread may use and close it; one that is lost without
 * having been closed is released by a {@link Cleaner}.
 */
public final class EngineReference implements AutoCloseable {
    private final Catalog catalog;
    private final int threads;
    private final QueryLimits limits;
    private final @Nullable Claim claim;
    private final Cleaner.@Nullable Cleanable net;

    /** The caller has counted the reference. */
    EngineReference(Engine engine, Catalog catalog, int threads, QueryLimits limits) {
        this.catalog = catalog;
        this.threads = threads;
        this.limits = limits;
        this.claim = new Claim(engine);
        this.net = Abandonment.watch(this, claim);
    }

    /** One without a claim. */
    private EngineReference(Catalog catalog, int threads, QueryLimits limits) {
        this.catalog = catalog;
        this.threads = threads;
        this.limits = limits;
        this.claim = null;
        this.net = null;
    }

    /**
     * One that keeps no engine alive and is never closed, for what may outlive this reference, such as a plan that is kept. It is
     * used only while somebody else has a claim on the same engine.
     */
    public EngineReference withoutClaim() {
        return new EngineReference(catalog, threads, limits);
    }

    /**
     * An object that all references to this engine share, and that goes with the engine, which closes it if it can be closed.
     *
     * @param type what it is found by
     * @param maker makes it for the first who asks; must not ask for a companion itself
     * @throws IllegalStateException if this has no claim on the engine
     */
    public <T> T companion(Class<T> type, Supplier<T> maker) {
        if (claim == null) {
            throw new IllegalStateException("a reference without a claim has no companions");
        }
        return claim.engine.companion(type, maker);
    }

    /**
     * The tables.
     *
     * @throws IllegalStateException if this is closed
     */
    public Catalog catalog() {
        if (claim != null && claim.released.get()) {
            throw new IllegalStateException("the reference to the engine of " + catalog.root() + " is closed");
        }
        return catalog;
    }

    /** Most threads that a scan on behalf of this reference uses at a time. */
    public int threads() {
        return threads;
    }

    /** What one statement on behalf of this reference may take. */
    public QueryLimits limits() {
        return limits;
    }

    /** The threads of the process: daemons that end when they have nothing to do. Tasks must not wait for each other. */
    public Executor executor() {
        return WorkerThreads.executor();
    }

    /** The open files of the process. */
    public FilePool files() {
        return FilePool.shared();
    }

    /** The memory that the process may use for columns and operators. */
    public MemoryBudget memory() {
        return MemoryBudget.ofProcess();
    }

    /** As the other, for a statement that has no further scan of this table. */
    public ParallelScan scan(
            CatalogTable table,
            TableSchema planned,
            List<Integer> columns,
            List<ScanPredicate> predicates,
            int batchRows,
            Cancellation cancellation) {
        return scan(table, planned, columns, predicates, batchRows, cancellation, StatementFiles.remembered());
    }

    /**
     * Reads a table with the threads of this reference; see {@link CatalogTable#scan}.
     *
     * @param cancellation the statement's
     * @param statementFiles the statement's
     * @return to be closed by the caller
     */
    public ParallelScan scan(
            CatalogTable table,
            TableSchema planned,
            List<Integer> columns,
            List<ScanPredicate> predicates,
            int batchRows,
            Cancellation cancellation,
            StatementFiles statementFiles) {
        // Closing one scan of a statement must not end the others.
        Cancellation own = new Cancellation(cancellation::isCancelled);
        Scan scan = table.scanExactly(
                planned,
                columns,
                predicates,
                batchRows,
                own,
                statementFiles,
                (reader, request) -> ExactScan.start(ColumnStore.ofProcess().over(reader), request));
        return ParallelScan.start(scan, threads, ParallelScan.DEFAULT_BATCHES_AHEAD, executor(), own);
    }

    /**
     * Opens a scan of a table for those who filter themselves: from the {@link ColumnStore}, with predicates as hints only.
     *
     * @param predicates rows that violate them may be left out, and are not in general: all are left over
     * @param cancellation the statement's
     * @param statementFiles the statement's
     * @return to be closed by the caller
     */
    public Scan openScan(
            CatalogTable table,
            TableSchema planned,
            List<Integer> columns,
            List<ScanPredicate> predicates,
            Cancellation cancellation,
            StatementFiles statementFiles) {
        return table.scan(
                planned,
                columns,
                predicates,
                ScanRequest.DEFAULT_BATCH_ROWS,
                cancellation,
                statementFiles,
                (reader, request) -> SafeScan.start(ColumnStore.ofProcess().over(reader), request));
    }

    /** What is known of a table's size: what its files say, and what reading them has shown. */
    public TableStatistics statistics(CatalogTable table) {
        return ColumnStore.ofProcess().statistics(table);
    }

    /**
     * What reading a table to its end has found; null as long as nobody has.
     *
     * @see ColumnStore#findings
     */
    public @Nullable TableFindings findings(CatalogTable table) {
        return ColumnStore.ofProcess().findings(table);
    }

    /** What is in memory of each column of a table, in the order of its columns. */
    public List<ColumnResidency> residency(CatalogTable table) {
        return ColumnStore.ofProcess().residency(table);
    }

    /** Gives the claim back. Scans that are under way go on. Idempotent. */
    @Override
    public void close() {
        if (net != null) {
            net.clean();
        }
    }

    private static final class Claim implements Runnable {
        private final Engine engine;
        private final AtomicBoolean released = new AtomicBoolean();

        Claim(Engine engine) {
            this.engine = engine;
        }

        @Override
        public void run() {
            if (released.compareAndSet(false, true)) {
                engine.release();
            }
        }
    }
}
