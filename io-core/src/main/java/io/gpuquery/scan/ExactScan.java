package io.gpuquery.scan;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.Selection;
import io.gpuquery.column.TableSchema;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.FileContents;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Any reader's scan, made exact and safe: what every consumer uses.
 *
 * <ul>
 *   <li>Conjuncts that the reader leaves over are evaluated; batches carry a selection, and batches without a match are left out.
 *   <li>Before a batch is handed out the file is checked not to have changed under it, and the fault of a file that was truncated
 *       under its mapping becomes an error that names the file.
 * </ul>
 */
public final class ExactScan implements Scan {
    private final Scan scan;
    private final FileContents contents;
    private final List<Integer> outputs;
    private final TableSchema schema;
    private final List<ScanPredicate> residual;
    private final List<Integer> columns;
    private final Cancellation cancellation;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicInteger users = new AtomicInteger(1);

    private ExactScan(Scan scan, ScanRequest request, List<Integer> columns) {
        this.scan = scan;
        this.contents = request.contents();
        this.columns = columns;
        this.outputs = request.columns();
        this.schema = request.description().schema().project(outputs);
        this.residual = scan.residual();
        this.cancellation = request.cancellation();
    }

    /** Starts a reader's scan of the columns wanted and those that the predicates need. */
    public static ExactScan start(FormatReader reader, ScanRequest request) {
        List<Integer> columns = new ArrayList<>(request.columns());
        for (ScanPredicate predicate : request.predicates()) {
            predicate.columns().filter(column -> !columns.contains(column)).forEach(columns::add);
        }
        ScanRequest widened = new ScanRequest(
                request.contents(),
                request.description(),
                columns,
                request.predicates(),
                request.options(),
                request.batchRows(),
                request.cancellation());
        return new ExactScan(request.contents().guard(() -> reader.scan(widened)), request, columns);
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public @Nullable Morsel nextMorsel() {
        if (!retain()) {
            return null;
        }
        Morsel morsel = null;
        try {
            morsel = unchanged(scan::nextMorsel);
        } finally {
            if (morsel == null) {
                release();
            }
        }
        return morsel == null ? null : new ExactMorsel(morsel);
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

    /** Nothing is left over. */
    @Override
    public List<ScanPredicate> residual() {
        return List.of();
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

    private final class ExactMorsel implements Morsel {
        private final Morsel morsel;
        private final AtomicBoolean released = new AtomicBoolean();

        ExactMorsel(Morsel morsel) {
            this.morsel = morsel;
        }

        @Override
        public long ordinal() {
            return morsel.ordinal();
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
                ColumnBatch selected;
                try {
                    selected = unchanged(() -> select(batch));
                    contents.ensureUnchanged();
                } catch (RuntimeException | Error e) {
                    batch.close();
                    throw e;
                }
                if (selected.selectedCount() > 0) {
                    return selected;
                }
                selected.close();
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

    /** The batch without the columns that only predicates needed, and with the rows that satisfy what the reader left over. */
    private ColumnBatch select(ColumnBatch batch) {
        Selection selection =
                residual.isEmpty() ? batch.selection() : new PredicateEvaluation(batch, columns).select(residual);
        List<Column> kept = batch.columns().subList(0, outputs.size());
        ColumnBatch selected = new ColumnBatch(schema, batch.rowCount(), kept, selection);
        batch.columns().subList(outputs.size(), batch.columns().size()).forEach(Column::close);
        return selected;
    }
}
