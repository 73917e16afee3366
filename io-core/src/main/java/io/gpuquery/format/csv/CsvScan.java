package io.gpuquery.format.csv;

import io.gpuquery.column.TableSchema;
import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A scan of a delimited file: one morsel, all predicates left over. Closes the contents when it and its morsel are closed. */
final class CsvScan implements Scan {
    private final ScanRequest request;
    private final CsvDialect dialect;
    private final TableSchema schema;
    private final ScanCounters counters = new ScanCounters();
    private final FileContents contents;
    private boolean handedOut;
    private boolean closed;
    private boolean morselOpen;

    private CsvScan(ScanRequest request, CsvDialect dialect) {
        this.request = request;
        this.dialect = dialect;
        this.contents = request.contents();
        this.schema = request.description().schema().project(request.columns());
    }

    static CsvScan start(ScanRequest request) {
        if (request.description().details() instanceof CsvDialect dialect) {
            return new CsvScan(request, dialect);
        }
        request.contents().close();
        throw new IllegalArgumentException(
                "the description is not of a CSV file: " + request.description().format());
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public synchronized @Nullable Morsel nextMorsel() {
        if (handedOut || closed) {
            return null;
        }
        Morsel morsel = new CsvMorsel(request, dialect, schema, counters, this::morselClosed);
        handedOut = true;
        morselOpen = true;
        return morsel;
    }

    private synchronized void morselClosed() {
        morselOpen = false;
        if (closed) {
            contents.close();
        }
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
        if (!morselOpen) {
            contents.close();
        }
    }
}
