package io.gpuquery.format.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.DictionaryColumn;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.ListColumn;
import io.gpuquery.column.MapColumn;
import io.gpuquery.column.Storage;
import io.gpuquery.column.StructColumn;
import io.gpuquery.column.TableSchema;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.format.parquet.metadata.ParquetFooter;
import io.gpuquery.memory.FileContents;
import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.FilePoolOptions;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ExactScan;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanRequest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One file opened with our reader, and its rows as plain Java values. */
final class ParquetTable implements AutoCloseable {
    private final FilePool pool;
    private final Path file;
    private final FileDescription description;

    private ParquetTable(FilePool pool, Path file, FileDescription description) {
        this.pool = pool;
        this.file = file;
        this.description = description;
    }

    static ParquetTable open(Path file) {
        FilePool pool = new FilePool(FilePoolOptions.defaults());
        try (FileContents contents = pool.open(file)) {
            FileDescription description =
                    new ParquetReader().describe(contents, ReadOptions.DEFAULT, new Cancellation());
            return new ParquetTable(pool, file, description);
        } catch (RuntimeException | Error e) {
            pool.close();
            throw e;
        }
    }

    FileDescription description() {
        return description;
    }

    ParquetFooter footer() {
        return (ParquetFooter) description.details();
    }

    TableSchema schema() {
        return description.schema();
    }

    /** All rows of all columns. */
    List<List<@Nullable Object>> rows() {
        return rows(ScanRequest.DEFAULT_BATCH_ROWS);
    }

    private List<List<@Nullable Object>> rows(int batchRows) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        scan(allColumns(), List.of(), batchRows, batch -> addRows(batch, rows));
        return rows;
    }

    List<Integer> allColumns() {
        return IntStream.range(0, schema().columnCount()).boxed().toList();
    }

    /** Hands each batch to the consumer, and closes it. */
    ScanCounters scan(
            List<Integer> columns, List<ScanPredicate> predicates, int batchRows, Consumer<ColumnBatch> consumer) {
        ScanRequest request = new ScanRequest(
                pool.open(file), description, columns, predicates, ReadOptions.DEFAULT, batchRows, new Cancellation());
        try (ExactScan scan = ExactScan.start(new ParquetReader(), request)) {
            while (readMorsel(scan.nextMorsel(), consumer)) {}
            return scan.counters();
        }
    }

    private static boolean readMorsel(@Nullable Morsel taken, Consumer<ColumnBatch> consumer) {
        try (Morsel morsel = taken) {
            while (morsel != null && readBatch(morsel.nextBatch(), consumer)) {}
            return morsel != null;
        }
    }

    private static boolean readBatch(@Nullable ColumnBatch next, Consumer<ColumnBatch> consumer) {
        try (ColumnBatch batch = next) {
            if (batch != null) {
                consumer.accept(batch);
            }
            return batch != null;
        }
    }

    /** Compares column by column, which names the column in a failure. */
    void assertRows(int batchRows, List<List<@Nullable Object>> expected) {
        List<List<@Nullable Object>> rows = rows(batchRows);
        assertThat(rows).hasSameSizeAs(expected);
        for (int i = 0; i < schema().columnCount(); i++) {
            int column = i;
            assertThat(rows.stream().map(row -> row.get(column)).toList())
                    .as(schema().column(i).toString())
                    .isEqualTo(expected.stream().map(row -> row.get(column)).toList());
        }
    }

    static void addRows(ColumnBatch batch, List<List<@Nullable Object>> rows) {
        for (int i = 0; i < batch.selectedCount(); i++) {
            int row = batch.selection() == null ? i : batch.selection().row(i);
            List<@Nullable Object> values = new ArrayList<>();
            for (Column column : batch.columns()) {
                values.add(value(column, row));
            }
            rows.add(values);
        }
    }

    /**
     * Integers, dates and times are Long in the units of the type, REAL and DOUBLE are Double, bytes are hexadecimal
     * text; lists are List, as are rows of fields; maps are Map.
     */
    static @Nullable Object value(Column column, int row) {
        if (column.isNull(row)) {
            return null;
        }
        if (column instanceof DictionaryColumn coded) {
            return value(coded.dictionary(), coded.getCode(row));
        }
        ColumnType type = column.type();
        return switch (type.kind()) {
            case BOOLEAN -> ((FixedWidthColumn) column).getLong(row) == 1;
            case TINYINT, SMALLINT, INTEGER, BIGINT, DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ ->
                ((FixedWidthColumn) column).getLong(row);
            case REAL, DOUBLE -> ((FixedWidthColumn) column).getDouble(row);
            case DECIMAL -> new BigDecimal(integer((FixedWidthColumn) column, row), type.scale());
            case UUID -> {
                FixedWidthColumn wide = (FixedWidthColumn) column;
                yield new UUID(wide.getHigh(row), wide.getLow(row));
            }
            case VARCHAR -> ((ViewColumn) column).getString(row);
            case VARBINARY -> HexFormat.of().formatHex(((ViewColumn) column).getBytes(row));
            case ARRAY -> {
                ListColumn lists = (ListColumn) column;
                List<@Nullable Object> elements = new ArrayList<>();
                for (int i = lists.start(row); i < lists.end(row); i++) {
                    elements.add(value(lists.elements(), i));
                }
                yield elements;
            }
            case MAP -> {
                MapColumn maps = (MapColumn) column;
                Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
                for (int i = maps.start(row); i < maps.end(row); i++) {
                    entries.put(value(maps.keys(), i), value(maps.values(), i));
                }
                yield entries;
            }
            case ROW -> {
                List<@Nullable Object> fields = new ArrayList<>();
                for (Column field : ((StructColumn) column).fields()) {
                    fields.add(value(field, row));
                }
                yield fields;
            }
        };
    }

    private static BigInteger integer(FixedWidthColumn column, int row) {
        if (column.storage() != Storage.INT128) {
            return BigInteger.valueOf(column.getLong(row));
        }
        BigInteger low = new BigInteger(Long.toUnsignedString(column.getLow(row)));
        return BigInteger.valueOf(column.getHigh(row)).shiftLeft(Long.SIZE).add(low);
    }

    @Override
    public void close() {
        pool.close();
    }
}
