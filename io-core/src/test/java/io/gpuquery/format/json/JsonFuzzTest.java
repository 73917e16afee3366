package io.gpuquery.format.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.gpuquery.error.DataException;
import io.gpuquery.format.json.JsonFixture.Read;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files give their rows or an error, and never anything else. */
class JsonFuzzTest {
    private static final List<String> FRAGMENTS = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\n",
            "\n{\"id0\":1}\n",
            "\\u",
            "\\ud800",
            "null",
            "-",
            "1e999",
            "NaN",
            "/*",
            "*/",
            "//",
            "\ufeff",
            "é",
            "0",
            "{\"",
            "\":",
            "[[[[[[",
            "\0");

    private JsonFixture json;

    @BeforeEach
    void open(@TempDir Path directory) {
        json = new JsonFixture(directory);
    }

    @AfterEach
    void close() {
        json.close();
    }

    @Test
    void damagedFilesGiveRowsOrErrors() throws IOException {
        fuzz(new Random(37), 1_500);
    }

    @Test
    @Tag("full")
    void damagedFilesGiveRowsOrErrorsForLong() throws IOException {
        fuzz(new Random(41), 30_000);
    }

    private void fuzz(Random random, int count) throws IOException {
        int readable = 0;
        int refused = 0;
        Path file = json.write("");
        for (int i = 0; i < count; i++) {
            Files.write(file, damaged(seed(random), random));
            ErrorPolicy policy = List.of(ErrorPolicy.values()).get(random.nextInt(3));
            ReadOptions options = JsonFixture.options(
                    List.of(), null, policy, random.nextInt(5) == 0, random.nextBoolean(), random.nextInt(20));
            json.withLimits(
                    new JsonLimits(random.nextBoolean() ? 0 : 1 << 20, 200, 3, 100, 1 + random.nextInt(400), 1 << 20));
            try {
                FileDescription description = json.describe(file, options);
                Read read = json.scan(file, description, options);
                readable++;
                if (policy == ErrorPolicy.FAIL) {
                    assertThat(read.rows()).hasSize(records(file, read.shape()));
                }
                if (description.statistics().exact()) {
                    assertThat(read.rows())
                            .hasSize((int) description.statistics().rowCount());
                }
            } catch (DataException e) {
                assertThat(e.hint()).isNotEmpty();
                assertThat(e.location().file()).isEqualTo(file);
                refused++;
            }
        }
        assertThat(readable).isGreaterThan(count / 20);
        assertThat(refused).isGreaterThan(count / 20);
    }

    private static byte[] seed(Random random) {
        List<RandomJson.Kind> kinds = List.of(RandomJson.Kind.values());
        List<String> objects = new RandomJson(random, random.nextInt(4) == 0)
                .objects(
                        List.of(kinds.get(random.nextInt(kinds.size())), RandomJson.Kind.TEXT, RandomJson.Kind.INTEGER),
                        1 + random.nextInt(30));
        String text = random.nextInt(3) == 0 ? "[" + String.join(",\n", objects) + "]" : String.join("\n", objects);
        return text.getBytes(random.nextInt(20) == 0 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8);
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
            int at = random.nextInt(bytes.length);
            bytes = switch (random.nextInt(5)) {
                case 0 -> Arrays.copyOf(bytes, at);
                case 1 -> spliced(bytes, at, new byte[0], Math.min(bytes.length, at + 1 + random.nextInt(20)));
                case 2 -> spliced(bytes, at, new byte[] {(byte) random.nextInt(256)}, at + 1);
                case 3 -> spliced(bytes, at, Arrays.copyOfRange(bytes, random.nextInt(at + 1), at), at);
                default ->
                    spliced(
                            bytes,
                            at,
                            FRAGMENTS.get(random.nextInt(FRAGMENTS.size())).getBytes(StandardCharsets.UTF_8),
                            at);
            };
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int from, byte[] inserted, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        out.writeBytes(inserted);
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }

    /** Top-level values, or elements of the top-level array, by Jackson from the first byte to the last. */
    private static int records(Path file, JsonShape shape) throws IOException {
        int count = 0;
        try (JsonParser parser = JsonLimits.newFactory().createParser(Files.readAllBytes(file))) {
            if (shape.layout() == JsonShape.Layout.ARRAY) {
                assertThat(parser.nextToken()).isEqualTo(JsonToken.START_ARRAY);
            }
            JsonToken token;
            while ((token = parser.nextToken()) != null && token != JsonToken.END_ARRAY) {
                parser.skipChildren();
                count++;
            }
        }
        return count;
    }
}
