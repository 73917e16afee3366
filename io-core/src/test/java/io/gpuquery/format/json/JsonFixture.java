package io.gpuquery.format.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.DictionaryColumn;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.ListColumn;
import io.gpuquery.column.MapColumn;
import io.gpuquery.column.Selection;
import io.gpuquery.column.Storage;
import io.gpuquery.column.StructColumn;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.FileContents;
import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.FilePoolOptions;
import io.gpuquery.memory.LiveResources;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ExactScan;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.Flavor;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanRequest;
import io.gpuquery.scan.TextSyntax;
import io.gpuquery.scan.ValueNotation;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** JSON files in a folder, and their rows as Java objects. Closing it checks that nothing native is left. */
final class JsonFixture implements AutoCloseable {
    /** So small that samples, morsels and batches have borders in files that fit a test. */
    static final JsonLimits SMALL = new JsonLimits(0, 2_000, 4, 500, 300, 1 << 20);

    /** What a scan gave. */
    record Read(FileDescription description, List<List<@Nullable Object>> rows, ScanCounters counters, int morsels) {
        List<@Nullable Object> column(int index) {
            List<@Nullable Object> values = new ArrayList<>();
            rows.forEach(row -> values.add(row.get(index)));
            return values;
        }

        JsonShape shape() {
            return (JsonShape) description.details();
        }

        /** Such as {@code a BIGINT, b VARCHAR}. */
        String schema() {
            return String.join(
                    ", ",
                    description.schema().columns().stream()
                            .map(column -> column.name() + " " + column.type())
                            .toList());
        }
    }

    private final Path directory;
    private final Map<LiveResources.Kind, Long> before = LiveResources.snapshot();
    private final FilePool pool = new FilePool(FilePoolOptions.defaults().withSmallFileBytes(256));
    private JsonReader reader = new JsonReader();
    private int fileCount;

    JsonFixture(Path directory) {
        this.directory = directory;
    }

    /** Samples, morsels and batches of a few rows from here on. */
    JsonFixture withLimits(JsonLimits limits) {
        reader = new JsonReader(limits);
        return this;
    }

