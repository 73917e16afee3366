package io.gpuquery.format.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.format.json.JsonFixture.Read;
import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.ReadOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However a file is cut into parts, its rows are the same. */
class JsonSplitTest {
    private static final List<String> RECORDS = List.of(
            "{\"a\":1}",
            "{ }",
            "{\"a\":2,\"b\":\"}\\n{\"}",
            "{\"a\":3,\"b\":\"x } \\\" { y\"}",
            "{\n  \"a\": 4,\n  \"b\": \"pretty\"\n}",
            "{\"b\":{\"c\":{}\n},\"a\":5}",
            "{\"b\":[\n{\"x\":1},\n{\"x\":2}\n,\n{\n}]}",
            "{\"b\":[{}\n\n]\n}",
            "null\n",
            "{\"a\":6,\"b\":\"é😀\\u007d\\u000a\\u007b\"}");
    private static final List<String> BETWEEN = List.of("\n", "\n", "\n", "\r\n", "\n\n \t\n", " \n  ", "");

    private JsonFixture json;

    @BeforeEach
    void open(@TempDir Path directory) {
        json = new JsonFixture(directory);
    }

    @AfterEach
    void close() {
        json.close();
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "\ufeff" : "");
        int count = 1 + random.nextInt(40);
        // Now and then all records are on lines of their own.
        int kinds = random.nextInt(3) == 0 ? 4 : RECORDS.size();
        int borders = random.nextInt(3) == 0 ? 4 : BETWEEN.size();
        text.append("{\"a\":0,\"b\":\"\"}\n");
        for (int i = 0; i < count; i++) {
            text.append(RECORDS.get(random.nextInt(kinds))).append(BETWEEN.get(random.nextInt(borders)));
        }
        return text.append(' ').toString();
    }

    @Test
    void anyPartsGiveTheSameRows() {
        Random random = new Random(7);
        int split = 0;
        for (int i = 0; i < 200; i++) {
            String text = randomText(random);
            Path file = json.write(text);
            Read whole = json.withLimits(JsonLimits.DEFAULT).read(file, ReadOptions.DEFAULT);
            assertThat(whole.morsels()).isEqualTo(1);
            for (long morselBytes : new long[] {1, 1 + random.nextInt(20), 1 + random.nextInt(200)}) {
                json.withLimits(new JsonLimits(1 << 20, 0, 0, 0, morselBytes, 1 << 20));
                Read parts = json.scan(file, whole.description(), ReadOptions.DEFAULT);
                assertThat(parts.rows()).as(text).isEqualTo(whole.rows());
                split += parts.morsels() > 1 ? 1 : 0;
            }
        }
        assertThat(split).isGreaterThan(250);
    }

    @Test
    void filesAreCutWhereverObjectsFollowEachOtherOnLines() {
        json.withLimits(new JsonLimits(1 << 20, 0, 0, 0, 1, 1 << 20));
        assertThat(json.read("{\"a\":1}\n".repeat(10)).morsels()).isBetween(5, 10);
        assertThat(json.read("{\n\"a\":1\n}\n".repeat(10)).morsels()).isBetween(5, 10);
        assertThat(json.read("{\"a\":1}".repeat(10)).morsels()).isEqualTo(1);
        assertThat(json.read("[" + "{\"a\":1},\n".repeat(10) + "{}]").morsels()).isEqualTo(11);
        assertThat(json.read("[" + "{\"a\":1},".repeat(10) + "{}]").morsels()).isEqualTo(11);
        assertThat(json.read("[" + "{\"a\":[{},{}], \"b\":\"},{\"} ,".repeat(10) + "{}]")
                        .morsels())
                .isEqualTo(11);
        assertThat(json.read("[" + "1,".repeat(10) + "2]").morsels()).isEqualTo(1);
        assertThat(json.read("1\n".repeat(10)).morsels()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7999, 8000, 8001, 16_000, 1 << 20, (1 << 20) - 1, (1 << 20) + 1})
    void partsMayEndWhereBuffersDo(long morselBytes) {
        StringBuilder text = new StringBuilder();
        Random random = new Random(morselBytes);
        while (text.length() < (morselBytes == 1 ? 200_000 : 3 << 20)) {
            int offset = text.length();
            text.append("{\"a\":").append(offset).append(",\"b\":\"");
            text.append("é".repeat(random.nextInt(random.nextInt(100) == 0 ? 10_000 : 50)))
                    .append("\"}\n");
        }
        Path file = json.write(text.toString());
        json.withLimits(new JsonLimits(1 << 30, 0, 0, 0, morselBytes, 1 << 20));
        FileDescription description = json.describe(file, ReadOptions.DEFAULT);
        List<Integer> columns = List.of(0, 1);
        Read read = json.scan(file, description, ReadOptions.DEFAULT, columns, List.of(), 1000);
        long offset = 0;
        long chars = 0;
        for (List<@Nullable Object> row : read.rows()) {
            assertThat(row.get(0)).isEqualTo(offset);
            offset += ("{\"a\":" + row.get(0) + ",\"b\":\"" + row.get(1) + "\"}\n").length();
            chars++;
        }
        assertThat(offset).isEqualTo(text.length());
        assertThat(description.statistics().rowCount()).isEqualTo(chars);
    }

    @Test
    void offsetsBeyondTwoAndFourGibibytesAreReached(@TempDir Path directory) throws IOException {
        long[] starts = {(2L << 30) - 10, (4L << 30) - 10, (5L << 30) + 1};
        byte[] records = "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n".getBytes(StandardCharsets.UTF_8);
        Path path = directory.resolve("large.json");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            for (long start : starts) {
                file.seek(start);
                file.write(records);
            }
        }
        try (FileContents contents = json.open(path)) {
            JsonText text = new JsonText(contents, ReadOptions.DEFAULT, new Cancellation());
            assertThat(text.endOffset()).isEqualTo(starts[2] + records.length);
            for (long start : starts) {
                long end = start + records.length;
                assertThat(text.nextBorder(start, end)).isEqualTo(start + 8);
                assertThat(text.nextLine(start + 8, end)).isEqualTo(start + 16);
                List<Long> offsets = new ArrayList<>();
                try (RecordCursor cursor = new RecordCursor(text, JsonLimits.newFactory(), start, end, Recovery.NONE)) {
                    while (cursor.read(record -> {
                                offsets.add(record.tokenOffset());
                                record.parser().skipChildren();
                            })
                            == RecordCursor.Outcome.RECORD) {
                        assertThat(cursor.offset()).isLessThanOrEqualTo(end);
                    }
                }
                assertThat(offsets).containsExactly(start, start + 8, start + 16);
            }
        }
    }
}
