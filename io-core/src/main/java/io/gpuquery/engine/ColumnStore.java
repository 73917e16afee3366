package io.gpuquery.engine;

import io.gpuquery.catalog.CatalogTable;
import io.gpuquery.catalog.SharedContents;
import io.gpuquery.engine.MemoryBudget.Reservation;
import io.gpuquery.memory.MappedFile;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.FormatReader;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanRequest;
import io.gpuquery.scan.TableStatistics;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decoded columns that are kept across the statements of a process, by the version of their file, within the {@link MemoryBudget};
 * the least recently used go first.
 *
 * <p>The first scan that needs a column leaves it behind; scans that need it at the same time decode it together, once. What does not
 * fit is read as if there were no store. A file that changed has another version, and with that other columns. Any thread may call.
 */
public final class ColumnStore {
    /** Rows that share one minimum and one maximum of each column. */
    public static final int BLOCK_ROWS = 1 << 13;

    /** Most rows of a column that lie in one piece, and of a batch. */
    public static final int SEGMENT_ROWS = 1 << 17;

    /** Each file of a table costs a look at its status: of more of them an estimate has to do. */
    private static final int MOST_FILES_COUNTED = 100;

    private static final ColumnStore PROCESS = new ColumnStore(MemoryBudget.ofProcess());

    private final MemoryBudget budget;
    private final Object lock = new Object();

    /** Guarded by the lock, like the next. */
    private final StoredFiles files = new StoredFiles();

    /** Columns that nobody uses, the one whose use ended first before the others. */
    private final LinkedHashSet<StoredColumn> idle = new LinkedHashSet<>();

    ColumnStore(MemoryBudget budget) {
        this.budget = budget;
        budget.reclaimFrom(this::reclaim);
    }

    /** The one that all engines share. */
    public static ColumnStore ofProcess() {
        return PROCESS;
    }

    /** A reader whose scans come from here. Its batches lie in memory, or in the mapped file; predicates only leave out blocks. */
    FormatReader over(FormatReader reader) {
        return new StoredReader(this, reader);
    }

    /** Scans a file from what is in memory, reading into memory what is not, or just by the reader where that is better. */
    Scan scan(FormatReader reader, ScanRequest request) {
        Scan scan = isKept(reader, request) ? open(reader, request) : null;
        return scan == null ? direct(reader, request) : scan;
    }

    /** A scan that leaves nothing in memory, so what it reads was not there. */
    private static Scan direct(FormatReader reader, ScanRequest request) {
        long bytesCopied = bytesCopied(request);
        Scan scan = reader.scan(request);
        scan.counters().bytesCopied.add(bytesCopied);
        for (int column : request.columns()) {
            scan.counters().column(request.description().schema().column(column).name(), false);
        }
        return scan;
    }

    /** The bytes of a file that are not read where they lie. */
    static long bytesCopied(ScanRequest request) {
        return request.contents().region() instanceof MappedFile
                ? 0
                : request.contents().sizeBytes();
    }

    private static boolean isKept(FormatReader reader, ScanRequest request) {
        // Which rows of JSON are left out depends on the columns that are read.
        boolean rowsVary =
                reader.format() == FileFormat.JSON && request.options().onError() == ErrorPolicy.SKIP;
        // Segments hold values of one width, or texts: nested values are read anew each time.
        boolean nested = request.columns().stream()
                .anyMatch(column ->
                        request.description().schema().column(column).type().isNested());
        return request.contents().isCacheable() && request.batchRows() >= BLOCK_ROWS && !rowsVary && !nested;
    }

    /** A scan of columns that are kept; null where that cannot be. */
    private @Nullable Scan open(FormatReader reader, ScanRequest request) {
        synchronized (lock) {
            StoredFile file = files.of(reader, request, this::retire);
            List<StoredColumn> columns =
                    request.columns().stream().map(file.columns::get).toList();
            for (StoredColumn column : columns) {
                if (!file.isComplete(column)
                        && (isRefused(column) || (column.load != null && column.load.hasFailed()))) {
                    return null;
                }
            }
            columns.forEach(this::use);
            try {
                return new StoredScan(
                        this, file, reader, request, columns, shared -> loads(file, columns, reader, request, shared));
            } catch (RuntimeException | Error e) {
                columns.forEach(column -> column.users--);
                columns.forEach(column -> settle(file, column));
                throw e;
            }
        }
    }

    /** What reads the columns that are missing: what is under way, or new. */
    private List<Load> loads(
            StoredFile file,
            List<StoredColumn> columns,
            FormatReader reader,
            ScanRequest request,
            SharedContents contents) {
        LinkedHashSet<Load> loads = new LinkedHashSet<>();
        List<StoredColumn> missing = new ArrayList<>();
        for (StoredColumn column : columns) {
            if (column.load != null) {
                loads.add(column.load);
            } else if (!file.isComplete(column)) {
                missing.add(column);
            }
        }
        if (file.ofRowGroups) {
            for (StoredColumn column : missing) {
                loads.add(new RowGroupLoad(this, file, column, reader, request, contents.view()));
            }
        } else if (!missing.isEmpty()) {
            loads.add(new TextLoad(this, file, missing, reader, request, contents.view()));
        } else if (columns.isEmpty() && file.partRows() == null) {
            Load counting = file.counting;
            if (counting == null || counting.hasFailed()) {
                counting = new TextLoad(this, file, List.of(), reader, request, contents.view());
                file.counting = counting;
            }
            loads.add(counting);
        }
        for (Load load : loads) {
            load.columns.forEach(column -> column.load = load);
            load.join(request.cancellation());
        }
        return List.copyOf(loads);
    }

