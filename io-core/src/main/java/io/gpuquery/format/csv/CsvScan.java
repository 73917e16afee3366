package io.gpuquery.format.csv;

import io.gpuquery.column.TableSchema;
import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.RowIndex;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanRequest;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A scan of a delimited file: in parts where these can be found, else in one; all predicates left over. Closes the contents when it and
 * its morsels are closed.
 */
final class CsvScan implements Scan {
    private final ScanRequest request;
    private final RowIndex rows;
    private final CsvDialect dialect;
    private final TableSchema schema;
    private final ScanCounters counters = new ScanCounters();
    private final FileContents contents;
    /** Null where the file is read in one. */
    private final @Nullable RecordBorders borders;

    private final long morselBytes;
    private long nextOffset;
    private long nextOrdinal;
    private boolean closed;
    private int openMorsels;

    private CsvScan(ScanRequest request, RowIndex rows, CsvDialect dialect, long morselBytes) {
        this.request = request;
        this.rows = rows;
        this.dialect = dialect;
        this.contents = request.contents();
        this.schema = request.description().schema().project(request.columns());
        this.nextOffset = Math.min(dialect.dataOffsetBytes(), contents.sizeBytes());
        this.morselBytes = morselBytes;
        boolean split = contents.sizeBytes() - nextOffset > morselBytes
                && !request.options().isCalciteFile()
                && RecordBorders.areFound(dialect.charset(), dialect.syntax());
        this.borders = split ? new RecordBorders(contents, dialect.syntax(), request.cancellation()) : null;
    }

    static CsvScan start(ScanRequest request, RowIndex rows, long morselBytes) {
        if (request.description().details() instanceof CsvDialect dialect) {
            return new CsvScan(request, rows, dialect, morselBytes);
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
    public @Nullable Morsel nextMorsel() {
        return nextMorsel(any -> true);
    }

    @Override
    public synchronized @Nullable Morsel nextMorsel(LongPredicate wanted) {
        while (!closed && (nextOrdinal == 0 || nextOffset < contents.sizeBytes())) {
            long known = rows.partEnd(nextOrdinal);
            long end = known >= 0 ? known : findEnd();
            rows.partEnds(nextOrdinal, end);
            CsvMorsel.Stretch stretch = new CsvMorsel.Stretch(nextOrdinal, nextOffset, end);
            nextOffset = end;
            nextOrdinal++;
            if (wanted.test(stretch.ordinal())) {
                Morsel morsel = new CsvMorsel(request, rows, dialect, stretch, counters, this::morselClosed);
                openMorsels++;
                return morsel;
            }
        }
        return null;
    }

    private long findEnd() {
        return borders == null ? contents.sizeBytes() : borders.next(nextOffset, morselBytes);
    }

    private synchronized void morselClosed() {
        openMorsels--;
        closeUnused();
    }

    private void closeUnused() {
        if (closed && openMorsels == 0) {
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
        closeUnused();
    }
}
