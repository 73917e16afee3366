package io.gpuquery.format.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.TableSchema;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.FilePoolOptions;
import io.gpuquery.resident.ColumnDictionary;
import io.gpuquery.resident.ResidentColumn;
import io.gpuquery.resident.SegmentBuilder;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import io.gpuquery.scan.SafeScan;
import io.gpuquery.scan.ScanRequest;
import io.gpuquery.scan.SinkMorsel;
import io.gpuquery.testing.BlockContents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that go into segments without columns in between are those that columns have. */
class CsvSinksTest {
    private static final int BLOCK_ROWS = 512;
    private static final List<ColumnType> TYPES = List.of(
            ColumnType.BIGINT,
            ColumnType.TINYINT,
            ColumnType.REAL,
            ColumnType.DOUBLE,
            ColumnType.decimal(9, 2),
            ColumnType.decimal(38, 3),
            ColumnType.DATE,
            ColumnType.timestamp(3),
            ColumnType.BOOLEAN,
            ColumnType.UUID,
            ColumnType.VARCHAR,
            ColumnType.VARCHAR,
            ColumnType.VARCHAR);

    @TempDir
    Path folder;

    private static String field(int column, Random random) {
        if (random.nextInt(10) == 0) {
            return random.nextBoolean() ? "" : "\"\"";
        }
        // Now and then what no block reads.
        boolean odd = random.nextInt(200) == 0;
        String value = switch (column) {
            case 0 -> odd ? "oops" : Long.toString(random.nextLong() >> random.nextInt(64));
            case 1 -> odd ? "999" : Integer.toString(random.nextInt(200) - 100);
            case 2, 3 -> odd ? "1e-3" : Integer.toString(random.nextInt(100_000)) + "." + random.nextInt(10);
            case 4 -> odd ? "-12345.6789" : "-12.5";
            case 5 -> odd ? "123456789012345678901234567890.5" : "-0.125";
            case 6 -> odd ? "2023-02-29" : "19" + (10 + random.nextInt(90)) + "-02-28";
            case 7 -> odd ? "x" : "2024-05-06T07:08:09." + random.nextInt(1000);
            case 8 -> random.nextBoolean() ? "true" : "FALSE";
            case 9 -> odd ? "nothing" : new java.util.UUID(random.nextLong(), 7).toString();
            case 10 -> "few " + random.nextInt(5);
            case 11 -> "many different texts " + random.nextInt();
            default -> odd ? "a \"\"quoted\"\" one" : "é".repeat(random.nextInt(9));
        };
        return column >= 10 && (odd || random.nextInt(7) == 0) ? "\"" + value + "\"" : value.replace("\"\"", "'");
    }

    /** Makes segments of what the builders hold, and adds the rows of each to its column's; the builders go on with the next segments. */
    private static void harvest(
            List<SegmentBuilder> builders,
            List<ColumnDictionary> dictionaries,
            List<List<List<@Nullable Object>>> found) {
        for (int i = 0; i < builders.size(); i++) {
            SegmentBuilder builder = builders.get(i);
            found.get(i).addAll(rows(builder, dictionaries.get(i)));
            builder.close();
            builders.set(i, builder.next(500));
        }
    }

    private static List<List<@Nullable Object>> rows(SegmentBuilder builder, ColumnDictionary dictionary) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        assertThat(builder.finish()).isPositive();
        try (ResidentColumn segment = builder.build();
                ViewColumn entries = segment.isCoded() ? dictionary.entries() : null;
                Column column = segment.rows(0, segment.rowCount(), entries)) {
            TableSchema schema = new TableSchema(List.of(new ColumnDefinition("c", column.type(), true)));
            try (ColumnBatch batch = new ColumnBatch(schema, column.rowCount(), List.of(column))) {
                CsvTable.addRows(batch, rows);
            }
        }
        return rows;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void segmentsHoldWhatColumnsHold(int seed) throws IOException {
        Random random = new Random(seed);
        Options declared = new Options()
                .delimiter(',')
                .header(false)
                .charset(StandardCharsets.UTF_8)
                .onError(seed % 2 == 0 ? ErrorPolicy.NULL : ErrorPolicy.SKIP);
        IntStream.range(0, TYPES.size()).forEach(i -> declared.column("c" + i, TYPES.get(i)));
        ReadOptions options = declared.build();
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < 3_000; row++) {
            for (int column = 0; column < TYPES.size(); column++) {
                text.append(column == 0 ? "" : ",").append(field(column, random));
            }
            text.append(random.nextInt(50) == 0 ? ",\n" : "\n");
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        Path file = folder.resolve("rows.csv");
        Files.write(file, bytes);
        List<Integer> columns = new ArrayList<>(IntStream.range(0, TYPES.size())
                .filter(i -> random.nextInt(4) > 0)
                .boxed()
                .toList());
        java.util.Collections.shuffle(columns, random);
        CsvTable expected;
        try (FilePool pool = new FilePool(FilePoolOptions.defaults())) {
            expected = CsvTable.scan(pool, file, CsvTable.describe(file, options), options, columns, 1000);
        }
        List<ColumnDictionary> dictionaries = new ArrayList<>();
        List<SegmentBuilder> builders = new ArrayList<>();
        List<List<List<@Nullable Object>>> found = new ArrayList<>();
        BlockContents contents = new BlockContents(file, bytes, bytes.length);
        for (int column : columns) {
            ColumnDictionary dictionary = new ColumnDictionary(TYPES.get(column));
            dictionaries.add(dictionary);
            found.add(new ArrayList<>());
            builders.add(SegmentBuilder.of(TYPES.get(column), 0, BLOCK_ROWS, contents.region(), dictionary));
        }
        FileDescription description = new CsvReader().describe(contents, options, new Cancellation());
        ScanRequest request =
                new ScanRequest(contents, description, columns, List.of(), options, BLOCK_ROWS, new Cancellation());
        try (SafeScan scan = SafeScan.start(new CsvReader(40_000), request)) {
            for (Morsel next = scan.nextMorsel(); next != null; next = scan.nextMorsel()) {
                try (SinkMorsel morsel = (SinkMorsel) next) {
                    while (morsel.appendTo(builders, 1 + random.nextInt(BLOCK_ROWS)) > 0) {
                        assertThat(builders)
                                .allMatch(each ->
                                        each.rowCount() == builders.get(0).rowCount());
                        if (!builders.isEmpty() && builders.get(0).rowCount() > 100 + random.nextInt(1_500)) {
                            harvest(builders, dictionaries, found);
                        }
                    }
                }
            }
            assertThat(scan.counters().rowsSkipped.sum())
                    .isEqualTo(expected.counters().rowsSkipped.sum());
        }
        harvest(builders, dictionaries, found);
        for (int i = 0; i < builders.size(); i++) {
            int at = i;
            dictionaries.get(i).close();
            try (SegmentBuilder builder = builders.get(i)) {
                assertThat(builder.rowCount()).isZero();
                assertThat(found.get(i))
                        .as("%s", TYPES.get(columns.get(i)))
                        .isEqualTo(expected.rows().stream()
                                .map(row -> java.util.Arrays.asList(row.get(at)))
                                .toList());
            }
        }
    }
}
