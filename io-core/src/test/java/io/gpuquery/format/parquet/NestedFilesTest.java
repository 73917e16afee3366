package io.gpuquery.format.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.memory.LiveResources;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Lists, maps and groups of any depth, as parquet-java and DuckDB write them. */
class NestedFilesTest {
    private static final int ROWS = 350;

    @TempDir
    private Path folder;

    private Map<LiveResources.Kind, Long> before = Map.of();

    @BeforeEach
    void countResources() {
        before = LiveResources.snapshot();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(LiveResources.snapshot()).isEqualTo(before);
    }

    static Stream<Arguments> shapes() {
        return IntStream.range(0, 30)
                .mapToObj(seed -> Arguments.of(
                        seed,
                        WriterVersion.values()[seed % 2],
                        seed % 3 == 0 ? CompressionCodecName.UNCOMPRESSED : CompressionCodecName.SNAPPY,
                        seed % 5 != 0));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void randomSchemasAndValuesComeBack(int seed, WriterVersion version, CompressionCodecName codec, boolean dictionary)
            throws IOException {
        Random random = new Random(seed);
        List<NestedSample> fields = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            fields.add(NestedSample.of(random, "c" + i, 4));
        }
        String schema = fields.stream()
                .map(NestedSample::declaration)
                .collect(Collectors.joining("\n", "message nested {\n", "}"));
        List<List<@Nullable Object>> expected = new ArrayList<>();
        Path file = folder.resolve("nested.parquet");
        ParquetWriting.write(
                file,
                schema,
                options -> options.withWriterVersion(version)
                        .withDictionaryEncoding(dictionary)
                        .withCompressionCodec(codec)
                        .withPageRowCountLimit(97)
                        .withDictionaryPageSize(400)
                        .withRowGroupRowCountLimit(210),
                (writer, rows) -> {
                    for (int row = 0; row < ROWS; row++) {
                        Group group = rows.newGroup();
                        List<@Nullable Object> values = new ArrayList<>();
                        for (NestedSample field : fields) {
                            Object value = field.value();
                            field.write(group, value);
                            values.add(value);
                        }
                        writer.write(group);
                        expected.add(values);
                    }
                });

        try (ParquetTable table = ParquetTable.open(file)) {
            assertThat(table.footer().leftOut()).isEmpty();
            table.assertRows(1024, expected);
            table.assertRows(64, expected);
            table.assertRows(seed % 4 + 1, expected);
        }
    }

    @Test
    void valuesThatDuckDbWroteComeBack() throws SQLException {
        Path file = DuckDbRows.write(
                folder.resolve("duckdb.parquet"),
                "SELECT i, CASE WHEN i % 3 = 0 THEN NULL ELSE [j * i FOR j IN range(i % 4)] END AS l,"
                        + " {'a': i, 'b': {'c': ['x' || i, NULL]}} AS t, MAP {i: 'v' || i, -1: NULL} AS m,"
                        + " [[{'y': i}], NULL, []] AS deep FROM range(100) AS r(i)",
                "COMPRESSION zstd, ROW_GROUP_SIZE 2048");

        try (ParquetTable table = ParquetTable.open(file)) {
            assertThat(table.schema().columns())
                    .extracting(ColumnDefinition::toString)
                    .allMatch(text -> !text.isEmpty());
            assertThat(table.schema().columns())
                    .extracting(column -> column.type().toString())
                    .containsExactly(
                            "BIGINT",
                            "BIGINT ARRAY",
                            "ROW(a BIGINT, b ROW(c VARCHAR ARRAY))",
                            "MAP<BIGINT, VARCHAR>",
                            "ROW(y BIGINT) ARRAY ARRAY");
            List<List<@Nullable Object>> rows = table.rows();
            assertThat(rows).hasSize(100);
            for (long i = 0; i < 100; i++) {
                List<Long> list = new ArrayList<>();
                for (long j = 0; j < i % 4; j++) {
                    list.add(j * i);
                }
                Map<Long, @Nullable String> map = new java.util.LinkedHashMap<>();
                map.put(i, "v" + i);
                map.put(-1L, null);
                assertThat(rows.get((int) i))
                        .isEqualTo(Arrays.asList(
                                i,
                                i % 3 == 0 ? null : list,
                                List.of(i, List.of(Arrays.asList("x" + i, null))),
                                map,
                                Arrays.asList(List.of(List.of(i)), null, List.of())));
            }
        }
    }

    @Test
    void otherColumnsAreNotRead() throws SQLException {
        Path file = DuckDbRows.write(
                folder.resolve("wide.parquet"),
                "SELECT [i] AS l, repeat('long text ', 100) || i AS s FROM range(10000) AS r(i)",
                "COMPRESSION uncompressed");

        try (ParquetTable table = ParquetTable.open(file)) {
            List<Integer> sizes = new ArrayList<>();
            long bytes = table.scan(List.of(0), List.of(), 4096, batch -> sizes.add(batch.rowCount()))
                    .bytesDecoded
                    .sum();
            assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(10_000);
            assertThat(bytes).isLessThan(300_000);
        }
    }
}
