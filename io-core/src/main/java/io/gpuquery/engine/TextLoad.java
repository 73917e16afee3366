package io.gpuquery.engine;

import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.FormatReader;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads columns of a file whose parts follow from reading it, in one pass over all columns: what is not read to its end is dropped. */
final class TextLoad extends Load {
    private final Scan scan;

    /** Guarded by this, like the next. */
    private final List<PartLoad> parts = new ArrayList<>();

    private boolean exhausted;

    TextLoad(
            ColumnStore store,
            StoredFile file,
            List<StoredColumn> columns,
            FormatReader reader,
            ScanRequest model,
            FileContents contents) {
        super(store, file, columns, reader, model, contents);
        try {
            this.scan = openScan();
        } catch (RuntimeException | Error e) {
            closeContents();
            throw e;
        }
    }

    @Override
    synchronized @Nullable PartLoad part(int number) {
        while (parts.size() <= number && !exhausted) {
            Morsel morsel = scan.nextMorsel();
            if (morsel == null) {
                exhausted = true;
                // The last part may have ended before anybody knew that it was the last.
                endIfComplete();
            } else {
                int next = parts.size();
                parts.add(new PartLoad(store, columns, next, file.partRows(next), contents, morsel, this::partEnded));
            }
        }
        return number < parts.size() ? parts.get(number) : null;
    }

    private synchronized void partEnded() {
        if (!exhausted && areAllEnded()) {
            // Whether there is another one tells whether this was the last.
            part(parts.size());
        } else {
            endIfComplete();
        }
    }

    private boolean areAllEnded() {
        return parts.stream().allMatch(PartLoad::isEnded);
    }

    private void endIfComplete() {
        if (exhausted && areAllEnded()) {
            long[] rows = parts.stream().mapToLong(PartLoad::publishedRows).toArray();
            file.readWhole(rows, columns, scan.counters());
        }
    }

    @Override
    synchronized boolean hasFailed() {
        return parts.stream().anyMatch(part -> part.failure() != null);
    }

    @Override
    ScanCounters counters() {
        return scan.counters();
    }

    @Override
    synchronized void closeParts() {
        exhausted = true;
        parts.forEach(PartLoad::close);
        scan.close();
    }
}
