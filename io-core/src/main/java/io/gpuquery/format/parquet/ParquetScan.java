package io.gpuquery.format.parquet;

import io.gpuquery.column.TableSchema;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.format.parquet.index.RowGroupFilter;
import io.gpuquery.format.parquet.index.WantedRows;
import io.gpuquery.format.parquet.metadata.ParquetFooter;
import io.gpuquery.format.parquet.metadata.ParquetFooter.RowGroup;
import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.MorselSummaries;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanRequest;
import io.gpuquery.scan.Summary;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** A scan of the rows that are not proved to be no matches: of row groups, and of pages of these. */
final class ParquetScan implements Scan {
    private final ScanRequest request;
    private final ParquetFooter footer;
    private final TableSchema schema;
    private final ScanCounters counters = new ScanCounters();
    /** Row groups that were summed up. */
    private final BitSet known = new BitSet();

    private int nextRowGroup;
    private boolean closed;

    private ParquetScan(ScanRequest request, ParquetFooter footer) {
        this.request = request;
        this.footer = footer;
        this.schema = request.description().schema().project(request.columns());
    }

    static ParquetScan start(ScanRequest request) {
        if (!(request.description().details() instanceof ParquetFooter footer)) {
            throw new IllegalArgumentException("the description is not of a Parquet file");
        }
        FileContents contents = request.contents();
        if (contents.sizeBytes() != footer.fileBytes()) {
            throw new DataException(
                    "The file has " + contents.sizeBytes() + " bytes and had " + footer.fileBytes()
                            + " when its footer was read",
                    Location.of(contents.path()),
                    "The file was replaced meanwhile: run the statement again.");
        }
        return new ParquetScan(request, footer);
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public @Nullable Morsel nextMorsel() {
        return nextMorsel(ordinal -> true);
    }

    @Override
    public synchronized @Nullable Morsel nextMorsel(LongPredicate wanted) {
        request.cancellation().check();
        while (!closed && nextRowGroup < footer.rowGroups().size()) {
            RowGroup rowGroup = footer.rowGroups().get(nextRowGroup++);
            if (rowGroup.rowCount() == 0 || known.get(rowGroup.ordinal()) || !wanted.test(rowGroup.ordinal())) {
                continue;
            }
            WantedRows rows = RowGroupFilter.rows(request, footer, rowGroup, counters);
            if (!rows.ranges().isEmpty()) {
                counters.rowGroupsRead.increment();
                return new RowGroupMorsel(request, footer, rowGroup, schema, rows, counters);
            }
            counters.rowGroupsPruned.increment();
        }
        return null;
    }

    @Override
    public synchronized @Nullable Summary takeKnown(List<Summary.Wanted> wanted, boolean exact) {
        if (!exact && !request.predicates().isEmpty()) {
            return null;
        }
        MorselSummaries summaries = new MorselSummaries(request.predicates(), request.columns(), wanted);
        Summary sum = summaries.none();
        for (RowGroup rowGroup : footer.rowGroups()) {
            int ordinal = rowGroup.ordinal();
            Summary summary = summaries.of(rowGroup.rowCount(), column -> footer.morselFacts(ordinal, column));
            if (summary != null) {
                known.set(ordinal);
                sum = sum.plus(summary);
            }
        }
        counters.rowsKnown.add(sum.rowCount());
        return sum;
    }

    @Override
    public List<ScanPredicate> residual() {
        return request.predicates();
    }

    @Override
    public ScanCounters counters() {
        return counters;
    }

    @Override
    public synchronized void close() {
        closed = true;
        request.contents().close();
    }
}
