package io.gpuquery.scan;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.Selection;
import io.gpuquery.column.TableSchema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Any reader's scan, made exact and safe (see {@link SafeScan}): what those use who do not filter themselves. Conjuncts that the
 * reader leaves over are evaluated; batches carry a selection, and batches without a match are left out.
 */
public final class ExactScan implements Scan {
    private final SafeScan scan;
    private final TableSchema schema;

    private ExactScan(SafeScan scan, TableSchema schema) {
        this.scan = scan;
        this.schema = schema;
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
        Scan opened = SafeScan.open(reader, widened);
        TableSchema schema = request.description().schema().project(request.columns());
        Refinement refinement = new Refinement(schema, columns, opened.residual());
        return new ExactScan(new SafeScan(opened, request, refinement::apply), schema);
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public @Nullable Morsel nextMorsel() {
        return scan.nextMorsel();
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
        scan.close();
    }

    /**
     * A batch without the columns that only predicates needed, and with the rows that satisfy what the reader left over.
     *
     * @param schema of the columns wanted, which are the first
     * @param columns the table's column index of each column of the reader's batches
     * @param residual what the reader left over
     */
    private record Refinement(TableSchema schema, List<Integer> columns, List<ScanPredicate> residual) {
        ColumnBatch apply(ColumnBatch batch) {
            Selection selection =
                    residual.isEmpty() ? batch.selection() : new PredicateEvaluation(batch, columns).select(residual);
            int wanted = schema.columnCount();
            List<Column> kept = batch.columns().subList(0, wanted);
            ColumnBatch selected = new ColumnBatch(schema, batch.rowCount(), kept, selection);
            batch.columns().subList(wanted, batch.columns().size()).forEach(Column::close);
            return selected;
        }
    }
}
