package io.gpuquery.engine;

import io.gpuquery.catalog.Catalog;
import io.gpuquery.catalog.CatalogOptions;
import io.gpuquery.catalog.CatalogTable;
import io.gpuquery.catalog.FormatReaders;
import io.gpuquery.catalog.StatementFiles;
import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.DictionaryColumn;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.Storage;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.FilePoolOptions;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ExactScan;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import io.gpuquery.scan.SafeScan;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanRequest;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A folder of tables, read with a store of its own and without one. */
final class StoredTables implements AutoCloseable {
    private final FilePool pool = new FilePool(FilePoolOptions.defaults());
    private final Catalog catalog;
    final ColumnStore store;

    StoredTables(Path folder, CatalogOptions options, ColumnStore store) {
        this.catalog = Catalog.open(folder, options, pool, FormatReaders.standard());
        this.store = store;
    }

    /** Has DuckDB run statements in which FOLDER stands for the folder, and waits until what they wrote is settled. */
    static void write(Path folder, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql.replace("FOLDER", folder.toString()));
            }
        }
        settle();
    }

    /** Versions of files that have just been written are not kept. */
    static void settle() {
        LockSupport.parkNanos(250_000_000);
    }

    CatalogTable table(String name) {
        return catalog.snapshot().get(name);
    }

    int column(String table, String name) {
        return table(table).describe().schema().indexOf(name);
    }

    /** The usual options, with another policy for fields that do not fit. */
    static CatalogOptions options(ErrorPolicy policy) {
        ReadOptions usual = ReadOptions.DEFAULT;
        return CatalogOptions.DEFAULT.withReadOptions(new ReadOptions(
                usual.columns(),
                usual.delimiter(),
                usual.quote(),
                usual.header(),
                usual.nullWords(),
                usual.charset(),
                policy,
                usual.strict(),
                usual.decimals(),
                usual.timeZone(),
                3,
                usual.syntax(),
                usual.notation(),
                usual.flavor()));
    }

    /** A scan by way of the store. */
    Scan open(String name, List<Integer> columns, List<ScanPredicate> predicates, Cancellation cancellation) {
        return open(name, columns, predicates, cancellation, true, false);
    }

    Scan open(
            String name,
            List<Integer> columns,
            List<ScanPredicate> predicates,
            Cancellation cancellation,
            boolean stored,
            boolean exact) {
        CatalogTable table = table(name);
        try (StatementFiles files = StatementFiles.held()) {
            return table.scan(
                    table.describe().schema(),
                    columns,
                    predicates,
                    ScanRequest.DEFAULT_BATCH_ROWS,
                    cancellation,
                    files,
                    (reader, request) -> {
                        var from = stored ? store.over(reader) : reader;
                        return exact ? ExactScan.start(from, request) : SafeScan.start(from, request);
                    });
        }
    }

    List<List<@Nullable Object>> stored(String name, List<Integer> columns, ScanPredicate... predicates) {
        return rows(open(name, columns, List.of(predicates), new Cancellation(), true, true));
    }

    List<List<@Nullable Object>> plain(String name, List<Integer> columns, ScanPredicate... predicates) {
        return rows(open(name, columns, List.of(predicates), new Cancellation(), false, true));
    }

    /** All rows that are selected, in order; closes the scan. */
    static List<List<@Nullable Object>> rows(Scan scan) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (scan) {
            for (Morsel morsel = scan.nextMorsel(); morsel != null; morsel = scan.nextMorsel()) {
                try (Morsel taken = morsel) {
                    for (ColumnBatch batch = taken.nextBatch(); batch != null; batch = taken.nextBatch()) {
                        try (ColumnBatch open = batch) {
                            for (int i = 0; i < open.selectedCount(); i++) {
                                rows.add(row(
                                        open,
                                        open.selection() == null
                                                ? i
                                                : open.selection().row(i)));
                            }
                        }
                    }
                }
            }
        }
        return rows;
    }

    private static List<@Nullable Object> row(ColumnBatch batch, int row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Column column : batch.columns()) {
            values.add(column.isNull(row) ? null : value(column, row));
        }
        return values;
    }

    private static Object value(Column column, int row) {
        if (column instanceof DictionaryColumn coded) {
            return ByteBuffer.wrap(coded.dictionary().getBytes(coded.getCode(row)));
        }
        if (column instanceof ViewColumn views) {
            return ByteBuffer.wrap(views.getBytes(row));
        }
        FixedWidthColumn fixed = (FixedWidthColumn) column;
        if (fixed.storage() == Storage.FLOAT32 || fixed.storage() == Storage.FLOAT64) {
            // The bits: zeros of both signs differ.
            return Double.doubleToRawLongBits(fixed.getDouble(row));
        }
        return fixed.storage() == Storage.INT128
                ? BigInteger.valueOf(fixed.getHigh(row))
                        .shiftLeft(Long.SIZE)
                        .add(new BigInteger(Long.toUnsignedString(fixed.getLow(row))))
                : BigInteger.valueOf(fixed.getLong(row));
    }

    @Override
    public void close() {
        pool.close();
    }
}
