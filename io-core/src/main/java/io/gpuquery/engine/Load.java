package io.gpuquery.engine;

import io.gpuquery.catalog.SharedContents;
import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FormatReader;
import io.gpuquery.scan.SafeScan;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The reading of some columns of a file into memory, shared by all scans that need them at that time: each column is decoded once. It
 * goes on as long as one of them is interested.
 */
abstract sealed class Load permits TextLoad, RowGroupLoad {
    final ColumnStore store;
    final StoredFile file;
    final List<StoredColumn> columns;
    final FileContents contents;
    private final FormatReader reader;
    private final ScanRequest model;
    private final SharedContents shared;
    private final List<Cancellation> scans = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /**
     * @param model how to read; neither its contents nor its columns
     * @param contents is this one's from here on
     */
    Load(
            ColumnStore store,
            StoredFile file,
            List<StoredColumn> columns,
            FormatReader reader,
            ScanRequest model,
            FileContents contents) {
        this.store = store;
        this.file = file;
        this.columns = List.copyOf(columns);
        this.reader = reader;
        this.model = model;
        this.shared = new SharedContents(contents);
        this.contents = shared.view();
    }

    /** Whether somebody has read a part before, so that it is not read again. */
    final boolean isThere(int part) {
        return file.ofRowGroups && columns.get(0).isComplete(part);
    }

    /** Whether its reading of a part goes on where another one has stopped. */
    final boolean isResumed(int part) {
        if (!file.ofRowGroups || isThere(part)) {
            return false;
        }
        PartLoad reading = part(part);
        return reading != null && reading.isResumed();
    }

    /** The reading of a part; null where there is no such part. */
    abstract @Nullable PartLoad part(int number);

    /** Whether some part of it can no longer be had. */
    abstract boolean hasFailed();

    /** What was found while reading so far. */
    abstract ScanCounters counters();

    /** Ends the readings of all parts. */
    abstract void closeParts();

    /** A scan of the columns by the reader of the format. */
    Scan openScan() {
        return SafeScan.start(
                reader,
                new ScanRequest(
                        shared.view(),
                        model.description(),
                        columns.stream().map(column -> column.index).toList(),
                        List.of(),
                        model.options(),
                        ColumnStore.BLOCK_ROWS,
                        new Cancellation(this::isUnwanted)),
                file.rowIndex);
    }

    private boolean isUnwanted() {
        if (closed) {
            return true;
        }
        for (Cancellation scan : scans) {
            if (!scan.isCancelled()) {
                return false;
            }
        }
        return true;
    }

    /** Guarded by the store. */
    void join(Cancellation scan) {
        scans.add(scan);
    }

    /** Guarded by the store; whether nobody is left. */
    boolean leave(Cancellation scan) {
        scans.remove(scan);
        return scans.isEmpty();
    }

    /** Ends it. Idempotent. */
    void close() {
        if (!closed) {
            closed = true;
            closeParts();
            closeContents();
        }
    }

    /** Gives up the file; what reads it has views of its own. */
    final void closeContents() {
        contents.close();
        shared.close();
    }
}
