package io.gpuquery.format.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.TableSchema;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.format.json.JsonFixture.Read;
import io.gpuquery.memory.FileContents;
import io.gpuquery.resident.ColumnDictionary;
import io.gpuquery.resident.ResidentColumn;
import io.gpuquery.resident.SegmentBuilder;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import io.gpuquery.scan.SafeScan;
import io.gpuquery.scan.ScanRequest;
import io.gpuquery.scan.SinkMorsel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments made of the values of records hold the rows that batches of the same file hold. */
class JsonSinksTest {
    private static final int BLOCK_ROWS = 64;

    private JsonFixture json;

    @BeforeEach
    void open(@TempDir Path directory) {
        json = new JsonFixture(directory);
    }

    @AfterEach
    void close() {
        json.close();
    }

    private static String text(Random random) {
        List<RandomJson.Kind> all = List.of(RandomJson.Kind.values());
        List<RandomJson.Kind> kinds = new ArrayList<>();
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            kinds.add(all.get(random.nextInt(all.size())));
        }
        List<String> objects = new RandomJson(random, false).objects(kinds, 50 + random.nextInt(500));
        // So that there are objects that are written alike, and others between them.
        for (int i = 0; i < 300; i++) {
            objects.add(
                    random.nextInt(objects.size() + 1),
                    "{\"like\":" + i + ",\"flag\":\"" + (char) ('a' + i % 3) + "\",\"text\":\"a text of its own, "
                            + random.nextInt() + "\"}");
        }
        return String.join("\n", objects) + "\n";
    }

    @Test
    void segmentsHoldWhatBatchesHold() {
        Random random = new Random(5);
        JsonLimits small = new JsonLimits(1 << 30, 0, 0, 0, 20_000, 1 << 20);
        for (int i = 0; i < 25; i++) {
            ReadOptions options = JsonFixture.onError(random.nextBoolean() ? ErrorPolicy.NULL : ErrorPolicy.SKIP);
            Path file = json.write(text(random));
            Read expected = json.withLimits(small).read(file, options);
            List<Integer> columns = IntStream.range(
                            0, expected.description().schema().columnCount())
                    .boxed()
                    .toList();
            assertThat(throughSinks(file, expected, options, columns, small, random))
                    .as("file %d", i)
                    .isEqualTo(columns.stream().map(expected::column).toList());
        }
    }

    private List<List<@Nullable Object>> throughSinks(
            Path file, Read expected, ReadOptions options, List<Integer> columns, JsonLimits limits, Random random) {
        TableSchema schema = expected.description().schema();
        List<ColumnDictionary> dictionaries = new ArrayList<>();
        List<SegmentBuilder> builders = new ArrayList<>();
        List<List<@Nullable Object>> found = new ArrayList<>();
        try (FileContents contents = json.open(file)) {
            for (int column : columns) {
                ColumnDictionary dictionary =
                        new ColumnDictionary(schema.column(column).type());
                dictionaries.add(dictionary);
                builders.add(
                        SegmentBuilder.of(schema.column(column).type(), 0, BLOCK_ROWS, contents.region(), dictionary));
                found.add(new ArrayList<>());
            }
            ScanRequest request = new ScanRequest(
                    json.open(file),
                    expected.description(),
                    columns,
                    List.of(),
                    options,
                    BLOCK_ROWS,
                    new Cancellation());
            try (SafeScan scan = SafeScan.start(new JsonReader(limits), request)) {
                for (Morsel next = scan.nextMorsel(); next != null; next = scan.nextMorsel()) {
                    try (SinkMorsel morsel = (SinkMorsel) next) {
                        while (morsel.appendTo(builders, 1 + random.nextInt(BLOCK_ROWS)) > 0) {
                            if (builders.get(0).rowCount() > 200) {
                                harvest(builders, dictionaries, found);
                            }
                        }
                    }
                }
                assertThat(scan.counters().rowsSkipped.sum())
                        .isEqualTo(expected.counters().rowsSkipped.sum());
            }
            harvest(builders, dictionaries, found);
            dictionaries.forEach(ColumnDictionary::close);
        }
        return found;
    }

    private static void harvest(
            List<SegmentBuilder> builders, List<ColumnDictionary> dictionaries, List<List<@Nullable Object>> found) {
        for (int i = 0; i < builders.size(); i++) {
            SegmentBuilder builder = builders.get(i);
            assertThat(builder.finish()).isPositive();
            try (ResidentColumn segment = builder.build();
                    ViewColumn entries = segment.isCoded() ? dictionaries.get(i).entries() : null;
                    Column column = segment.rows(0, segment.rowCount(), entries)) {
                ColumnDefinition definition = new ColumnDefinition("c", column.type(), true);
                try (ColumnBatch batch =
                        new ColumnBatch(new TableSchema(List.of(definition)), column.rowCount(), List.of(column))) {
                    for (List<@Nullable Object> row : JsonFixture.rows(batch)) {
                        found.get(i).add(row.get(0));
                    }
                }
            }
            builder.close();
            builders.set(i, builder.next(100));
        }
    }
}
