package io.gpuquery.scan;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.TableSchema;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.FileContents;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Any reader's scan, made safe against files that change: before a batch is handed out the file is checked not to have changed under
 * it, and the fault of a file that was truncated under its mapping becomes an error that names the file.
 *
 * <p>Batches may still lie in the mapped file: who reads them does so in {@link io.gpuquery.memory.MemoryFaults#guard}, and asks the
 * file again afterwards. What the reader leaves over of the predicates is {@link #residual()}.
 */
public final class SafeScan implements Scan {
    private final Scan scan;
    private final FileContents contents;
    private final Cancellation cancellation;
    /** Null where batches are handed out as they are. */
    private final @Nullable UnaryOperator<ColumnBatch> refinement;

    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicInteger users = new AtomicInteger(1);

    /**
     * Takes what makes each batch the one that is handed out; it reads the file. On failure the batch stays the caller's. Null where
     * there is nothing to be made.
     */
    SafeScan(Scan scan, ScanRequest request, @Nullable UnaryOperator<ColumnBatch> refinement) {
        this.scan = scan;
        this.contents = request.contents();
        this.cancellation = request.cancellation();
        this.refinement = refinement;
    }

    /** Starts a reader's scan of the columns wanted; predicates are hints. */
    public static SafeScan start(FormatReader reader, ScanRequest request) {
        return new SafeScan(open(reader, request), request, null);
    }

    /** The same, with what is known of where rows stand. */
    public static SafeScan start(FormatReader reader, ScanRequest request, RowIndex rows) {
        Scan scan = request.contents().guard(() -> reader.scan(request, rows));
        return new SafeScan(scan, request, null);
    }

    static Scan open(FormatReader reader, ScanRequest request) {
        return request.contents().guard(() -> reader.scan(request));
    }

    @Override
    public TableSchema schema() {
        return scan.schema();
    }

    @Override
    public @Nullable Morsel nextMorsel() {
        return safe(scan::nextMorsel);
    }

    @Override
    public @Nullable Morsel nextMorsel(LongPredicate wanted) {
        return safe(() -> scan.nextMorsel(wanted));
    }

    @Override
    public @Nullable Summary takeKnown(List<Summary.Wanted> wanted, boolean exact) {
        if (!retain()) {
            return null;
        }
        try {
            Summary known = unchanged(() -> scan.takeKnown(wanted, exact));
            contents.ensureUnchanged();
            return known;
        } finally {
            release();
        }
    }

    private @Nullable Morsel safe(Supplier<@Nullable Morsel> next) {
        if (!retain()) {
            return null;
        }
        Morsel morsel = null;
        try {
            morsel = unchanged(next);
        } finally {
            if (morsel == null) {
                release();
            }
        }
        if (morsel instanceof SinkMorsel source && refinement == null) {
            return new SafeSinkMorsel(source);
        }
        return morsel == null ? null : new SafeMorsel(morsel);
    }

    /** What was read, or found wrong, while the file changed says nothing: then that it changed is the failure. */
    private <T extends @Nullable Object> T unchanged(Supplier<T> access) {
        try {
            return contents.guard(access);
        } catch (DataException e) {
            try {
                contents.ensureUnchanged();
            } catch (DataException changed) {
                changed.addSuppressed(e);
                throw changed;
            }
            throw e;
        }
    }

    @Override
    public List<ScanPredicate> residual() {
        return scan.residual();
    }

    @Override
    public ScanCounters counters() {
        return scan.counters();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release();
        }
    }

    /** Counts a user of the reader's scan, which lives until the scan and all its morsels are closed; false if it was closed. */
    private boolean retain() {
        return !closed.get() && users.getAndUpdate(count -> count == 0 ? 0 : count + 1) != 0;
    }

    private void release() {
        if (users.decrementAndGet() == 0) {
            scan.close();
        }
    }

    private class SafeMorsel implements Morsel {
        private final Morsel morsel;
        private final AtomicBoolean released = new AtomicBoolean();

        SafeMorsel(Morsel morsel) {
            this.morsel = morsel;
        }

        @Override
        public long ordinal() {
            return morsel.ordinal();
        }

        @Override
        public long rowsAtMost() {
            return morsel.rowsAtMost();
        }

        @Override
        public long leaveOut(long rows) {
            return morsel.leaveOut(rows);
        }

        /** Throws {@link DataException} also if the file changed while it was read. */
        @Override
        public @Nullable ColumnBatch nextBatch() {
            while (true) {
                cancellation.check();
                ColumnBatch batch = unchanged(morsel::nextBatch);
                if (batch == null) {
                    // An end that somebody wrote meanwhile is no end.
                    contents.ensureUnchanged();
                    return null;
                }
                ColumnBatch refined;
                try {
                    refined = refinement == null ? batch : unchanged(() -> refinement.apply(batch));
                    contents.ensureUnchanged();
                } catch (RuntimeException | Error e) {
                    batch.close();
                    throw e;
                }
                if (refined.selectedCount() > 0) {
                    return refined;
                }
                refined.close();
            }
        }

        @Override
        public void close() {
            if (released.compareAndSet(false, true)) {
                morsel.close();
                release();
            }
        }
    }

    /** Rows go from hand to hand; who keeps them asks the file again, as with batches. */
    private final class SafeSinkMorsel extends SafeMorsel implements SinkMorsel {
        private final SinkMorsel source;

        SafeSinkMorsel(SinkMorsel source) {
            super(source);
            this.source = source;
        }

        @Override
        public int appendTo(List<? extends ColumnSink> sinks, int maxRows) {
            cancellation.check();
            int rows = unchanged(() -> source.appendTo(sinks, maxRows));
            contents.ensureUnchanged();
            return rows;
        }
    }
}
