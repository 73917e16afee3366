package io.gpuquery.format.parquet;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.TableSchema;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.format.parquet.chunk.ChunkReader;
import io.gpuquery.format.parquet.chunk.ChunkSource;
import io.gpuquery.format.parquet.metadata.ParquetFooter;
import io.gpuquery.format.parquet.metadata.ParquetFooter.ColumnChunk;
import io.gpuquery.format.parquet.metadata.ParquetFooter.LeafColumn;
import io.gpuquery.format.parquet.metadata.ParquetFooter.RowGroup;
import io.gpuquery.memory.Lease;
import io.gpuquery.memory.MemoryRegion;
import io.gpuquery.scan.ColumnSink;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanRequest;
import io.gpuquery.scan.SinkMorsel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The wanted columns of one row group. Holds its own lease on the file, so it outlives the scan that it came from. */
final class RowGroupMorsel implements SinkMorsel {
    /** A chunk that is worth a call into the system, so that it is read ahead in one piece. */
    private static final int READ_AHEAD_BYTES = 256 * 1024;

    private final ScanRequest request;
    private final ParquetFooter footer;
    private final RowGroup rowGroup;
    private final TableSchema schema;
    private final ScanCounters counters;
    private final MemoryRegion region;
    private final Path file;
    private final Lease lease;
    private final List<ChunkReader> readers = new ArrayList<>();
    private boolean opened;
    private boolean closed;
    private long rowsLeft;

    RowGroupMorsel(
            ScanRequest request, ParquetFooter footer, RowGroup rowGroup, TableSchema schema, ScanCounters counters) {
        this.request = request;
        this.footer = footer;
        this.rowGroup = rowGroup;
        this.schema = schema;
        this.counters = counters;
        this.rowsLeft = rowGroup.rowCount();
        this.region = request.contents().region();
        this.file = request.contents().path();
        for (int index : request.columns()) {
            ColumnChunk chunk =
                    rowGroup.chunks().get(footer.columns().get(index).leafIndex());
            if (chunk.unreadable() == null && chunk.lengthBytes() >= READ_AHEAD_BYTES) {
                request.contents().willNeed(chunk.offsetBytes(), chunk.lengthBytes());
            }
        }
        this.lease = region.lease();
    }

    @Override
    public long ordinal() {
        return rowGroup.ordinal();
    }

    @Override
    public @Nullable ColumnBatch nextBatch() {
        return hasRows() ? safe(this::readBatch) : null;
    }

    @Override
    public int appendTo(List<? extends ColumnSink> sinks, int maxRows) {
        return hasRows() ? safe(() -> append(sinks, maxRows)) : 0;
    }

    private boolean hasRows() {
        if (closed) {
            throw new IllegalStateException("the morsel is closed, or has failed");
        }
        request.cancellation().check();
        return rowsLeft > 0;
    }

    private <T> T safe(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (RuntimeException | Error e) {
            // Its columns may stand at different rows now.
            close();
            throw e;
        }
    }

    private ColumnBatch readBatch() {
        int rows = prepare(request.batchRows());
        List<Column> columns = new ArrayList<>(readers.size());
        try {
            for (ChunkReader reader : readers) {
                columns.add(reader.take(rows));
            }
        } catch (RuntimeException | Error e) {
            columns.forEach(Column::close);
            throw e;
        }
        passed(rows);
        return new ColumnBatch(schema, rows, columns);
    }

    private int append(List<? extends ColumnSink> sinks, int maxRows) {
        int rows = prepare(maxRows);
        for (int i = 0; i < readers.size(); i++) {
            readers.get(i).take(rows, sinks.get(i));
        }
        passed(rows);
        return rows;
    }

    /** Makes the next rows ready in all columns; how many they are. */
    private int prepare(int maxRows) {
        open();
        int rows = (int) Math.min(maxRows, rowsLeft);
        for (ChunkReader reader : readers) {
            rows = reader.prepare(rows);
        }
        return rows;
    }

    private void passed(int rows) {
        rowsLeft -= rows;
        counters.rowsRead.add(rows);
    }

    /** Only when the first batch is wanted: threads take morsels long before they read them. */
    private void open() {
        if (opened) {
            return;
        }
        opened = true;
        for (int index : request.columns()) {
            LeafColumn column = footer.columns().get(index);
            ColumnChunk chunk = rowGroup.chunks().get(column.leafIndex());
            if (chunk.unreadable() != null) {
                throw new DataException(
                        chunk.unreadable(),
                        Location.of(file).withRowGroup(rowGroup.ordinal()).withColumn(column.name()),
                        "Leave this column out, or write the file again with the column in it.");
            }
            readers.add(ChunkReader.open(new ChunkSource(
                    region, file, rowGroup.ordinal(), column, chunk, counters, request.cancellation())));
        }
    }

    @Override
    public void close() {
        closed = true;
        readers.forEach(ChunkReader::close);
        // Their pages are the largest thing that a morsel holds on the heap, and whoever closes it may keep it.
        readers.clear();
        lease.close();
    }
}