    /** Ends the use of columns, and the readings that only this scan was interested in. */
    void leave(StoredScan scan) {
        synchronized (lock) {
            StoredFile file = scan.file;
            scan.columns.forEach(column -> column.users--);
            for (Load load : scan.loads) {
                if (load.leave(scan.cancellation())) {
                    load.close();
                    load.columns.forEach(column -> column.load = null);
                    file.counting = file.counting == load ? null : file.counting;
                }
            }
            scan.columns.forEach(column -> settle(file, column));
            // Those that only others wanted, who are gone.
            scan.loads.forEach(load -> load.columns.forEach(column -> settle(file, column)));
        }
        if (!scan.loads.isEmpty() && !scan.file.ofRowGroups) {
            // Not under the lock, which who gives memory back needs.
            scan.file.indexGrew(budget.tryReserve(scan.file.rowIndex.bytes()));
        }
    }

    private void use(StoredColumn column) {
        column.users++;
        idle.remove(column);
    }

    /** Keeps or drops a column that nobody uses any more. */
    private void settle(StoredFile file, StoredColumn column) {
        if (column.users > 0 || column.load != null) {
            return;
        }
        // Of text nothing is left behind unless it was read to its end; nor of what did not fit.
        boolean useless = !file.isComplete(column) && (!file.ofRowGroups || column.refusedBytes > 0);
        if (file.retired || useless) {
            column.drop();
        } else if (!column.isEmpty()) {
            idle.remove(column);
            idle.add(column);
        }
    }

    /** Takes a file out: its columns are dropped as soon as nobody uses them. */
    private void retire(StoredFile file) {
        file.retired = true;
        file.indexGrew(null);
        for (StoredColumn column : file.columns) {
            idle.remove(column);
            if (column.users == 0 && column.load == null) {
                column.drop();
            }
        }
    }

    /** Sets memory aside for a segment. */
    Reservation reserve(long bytes) {
        Reservation reservation = budget.tryReserve(bytes);
        if (reservation == null) {
            throw new NotKeptException(bytes + " bytes are not to be had");
        }
        return reservation;
    }

    /** Sets memory aside for what a column's dictionary has grown to. */
    void reserveDictionary(StoredColumn column) {
        long bytes = column.dictionary.bytes();
        if (bytes > column.dictionaryReservedBytes()) {
            column.dictionaryGrew(reserve(bytes));
        }
    }

    /** Notes that columns did not fit beside what was in use. */
    void refuse(StoredScan scan) {
        synchronized (lock) {
            long bytes = availableBytes();
            for (Load load : scan.loads) {
                bytes += load.columns.stream().mapToLong(StoredColumn::bytes).sum();
            }
            for (Load load : scan.loads) {
                for (StoredColumn column : load.columns) {
                    column.refusedBytes = Math.max(1, bytes);
                }
            }
        }
    }

    private boolean isRefused(StoredColumn column) {
        return column.refusedBytes > 0 && availableBytes() <= column.refusedBytes + column.refusedBytes / 8;
    }

    private long availableBytes() {
        return budget.limitBytes()
                - budget.reservedBytes()
                + idle.stream().mapToLong(StoredColumn::bytes).sum();
    }

    private boolean reclaim(long bytes) {
        synchronized (lock) {
            long freed = 0;
            while (freed < bytes && !idle.isEmpty()) {
                StoredColumn eldest = idle.iterator().next();
                idle.remove(eldest);
                freed += eldest.bytes();
                eldest.drop();
            }
            return freed > 0;
        }
    }

    /** What is in memory of each column of a table, in the order of its columns; empty where the table cannot be read. */
    public List<ColumnResidency> residency(CatalogTable table) {
        synchronized (lock) {
            return Residency.of(table, files);
        }
    }

    /** As {@link CatalogTable#statistics()}, with exact numbers of rows where all files were read once. */
    public TableStatistics statistics(CatalogTable table) {
        TableStatistics estimated = table.statistics();
        if (estimated.exact() || table.files().size() > MOST_FILES_COUNTED) {
            return estimated;
        }
        synchronized (lock) {
            long rows = Residency.rowCount(table, files);
            return rows < 0 ? estimated : new TableStatistics(rows, true, estimated.columns());
        }
    }

    /** What reading a table has found; null unless all its files were read to their ends, each once, by a scan that keeps columns. */
    public @Nullable TableFindings findings(CatalogTable table) {
        if (table.files().size() > MOST_FILES_COUNTED) {
            return null;
        }
        synchronized (lock) {
            return Residency.findings(table, files);
        }
    }

    /** Bytes of memory that columns take. */
    public long bytes() {
        synchronized (lock) {
            return files.all().stream()
                    .flatMap(file -> file.columns.stream())
                    .mapToLong(StoredColumn::bytes)
                    .sum();
        }
    }

    /** Forgets all columns: their memory is given back as soon as nobody reads it. For measurements of the first statement. */
    public void clear() {
        synchronized (lock) {
            files.all().forEach(this::retire);
            files.clear();
        }
    }
}
