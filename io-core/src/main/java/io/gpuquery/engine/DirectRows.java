package io.gpuquery.engine;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.Selection;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.SafeScan;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanRequest;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rows of one part, read from the file: for what could not be kept in memory. For one thread. */
final class DirectRows implements AutoCloseable {
    private final Scan scan;
    private final @Nullable Morsel morsel;
    private final ScanCounters counters;
    private final long firstRow;
    private final long endRow;
    private long row;

    private DirectRows(StoredScan stored, int part, List<ScanPredicate> predicates, long firstRow, long endRow) {
        this.counters = stored.counters();
        this.firstRow = firstRow;
        this.endRow = endRow;
        ScanRequest request = stored.request;
        this.scan = SafeScan.start(
                stored.reader,
                new ScanRequest(
                        stored.contents.view(),
                        request.description(),
                        request.columns(),
                        predicates,
                        request.options(),
                        request.batchRows(),
                        request.cancellation()),
                stored.file.rowIndex);
        try {
            this.morsel = stored.file.ofRowGroups || stored.file.rowIndex.partEnd(part) >= 0
                    ? scan.nextMorsel(ordinal -> ordinal == part)
                    : counted(part);
            this.row = morsel == null ? 0 : morsel.leaveOut(firstRow);
        } catch (RuntimeException | Error e) {
            scan.close();
            throw e;
        }
    }

    /** Rows from one to before another. */
    static DirectRows between(StoredScan stored, int part, long firstRow, long endRow) {
        return new DirectRows(stored, part, List.of(), firstRow, endRow);
    }

    /** All rows that may satisfy the predicates of the scan. */
    static DirectRows thatMayMatch(StoredScan stored, int part) {
        return new DirectRows(stored, part, stored.request.predicates(), 0, Long.MAX_VALUE);
    }

    /** Parts of text are counted. */
    private @Nullable Morsel counted(int part) {
        Morsel next = scan.nextMorsel();
        for (int before = 0; before < part && next != null; before++) {
            next.close();
            next = scan.nextMorsel();
        }
        return next;
    }

    @Nullable
    ColumnBatch nextBatch() {
        while (morsel != null && row < endRow) {
            ColumnBatch batch = morsel.nextBatch();
            if (batch == null) {
                return null;
            }
            long start = row;
            row += batch.rowCount();
            if (row <= firstRow) {
                batch.close();
                continue;
            }
            if (start >= firstRow && row <= endRow) {
                return batch;
            }
            int from = (int) Math.max(0, firstRow - start);
            int to = (int) Math.min(batch.rowCount(), endRow - start);
            Selection selection = Selection.of(IntStream.range(from, to).toArray(), to - from);
            return new ColumnBatch(batch.schema(), batch.rowCount(), batch.columns(), selection);
        }
        return null;
    }

    @Override
    public void close() {
        if (morsel != null) {
            morsel.close();
        }
        scan.close();
        ScanCounters found = scan.counters();
        counters.pagesRead.add(found.pagesRead.sumThenReset());
        counters.pagesSkipped.add(found.pagesSkipped.sumThenReset());
        counters.bytesDecoded.add(found.bytesDecoded.sumThenReset());
        counters.bytesInPlace.add(found.bytesInPlace.sumThenReset());
        counters.bytesOfIndexes.add(found.bytesOfIndexes.sumThenReset());
    }
}
