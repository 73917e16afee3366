package io.gpuquery.engine;

import io.gpuquery.catalog.CatalogTable;
import io.gpuquery.error.DataException;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FileDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A table and what it is, or why that cannot be told: for listings, which one broken file must not break.
 *
 * @param table the table
 * @param description what was found out; null where it cannot be read
 * @param failure why it cannot be read; null where it can
 */
public record TableDescription(
        CatalogTable table,
        @Nullable FileDescription description,
        @Nullable DataException failure) {
    /** Below this number a single thread is done before others have started. */
    private static final int FEW = 16;

    /** Describes one table. Throws nothing but {@link CancellationException}. */
    static TableDescription of(CatalogTable table, Cancellation cancellation) {
        try {
            return new TableDescription(table, table.describe(cancellation), null);
        } catch (DataException e) {
            return new TableDescription(table, null, e);
        }
    }

    /**
     * Describes many tables with the threads of an engine, in their order. Costs one look at the status of a file whose version is
     * known.
     *
     * @throws CancellationException if cancelled
     */
    public static List<TableDescription> ofAll(
            List<CatalogTable> tables, EngineReference engine, Cancellation cancellation) {
        int helpers = tables.size() < FEW ? 0 : engine.threads() - 1;
        Work work = new Work(tables, cancellation);
        for (int i = 0; i < helpers; i++) {
            engine.executor().execute(work);
        }
        work.run();
        return work.result();
    }

    /** Tables yet to be described. Helpers that start late find none, and nobody waits for them. */
    private static final class Work implements Runnable {
        private final List<CatalogTable> tables;
        private final Cancellation cancellation;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReferenceArray<@Nullable TableDescription> described;
        private final CountDownLatch pending;
        private volatile @Nullable Throwable failure;

        Work(List<CatalogTable> tables, Cancellation cancellation) {
            this.tables = tables;
            this.cancellation = cancellation;
            this.described = new AtomicReferenceArray<>(tables.size());
            this.pending = new CountDownLatch(tables.size());
        }

        @Override
        public void run() {
            for (int i = next.getAndIncrement(); i < tables.size(); i = next.getAndIncrement()) {
                try {
                    if (failure == null) {
                        described.set(i, of(tables.get(i), cancellation));
                    }
                } catch (RuntimeException | Error e) {
                    // Thrown again by result(), in the thread of the statement.
                    failure = e;
                } finally {
                    pending.countDown();
                }
            }
        }

        List<TableDescription> result() {
            boolean interrupted = false;
            while (true) {
                try {
                    pending.await();
                    break;
                } catch (InterruptedException e) {
                    // Each helper is at one file at most.
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            Throwable thrown = failure;
            if (thrown instanceof CancellationException) {
                CancellationException cancelled = new CancellationException(thrown.getMessage());
                cancelled.initCause(thrown);
                throw cancelled;
            }
            if (thrown != null) {
                throw new IllegalStateException("a table cannot be described", thrown);
            }
            List<TableDescription> all = new ArrayList<>(tables.size());
            for (int i = 0; i < tables.size(); i++) {
                TableDescription each = described.get(i);
                if (each != null) {
                    all.add(each);
                }
            }
            return all;
        }
    }
}
