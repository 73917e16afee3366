package io.gpuquery.format.json;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.memory.Lease;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.ScanCounters;
import org.jspecify.annotations.Nullable;

/** A part of a file. Owns a lease on the file's bytes. */
final class JsonMorsel implements Morsel {
    private final long ordinal;
    private final RecordCursor cursor;
    private final RowWriter writer;
    private final int batchRows;
    private final ScanCounters counters;
    private final Cancellation cancellation;
    private final Lease lease;
    private boolean closed;
    private boolean ended;

    JsonMorsel(
            long ordinal,
            RecordCursor cursor,
            RowWriter writer,
            int batchRows,
            ScanCounters counters,
            Cancellation cancellation,
            Lease lease) {
        this.ordinal = ordinal;
        this.cursor = cursor;
        this.writer = writer;
        this.batchRows = batchRows;
        this.counters = counters;
        this.cancellation = cancellation;
        this.lease = lease;
    }

    @Override
    public long ordinal() {
        return ordinal;
    }

    @Override
    public @Nullable ColumnBatch nextBatch() {
        cancellation.check();
        if (closed) {
            throw new IllegalStateException("the morsel is closed");
        }
        long start = cursor.offset();
        while (!ended && writer.rowCount() < batchRows && !writer.isFull()) {
            switch (cursor.read(writer)) {
                case RECORD -> {}
                case UNREADABLE -> counters.rowsSkipped.increment();
                case END -> ended = true;
            }
        }
        counters.bytesDecoded.add(cursor.offset() - start);
        counters.rowsRead.add(writer.rowCount());
        return writer.rowCount() == 0 ? null : writer.build();
    }

    @Override
    public void close() {
        closed = true;
        cursor.close();
        lease.close();
    }
}
