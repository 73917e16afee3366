package io.gpuquery.engine;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.TableSchema;
import io.gpuquery.memory.Abandonment;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanCounters;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a scan in row order, read ahead by several threads.
 *
 * <p>The caller's thread is one of those that read: it works itself where otherwise it would wait for a thread to become free, so
 * scans cannot starve each other. A failure is thrown where its rows would
 * have come, after all rows before it, so it does not depend on the number of threads.
 *
 * <p>Ownership: owns the scan. Used by one thread at a time; any thread may close it at any time. One that is lost without having
 * been closed is closed by a {@link Cleaner}.
 */
public final class ParallelScan implements AutoCloseable {
    /** Batches read ahead unless somebody knows better. */
    public static final int DEFAULT_BATCHES_AHEAD = 8;

    private final ReadAhead readAhead;
    private final Cleaner.Cleanable net;

    private ParallelScan(ReadAhead readAhead) {
        this.readAhead = readAhead;
        this.net = Abandonment.watch(this, readAhead::close);
    }

    /**
     * Takes over a scan. Nothing is read before the first batch is asked for.
     *
     * @param threads most threads that work at a time, the caller's included
     * @param batchesAhead about how many batches may wait for the caller, at least one for each thread
     * @param executor gives the other threads
     * @param cancellation that of the scan's request, which must be this scan's own: {@link #close()} cancels it
     */
    public static ParallelScan start(
            Scan scan, int threads, int batchesAhead, Executor executor, Cancellation cancellation) {
        return new ParallelScan(new ReadAhead(scan, threads, batchesAhead, executor, cancellation));
    }

    /** The columns of the batches. */
    public TableSchema schema() {
        return readAhead.schema();
    }

    public ScanCounters counters() {
        return readAhead.counters();
    }

    /**
     * The next rows, owned by the caller; null after the last. After a failure this is closed.
     *
     * @throws io.gpuquery.error.DataException what is wrong with the file, and where
     * @throws java.util.concurrent.CancellationException if the statement was cancelled, or this was closed meanwhile
     * @throws IllegalStateException if this is closed
     */
    public @Nullable ColumnBatch nextBatch() {
        try {
            return readAhead.next();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Stops all work, waits for the threads to finish the batches that they are at, and releases everything. Idempotent. */
    @Override
    public void close() {
        try {
            readAhead.close();
        } finally {
            net.clean();
        }
    }
}
