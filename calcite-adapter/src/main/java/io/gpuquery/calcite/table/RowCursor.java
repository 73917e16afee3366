package io.gpuquery.calcite.table;

import io.gpuquery.calcite.exec.Receipt;
import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.engine.ParallelScan;
import io.gpuquery.memory.Abandonment;
import io.gpuquery.memory.MappedFile;
import io.gpuquery.memory.MemoryFaults;
import io.gpuquery.memory.MemoryRegion;
import io.gpuquery.scan.ScanCounters;
import java.lang.ref.Cleaner;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.calcite.linq4j.Enumerator;
import org.apache.calcite.runtime.FlatLists;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a scan, one after the other, in the order of the file.
 *
 * <p>A row is an {@code Object[]}; of one column its bare value; of no column an empty list. Nothing is opened before the
 * first row is asked for, and everything is closed at the last one, at a failure, on {@link #close()}, or once nobody
 * refers to the cursor. One thread reads; any thread may close.
 */
final class RowCursor implements Enumerator<@Nullable Object> {
    /** Rows taken out at a time: few at first, for those who want few. */
    private static final int FIRST_ROWS = 16;

    private static final int MOST_ROWS = 1024;

    private final Supplier<Reading> readings;
    private final QueryScope scope;
    private Reading reading;
    private Cleaner.Cleanable net;
    private @Nullable Object[][] rows = new @Nullable Object[0][];
    private int nextRows = FIRST_ROWS;
    private int position = -1;
    private int count;

    /**
     * @param table as warnings name it
     * @param source starts a scan; called at the first row, and again after {@link #reset}
     * @param report takes what a scan has counted, once it has ended
     */
    RowCursor(String table, Supplier<ParallelScan> source, Consumer<ScanCounters> report, QueryScope scope) {
        this.readings = () -> new Reading(table, source, report, scope);
        this.scope = scope;
        this.reading = readings.get();
        this.net = Abandonment.watch(this, reading);
    }

    /** A table as warnings name it. */
    static String nameOf(DeviceTable table) {
        List<Path> files = table.files();
        return files.size() == 1 ? files.get(0).toString() : "table " + table.name();
    }

    @Override
    public boolean moveNext() {
        if (++position < count) {
            return true;
        }
        if (position > count) {
            position = count;
            return false;
        }
        if (count == 0) {
            scope.opened(reading);
        }
        position = 0;
        count = 0;
        try {
            rows = reading.read(nextRows);
            count = rows.length;
        } catch (CancellationException e) {
            throw scope.stopped(e);
        } finally {
            if (count == 0) {
                close();
            }
        }
        nextRows = Math.min(nextRows * 4, MOST_ROWS);
        return count != 0;
    }

    @Override
    public @Nullable Object current() {
        if (position < 0 || position >= count) {
            throw new NoSuchElementException("there is no current row");
        }
        @Nullable Object[] row = rows[position];
        return switch (row.length) {
            case 0 -> FlatLists.COMPARABLE_EMPTY_LIST;
            case 1 -> row[0];
            default -> row;
        };
    }

    /** Starts again from the first row. */
    @Override
    public void reset() {
        close();
        reading = readings.get();
        net = Abandonment.watch(this, reading);
        position = -1;
        count = 0;
        nextRows = FIRST_ROWS;
    }

    @Override
    public void close() {
        net.clean();
        scope.closed(reading);
    }

    /** What is open. Apart from the cursor, so that the cursor can become unreachable. */
    private static final class Reading implements Runnable {
        private final String table;
        private final QueryScope scope;
        private final Supplier<ParallelScan> source;
        private final Consumer<ScanCounters> report;
        private @Nullable ParallelScan scan;
        private @Nullable ColumnBatch batch;
        private Set<MemoryRegion> regions = Set.of();
        private ColumnValues[] columns = new ColumnValues[0];
        private int position;
        private boolean closed;

        Reading(String table, Supplier<ParallelScan> source, Consumer<ScanCounters> report, QueryScope scope) {
            this.table = table;
            this.source = source;
            this.report = report;
            this.scope = scope;
        }

        /** The next rows, of one batch; none at the end. */
        @Nullable
        Object[][] read(int mostRows) {
            long start = System.nanoTime();
            try {
                @Nullable Object[][] taken = take(mostRows);
                scope.receipt().rowsReturned.add(taken.length);
                return taken;
            } finally {
                scope.receipt().addStage(Receipt.EXECUTE, System.nanoTime() - start);
            }
        }

        private synchronized @Nullable Object[][] take(int mostRows) {
            if (closed) {
                throw new IllegalStateException("the rows are closed");
            }
            ColumnBatch current = batch;
            while (current == null || position == current.selectedCount()) {
                current = nextBatch();
                if (current == null) {
                    return new @Nullable Object[0][];
                }
            }
            ColumnBatch from = current;
            int count = Math.min(mostRows, from.selectedCount() - position);
            // Columns may lie in a mapped file, which somebody may cut or rewrite at any time.
            @Nullable Object[][] taken = MemoryFaults.guard(regions, () -> rows(from, count));
            for (MemoryRegion region : regions) {
                if (region instanceof MappedFile file) {
                    file.ensureUnchanged();
                }
            }
            position += count;
            return taken;
        }

        private @Nullable Object[][] rows(ColumnBatch from, int count) {
            @Nullable Object[][] taken = new @Nullable Object[count][columns.length];
            for (int field = 0; field < columns.length; field++) {
                columns[field].read(from.selection(), position, count, taken, field);
                if (columns[field].lossy()) {
                    warnOfLoss(from.schema().column(field));
                }
            }
            return taken;
        }

        private static Set<MemoryRegion> regions(ColumnBatch batch) {
            Set<MemoryRegion> regions = Collections.newSetFromMap(new IdentityHashMap<>());
            for (Column column : batch.columns()) {
                for (BufferSlice slice : column.buffers()) {
                    regions.add(slice.region());
                }
            }
            return regions;
        }

        private void warnOfLoss(ColumnDefinition column) {
            scope.warn("Column \"" + column.name() + "\" is " + column.type()
                    + "; the digits of its values below the millisecond are not in the result.");
        }

        private @Nullable ColumnBatch nextBatch() {
            closeBatch();
            scope.check();
            ParallelScan from = scan;
            if (from == null) {
                from = source.get();
                scan = from;
            }
            ColumnBatch next = from.nextBatch();
            if (next != null) {
                batch = next;
                position = 0;
                regions = regions(next);
                columns = next.columns().stream().map(ColumnValues::new).toArray(ColumnValues[]::new);
            }
            return next;
        }

        private void closeBatch() {
            ColumnBatch old = batch;
            batch = null;
            if (old != null) {
                old.close();
            }
        }

        /** Closes. Waits for a read that is under way in another thread. */
        @Override
        public synchronized void run() {
            closed = true;
            closeBatch();
            ParallelScan old = scan;
            scan = null;
            if (old != null) {
                old.close();
                ScanWarnings.tell(scope, table, old.counters());
                report.accept(old.counters());
            }
        }
    }
}