    Path write(String text) {
        return write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Nothing said, but that nested values are JSON text. */
    static final ReadOptions NESTED_AS_TEXT = ReadOptions.DEFAULT.with(
            new TextSyntax(null, null, null, null, TextSyntax.Nested.JSON), ValueNotation.DEFAULT, Flavor.GPU_QUERY);

    Path write(byte[] bytes) {
        try {
            return Files.write(directory.resolve("t" + fileCount++ + ".json"), bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    FileContents open(Path file) {
        return pool.open(file);
    }

    FileDescription describe(Path file, ReadOptions options) {
        try (FileContents contents = pool.open(file)) {
            return reader.describe(contents, options, new Cancellation());
        }
    }

    Read read(String text) {
        return read(write(text), NESTED_AS_TEXT);
    }

    Read read(String text, ReadOptions options) {
        return read(write(text), options);
    }

    Read read(Path file, ReadOptions options) {
        return scan(file, describe(file, options), options);
    }

    Read scan(Path file, FileDescription description, ReadOptions options) {
        List<Integer> columns =
                IntStream.range(0, description.schema().columnCount()).boxed().toList();
        return scan(file, description, options, columns, List.of(), 7);
    }

    Read scan(
            Path file,
            FileDescription description,
            ReadOptions options,
            List<Integer> columns,
            List<ScanPredicate> predicates,
            int batchRows) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        int morsels = 0;
        try (ExactScan scan = start(file, description, options, columns, predicates, batchRows, new Cancellation())) {
            long lastOrdinal = -1;
            Morsel next;
            while ((next = scan.nextMorsel()) != null) {
                morsels++;
                try (Morsel morsel = next) {
                    assertThat(morsel.ordinal()).isGreaterThan(lastOrdinal);
                    lastOrdinal = morsel.ordinal();
                    ColumnBatch nextBatch;
                    while ((nextBatch = morsel.nextBatch()) != null) {
                        try (ColumnBatch batch = nextBatch) {
                            assertThat(batch.rowCount()).isBetween(1, batchRows);
                            rows.addAll(rows(batch));
                        }
                    }
                }
            }
            return new Read(description, rows, scan.counters(), morsels);
        }
    }

    ExactScan start(
            Path file,
            FileDescription description,
            ReadOptions options,
            List<Integer> columns,
            List<ScanPredicate> predicates,
            int batchRows,
            Cancellation cancellation) {
        return ExactScan.start(
                reader,
                new ScanRequest(pool.open(file), description, columns, predicates, options, batchRows, cancellation));
    }

    static List<List<@Nullable Object>> rows(ColumnBatch batch) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        Selection selection = batch.selection();
        for (int i = 0; i < batch.selectedCount(); i++) {
            List<@Nullable Object> row = new ArrayList<>();
            for (Column column : batch.columns()) {
                row.add(value(column, selection == null ? i : selection.row(i)));
            }
            rows.add(row);
        }
        return rows;
    }

    private static @Nullable Object value(Column column, int row) {
        if (column.isNull(row)) {
            return null;
        }
        if (column instanceof ViewColumn view) {
            return column.type().equals(io.gpuquery.column.ColumnType.VARCHAR)
                    ? strictUtf8(view.getBytes(row))
                    : HexFormat.of().formatHex(view.getBytes(row));
        }
        if (column instanceof DictionaryColumn coded) {
            return strictUtf8(coded.dictionary().getBytes(coded.getCode(row)));
        }
        if (column instanceof ListColumn lists) {
            return values(lists.elements(), lists.start(row), lists.end(row));
        }
        if (column instanceof StructColumn struct) {
            List<@Nullable Object> fields = new ArrayList<>();
            struct.fields().forEach(field -> fields.add(value(field, row)));
            return fields;
        }
        if (column instanceof MapColumn maps) {
            List<@Nullable Object> keys = values(maps.keys(), maps.start(row), maps.end(row));
            List<@Nullable Object> values = values(maps.values(), maps.start(row), maps.end(row));
            Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                entries.put(keys.get(i), values.get(i));
            }
            return entries;
        }
        FixedWidthColumn fixed = (FixedWidthColumn) column;
        int precision = column.type().precision();
        return switch (column.type().kind()) {
            case BOOLEAN -> fixed.getLong(row) != 0;
            case TINYINT, SMALLINT, INTEGER, BIGINT -> fixed.getLong(row);
            case REAL, DOUBLE -> fixed.getDouble(row);
            case DECIMAL -> new BigDecimal(unscaled(fixed, row), column.type().scale());
            case DATE -> LocalDate.ofEpochDay(fixed.getLong(row));
            case TIME -> LocalTime.ofNanoOfDay(fixed.getLong(row) * powerOfTen(9 - precision));
            case TIMESTAMP -> LocalDateTime.ofInstant(instant(fixed.getLong(row), precision), ZoneOffset.UTC);
            case TIMESTAMP_LTZ -> instant(fixed.getLong(row), precision);
            case UUID -> new UUID(fixed.getHigh(row), fixed.getLow(row));
            case VARCHAR, VARBINARY, ARRAY, MAP, ROW -> throw new IllegalStateException();
        };
    }

    private static List<@Nullable Object> values(Column column, int from, int to) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = from; i < to; i++) {
            values.add(value(column, i));
        }
        return values;
    }

    /** Fails on what is no UTF-8, instead of replacing it. */
    private static String strictUtf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(bytes))
                    .toString();
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new AssertionError(
                    "the column holds invalid UTF-8: " + HexFormat.of().formatHex(bytes), e);
        }
    }

    private static BigInteger unscaled(FixedWidthColumn column, int row) {
        if (column.storage() != Storage.INT128) {
            return BigInteger.valueOf(column.getLong(row));
        }
        BigInteger low = new BigInteger(Long.toUnsignedString(column.getLow(row)));
        return BigInteger.valueOf(column.getHigh(row)).shiftLeft(Long.SIZE).add(low);
    }

    private static Instant instant(long units, int precision) {
        long perSecond = powerOfTen(precision);
        return Instant.ofEpochSecond(
                Math.floorDiv(units, perSecond), Math.floorMod(units, perSecond) * powerOfTen(9 - precision));
    }

    private static long powerOfTen(int exponent) {
        return BigInteger.TEN.pow(exponent).longValueExact();
    }

    static ReadOptions onError(ErrorPolicy policy) {
        return options(List.of(), null, policy, false, false, ReadOptions.DEFAULT.sampleRows());
    }

    static ReadOptions columns(ColumnDefinition... columns) {
        return options(List.of(columns), null, ErrorPolicy.FAIL, false, false, ReadOptions.DEFAULT.sampleRows());
    }

    static ReadOptions charset(Charset charset) {
        return options(List.of(), charset, ErrorPolicy.FAIL, false, false, ReadOptions.DEFAULT.sampleRows());
    }

    static ReadOptions sampleRows(int sampleRows, ErrorPolicy policy) {
        return options(List.of(), null, policy, false, false, sampleRows);
    }

    static ReadOptions options(
            List<ColumnDefinition> columns,
            @Nullable Charset charset,
            ErrorPolicy policy,
            boolean strict,
            boolean decimals,
            int sampleRows) {
        return new ReadOptions(
                columns,
                null,
                null,
                null,
                List.of(),
                charset,
                policy,
                strict,
                decimals,
                ZoneOffset.UTC,
                sampleRows,
                NESTED_AS_TEXT.syntax(),
                ValueNotation.DEFAULT,
                Flavor.GPU_QUERY);
    }

    @Override
    public void close() {
        pool.close();
        LiveResources.snapshot()
                .forEach((kind, count) -> assertThat(count).as("live %s", kind).isLessThanOrEqualTo(before.get(kind)));
    }

    /** What reading a file fails with: a place in that file, and a hint. */
    DataException failure(Path file, ReadOptions options) {
        DataException failure = catchThrowableOfType(DataException.class, () -> read(file, options));
        assertThat(failure).isNotNull();
        assertThat(failure.location().file()).isEqualTo(file);
        assertThat(failure.hint()).isNotEmpty();
        return failure;
    }
}
