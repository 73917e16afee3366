package io.gpuquery.format.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.DictionaryColumn;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.Storage;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.FilePoolOptions;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ExactScan;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanRequest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A delimited file read through {@link CsvReader}, with the values of its rows as Java objects.
 *
 * @param rows with {@link java.util.Arrays#asList}-like lists that may hold nulls
 */
record CsvTable(FileDescription description, List<List<@Nullable Object>> rows, ScanCounters counters) {
    private static final int MOST_ROWS_IN_PARTS = 2000;

    static CsvTable read(Path file, ReadOptions options) {
        return read(file, options, null, ScanRequest.DEFAULT_BATCH_ROWS);
    }

    static FileDescription describe(Path file, ReadOptions options) {
        try (FilePool pool = new FilePool(FilePoolOptions.defaults());
                var contents = pool.open(file)) {
            return new CsvReader().describe(contents, options, new Cancellation());
        }
    }

    /** Reads some columns; null for all. */
    static CsvTable read(Path file, ReadOptions options, @Nullable List<Integer> columns, int batchRows) {
        try (FilePool pool = new FilePool(FilePoolOptions.defaults())) {
            FileDescription description;
            try (var contents = pool.open(file)) {
                description = new CsvReader().describe(contents, options, new Cancellation());
            }
            return scan(pool, file, description, options, columns, batchRows);
        }
    }

    /** Reads it in one and in parts of a few bytes: that makes no difference. */
    static CsvTable scan(
            FilePool pool,
            Path file,
            FileDescription description,
            ReadOptions options,
            @Nullable List<Integer> columns,
            int batchRows) {
        CsvTable whole;
        try {
            whole = scan(new CsvReader(), pool, file, description, options, columns, batchRows);
        } catch (DataException e) {
            assertThatThrownBy(() -> scan(new CsvReader(9), pool, file, description, options, columns, batchRows))
                    .as("in parts")
                    .isInstanceOf(DataException.class)
                    .hasMessage(e.getMessage());
            throw e;
        }
        if (whole.rows().size() < MOST_ROWS_IN_PARTS) {
            CsvTable parts = scan(new CsvReader(9), pool, file, description, options, columns, batchRows);
            assertThat(parts.rows()).as("in parts").isEqualTo(whole.rows());
            assertThat(parts.counters().toString()).isEqualTo(whole.counters().toString());
        }
        return whole;
    }

    private static CsvTable scan(
            CsvReader reader,
            FilePool pool,
            Path file,
            FileDescription description,
            ReadOptions options,
            @Nullable List<Integer> columns,
            int batchRows) {
        List<Integer> wanted = columns == null
                ? IntStream.range(0, description.schema().columnCount()).boxed().toList()
                : columns;
        ScanRequest request = new ScanRequest(
                pool.open(file), description, wanted, List.of(), options, batchRows, new Cancellation());
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (ExactScan scan = ExactScan.start(reader, request)) {
            for (Morsel morsel = scan.nextMorsel(); morsel != null; morsel = scan.nextMorsel()) {
                try (Morsel open = morsel) {
                    for (ColumnBatch batch = open.nextBatch(); batch != null; batch = open.nextBatch()) {
                        try (ColumnBatch held = batch) {
                            addRows(held, rows);
                        }
                    }
                }
            }
            return new CsvTable(description, rows, scan.counters());
        }
    }

    static void addRows(ColumnBatch batch, List<List<@Nullable Object>> rows) {
        for (int row = 0; row < batch.rowCount(); row++) {
            List<@Nullable Object> values = new ArrayList<>();
            for (Column column : batch.columns()) {
                values.add(column.isNull(row) ? null : value(column, row));
            }
            rows.add(values);
        }
    }

    private static Object value(Column column, int row) {
        if (column instanceof DictionaryColumn coded) {
            return coded.dictionary().getString(coded.getCode(row));
        }
        if (column instanceof ViewColumn views) {
            return switch (column.type().kind()) {
                case VARBINARY -> HexFormat.of().formatHex(views.getBytes(row));
                default -> views.getString(row);
            };
        }
        FixedWidthColumn fixed = (FixedWidthColumn) column;
        int precision = column.type().precision();
        return switch (column.type().kind()) {
            case BOOLEAN -> fixed.getLong(row) == 1;
            case TINYINT, SMALLINT, INTEGER, BIGINT -> fixed.getLong(row);
            case REAL -> (float) fixed.getDouble(row);
            case DOUBLE -> fixed.getDouble(row);
            case DECIMAL ->
                new BigDecimal(
                        precision <= 18 || fixed.storage() != Storage.INT128
                                ? BigInteger.valueOf(fixed.getLong(row))
                                : new BigInteger(1, new byte[] {})
                                        .add(BigInteger.valueOf(fixed.getHigh(row))
                                                .shiftLeft(64))
                                        .add(new BigInteger(Long.toUnsignedString(fixed.getLow(row)))),
                        column.type().scale());
            case DATE -> LocalDate.ofEpochDay(fixed.getLong(row));
            case TIME -> LocalTime.ofNanoOfDay(fixed.getLong(row) * nanosPerUnit(precision));
            case TIMESTAMP -> dateTime(fixed.getLong(row), precision);
            case TIMESTAMP_LTZ -> dateTime(fixed.getLong(row), precision).toInstant(ZoneOffset.UTC);
            case UUID -> new UUID(fixed.getHigh(row), fixed.getLow(row));
            case VARCHAR, VARBINARY, ARRAY, MAP, ROW -> throw new IllegalStateException();
        };
    }

    private static long nanosPerUnit(int precision) {
        return precision == 3 ? 1_000_000 : precision == 6 ? 1_000 : 1;
    }

    private static LocalDateTime dateTime(long units, int precision) {
        long unitsPerSecond = 1_000_000_000 / nanosPerUnit(precision);
        return LocalDateTime.ofInstant(
                Instant.ofEpochSecond(
                        Math.floorDiv(units, unitsPerSecond),
                        Math.floorMod(units, unitsPerSecond) * nanosPerUnit(precision)),
                ZoneOffset.UTC);
    }

    List<String> names() {
        return description.schema().columns().stream()
                .map(ColumnDefinition::name)
                .toList();
    }

    List<String> types() {
        return description.schema().columns().stream()
                .map(column -> column.type().toString())
                .toList();
    }

    CsvDialect dialect() {
        return (CsvDialect) description.details();
    }

    /** The values of the only column. */
    List<@Nullable Object> values() {
        return rows.stream().<@Nullable Object>map(row -> row.get(0)).toList();
    }
}
