package io.gpuquery.format.parquet;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.TableSchema;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.format.parquet.chunk.ChunkReader;
import io.gpuquery.format.parquet.chunk.ChunkSource;
import io.gpuquery.format.parquet.index.RowRanges;
import io.gpuquery.format.parquet.index.WantedRows;
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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The wanted columns and rows of one row group. Holds its own lease on the file, so it outlives the scan that it came from. */
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
    private final WantedRows wanted;
    private final RowRanges ranges;
    private final @Nullable LateColumns late;
    private final List<ChunkReader> readers = new ArrayList<>();
    /** The numbers of all readers. */
    private final List<Integer> all;

    /** By reader: rows that it has given or passed over. */
    private final List<Long> rowsDone = new ArrayList<>();
    /** Columns of the rows from {@link #row} on that were read ahead of the others; empty if there are none. */
    private List<Column> ahead = List.of();

    private int aheadRows;
    /** Where the next rows are once those read ahead are used up: rows in between are not wanted. */
    private long aheadEnd;

    private boolean opened;
    private boolean closed;
    /** The stretch of the ranges that is read, and the next row. */
    private int stretch;

    private long row;

    /** Takes the rows that are wanted. */
    RowGroupMorsel(
            ScanRequest request,
            ParquetFooter footer,
            RowGroup rowGroup,
            TableSchema schema,
            WantedRows wanted,
            ScanCounters counters) {
        this.request = request;
        this.footer = footer;
        this.rowGroup = rowGroup;
        this.schema = schema;
        this.wanted = wanted;
        this.ranges = wanted.ranges();
        this.late = LateColumns.of(request);
        this.all = IntStream.range(0, request.columns().size()).boxed().toList();
        this.counters = counters;
        this.row = ranges.isEmpty() ? 0 : ranges.from(0);
        this.region = request.contents().region();
        this.file = request.contents().path();
        boolean whole = ranges.rowCount() == rowGroup.rowCount();
        for (int index : request.columns()) {
            for (LeafColumn leaf : footer.columns().get(index).leaves()) {
                ColumnChunk chunk = rowGroup.chunks().get(leaf.leafIndex());
                if (whole && chunk.unreadable() == null && chunk.lengthBytes() >= READ_AHEAD_BYTES) {
                    request.contents().willNeed(chunk.offsetBytes(), chunk.lengthBytes());
                }
            }
        }
        this.lease = region.lease();
    }

    @Override
    public long ordinal() {
        return rowGroup.ordinal();
    }

    @Override
    public long rowsAtMost() {
        return ranges.rowCount();
    }

    @Override
    public @Nullable ColumnBatch nextBatch() {
        if (closed) {
            throw new IllegalStateException("the morsel is closed, or has failed");
        }
        try {
            while (stretch < ranges.count()) {
                request.cancellation().check();
                ColumnBatch batch = readBatch();
                if (batch != null) {
                    return batch;
                }
            }
            return null;
        } catch (RuntimeException | Error e) {
            // Its columns may stand at different rows now.
            close();
            throw e;
        }
    }

    @Override
    public int appendTo(List<? extends ColumnSink> sinks, int maxRows) {
        if (closed) {
            throw new IllegalStateException("the morsel is closed, or has failed");
        }
        request.cancellation().check();
        if (stretch == ranges.count()) {
            return 0;
        }
        try {
            open();
            int rows = prepare(all, (int) Math.min(maxRows, ranges.to(stretch) - row));
            for (int reader : all) {
                readers.get(reader).take(rows, sinks.get(reader));
                rowsDone.set(reader, row + rows);
            }
            counters.rowsRead.add(rows);
            goTo(row + rows);
            return rows;
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Reads some rows; null if none of them is wanted. */
    private @Nullable ColumnBatch readBatch() {
        open();
        int rows = (int) Math.min(request.batchRows(), ranges.to(stretch) - row);
        LateColumns columns = late;
        if (columns == null || (ahead.isEmpty() && !columns.isWorthwhile())) {
            rows = prepare(all, rows);
            List<Column> read = take(all, rows);
            counters.rowsRead.add(rows);
            goTo(row + rows);
            return new ColumnBatch(schema, rows, read);
        }
        if (ahead.isEmpty() && !readAhead(columns, prepare(columns.first(), rows))) {
            return null;
        }
        List<Integer> others = IntStream.range(0, readers.size())
                .filter(reader -> !columns.first().contains(reader))
                .boxed()
                .toList();
        rows = prepare(others, aheadRows);
        List<Column> read = List.of();
        List<Column> first = List.of();
        try {
            read = take(others, rows);
            first = takeAhead(rows);
            ColumnBatch batch = new ColumnBatch(schema, rows, columns.inOrder(first, read));
            goTo(ahead.isEmpty() ? aheadEnd : row + rows);
            return batch;
        } catch (RuntimeException | Error e) {
            read.forEach(Column::close);
            first.forEach(Column::close);
            throw e;
        }
    }

    /** Reads the columns of the predicates alone; false if none of the rows is wanted. */
    private boolean readAhead(LateColumns columns, int rows) {
        List<Column> read = take(columns.first(), rows);
        counters.rowsRead.add(rows);
        ahead = read;
        aheadRows = rows;
        aheadEnd = row + rows;
        int[] wanted = columns.wanted(rows, read);
        if (wanted == null) {
            closeAhead();
            goTo(aheadEnd);
            return false;
        }
        if (wanted[0] > 0 || wanted[1] < rows) {
            ahead = slices(read, wanted[0], wanted[1]);
            read.forEach(Column::close);
            aheadRows = wanted[1] - wanted[0];
        }
        row += wanted[0];
        return true;
    }

    /** The columns read ahead, of the next rows. */
    private List<Column> takeAhead(int rows) {
        List<Column> read = ahead;
        if (rows == aheadRows) {
            ahead = List.of();
            return read;
        }
        List<Column> taken = slices(read, 0, rows);
        ahead = slices(read, rows, aheadRows);
        aheadRows -= rows;
        read.forEach(Column::close);
        return taken;
    }

    private static List<Column> slices(List<Column> columns, int from, int to) {
        List<Column> slices = new ArrayList<>();
        for (Column column : columns) {
            slices.add(ColumnSlice.of(column, from, to));
        }
        return slices;
    }

    private void closeAhead() {
        ahead.forEach(Column::close);
        ahead = List.of();
    }

    private void goTo(long newRow) {
        row = newRow;
        if (row >= ranges.to(stretch)) {
            stretch++;
            row = stretch < ranges.count() ? ranges.from(stretch) : row;
        }
    }

    /** Makes some readers ready for the rows from here on; how many of these they are ready for. */
    private int prepare(List<Integer> some, int most) {
        int rows = most;
        for (int reader : some) {
            long passed = row - rowsDone.get(reader);
            if (passed > 0) {
                readers.get(reader).skip(passed);
                rowsDone.set(reader, row);
            }
            rows = readers.get(reader).prepare(rows);
        }
        return rows;
    }

    private List<Column> take(List<Integer> some, int rows) {
        List<Column> columns = new ArrayList<>(some.size());
        try {
            for (int reader : some) {
                columns.add(readers.get(reader).take(rows));
                rowsDone.set(reader, row + rows);
            }
            return columns;
        } catch (RuntimeException | Error e) {
            columns.forEach(Column::close);
            throw e;
        }
    }

    /** Only when the first batch is wanted: threads take morsels long before they read them. */
    private void open() {
        if (opened) {
            return;
        }
        opened = true;
        for (int index : request.columns()) {
            LeafColumn column = footer.columns().get(index);
            List<ChunkSource> sources =
                    column.leaves().stream().map(this::source).toList();
            readers.add(
                    column.nested() == null
                            ? ChunkReader.open(sources.get(0))
                            : ChunkReader.open(column.nested(), sources, rowGroup.rowCount()));
            rowsDone.add(0L);
        }
    }

    private ChunkSource source(LeafColumn leaf) {
        ColumnChunk chunk = rowGroup.chunks().get(leaf.leafIndex());
        if (chunk.unreadable() != null) {
            throw new DataException(
                    chunk.unreadable(),
                    Location.of(file).withRowGroup(rowGroup.ordinal()).withColumn(leaf.name()),
                    "Leave this column out, or write the file again with the column in it.");
        }
        return new ChunkSource(
                region,
                file,
                rowGroup.ordinal(),
                leaf,
                chunk,
                counters,
                request.cancellation(),
                request.options().verifyChecksums(),
                wanted.pagesOf(leaf.leafIndex()));
    }

    @Override
    public void close() {
        closed = true;
        closeAhead();
        readers.forEach(ChunkReader::close);
        // Their pages are the largest thing that a morsel holds on the heap, and whoever closes it may keep it.
        readers.clear();
        lease.close();
    }
}
