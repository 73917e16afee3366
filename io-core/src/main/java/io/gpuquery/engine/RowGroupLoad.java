package io.gpuquery.engine;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.ColumnSink;
import io.gpuquery.scan.FormatReader;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanRequest;
import io.gpuquery.scan.SinkMorsel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one column of a file whose row groups can be read apart: those that somebody needs. */
final class RowGroupLoad extends Load {
    /** Guarded by this, like the next. */
    private final Map<Integer, PartLoad> parts = new HashMap<>();

    private boolean closed;
    private final ScanCounters counters = new ScanCounters();

    RowGroupLoad(
            ColumnStore store,
            StoredFile file,
            StoredColumn column,
            FormatReader reader,
            ScanRequest model,
            FileContents contents) {
        super(store, file, List.of(column), reader, model, contents);
    }

    @Override
    synchronized PartLoad part(int number) {
        return parts.computeIfAbsent(number, this::newPart);
    }

    private PartLoad newPart(int number) {
        PartLoad part =
                new PartLoad(store, columns, number, file.partRows(number), contents, new Single(number), () -> {});
        if (closed) {
            part.close();
        }
        return part;
    }

    @Override
    synchronized boolean hasFailed() {
        return parts.values().stream().anyMatch(part -> part.failure() != null);
    }

    @Override
    ScanCounters counters() {
        return counters;
    }

    @Override
    synchronized void closeParts() {
        closed = true;
        parts.values().forEach(PartLoad::close);
    }

    /** The row group of a number, looked for when it is read: a scan with one morsel. */
    private final class Single implements SinkMorsel {
        private final int number;
        private @Nullable Scan scan;
        private @Nullable Morsel morsel;

        Single(int number) {
            this.number = number;
        }

        @Override
        public long ordinal() {
            return number;
        }

        @Override
        public @Nullable ColumnBatch nextBatch() {
            Morsel rowGroup = open();
            return rowGroup == null ? null : rowGroup.nextBatch();
        }

        @Override
        public int appendTo(List<? extends ColumnSink> sinks, int maxRows) {
            Morsel rowGroup = open();
            if (rowGroup == null) {
                return 0;
            }
            if (rowGroup instanceof SinkMorsel source) {
                return source.appendTo(sinks, maxRows);
            }
            throw new NotKeptException("the reader has no rows for sinks");
        }

        private @Nullable Morsel open() {
            if (scan == null) {
                scan = openScan();
                morsel = scan.nextMorsel(ordinal -> ordinal == number);
            }
            return morsel;
        }

        @Override
        public void close() {
            Morsel read = morsel;
            if (read != null) {
                read.close();
            }
            Scan opened = scan;
            if (opened != null) {
                counters.bytesDecoded.add(opened.counters().bytesDecoded.sum());
                counters.pagesRead.add(opened.counters().pagesRead.sum());
                counters.bytesInPlace.add(opened.counters().bytesInPlace.sum());
                opened.close();
            }
        }
    }
}
