package io.gpuquery.format.json;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.memory.Lease;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ColumnSink;
import io.gpuquery.scan.SinkMorsel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a file. Owns a lease on the file's bytes. */
final class JsonMorsel implements SinkMorsel {
    private final long ordinal;
    private final RecordRows rows;
    private final int batchRows;
    private final Cancellation cancellation;
    private final Lease lease;
    private boolean closed;

    JsonMorsel(long ordinal, RecordRows rows, int batchRows, Cancellation cancellation, Lease lease) {
        this.ordinal = ordinal;
        this.rows = rows;
        this.batchRows = batchRows;
        this.cancellation = cancellation;
        this.lease = lease;
    }

    @Override
    public long ordinal() {
        return ordinal;
    }

    @Override
    public @Nullable ColumnBatch nextBatch() {
        check();
        return rows.nextBatch(batchRows);
    }

    @Override
    public int appendTo(List<? extends ColumnSink> sinks, int maxRows) {
        check();
        return rows.appendTo(sinks, maxRows);
    }

    private void check() {
        cancellation.check();
        if (closed) {
            throw new IllegalStateException("the morsel is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        rows.close();
        lease.close();
    }
}
