package io.gpuquery.format.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.error.DataException;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Objects that are found in the bytes, a block at a time, give the rows, errors and counts that the same text gives in UTF-16, which is read a
 * token at a time by Jackson.
 */
class JsonPlainObjectsTest {
    private static final List<ColumnType> TYPES = List.of(
            ColumnType.BOOLEAN,
            ColumnType.INTEGER,
            ColumnType.BIGINT,
            ColumnType.REAL,
            ColumnType.DOUBLE,
            ColumnType.decimal(20, 2),
            ColumnType.DATE,
            ColumnType.timestamp(3),
            ColumnType.VARCHAR,
            ColumnType.VARCHAR,
            ColumnType.VARCHAR);
    /** What breaks JSON, or makes it unusual. */
    private static final List<String> CHARACTERS = List.of(
            "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", ".", "e", "n", "\n", "\t", " ", "\u0001", "é", "/",
            "//", "/**/", "\\u00e9", "\\x", "null", "NaN", "01", "1.", "{}", "[1]", "'");

    private JsonFixture json;

    @BeforeEach
    void open(@TempDir Path directory) {
        json = new JsonFixture(directory);
    }

    @AfterEach
    void close() {
        json.close();
    }

    private record Outcome(Object rows, String counters) {}

    private Outcome scan(
            Path file, FileDescription description, ReadOptions options, List<Integer> columns, int batchRows) {
        try {
            JsonFixture.Read read = json.scan(file, description, options, columns, List.of(), batchRows);
            return new Outcome(read.rows(), read.counters().toString().replaceAll("bytes\\w+=\\d+", ""));
        } catch (DataException e) {
            return new Outcome(e.problem() + e.location().line() + e.location().column() + e.hint(), "");
        }
    }

    private static ReadOptions options(
            List<ColumnDefinition> columns, Charset charset, ErrorPolicy policy, int sampleRows) {
        return JsonFixture.options(columns, charset, policy, false, false, sampleRows);
    }

    private static String text(Random random, boolean broken) {
        List<RandomJson.Kind> all = List.of(RandomJson.Kind.values());
        List<RandomJson.Kind> kinds = new ArrayList<>();
        for (int i = 1 + random.nextInt(7); i > 0; i--) {
            kinds.add(all.get(random.nextInt(all.size())));
        }
        RandomJson source = new RandomJson(random, random.nextInt(4) == 0);
        List<String> objects = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            // Nested values are for others: some files have none of them.
            List<RandomJson.Kind> some = new ArrayList<>(kinds);
            if (random.nextBoolean()) {
                some.replaceAll(kind ->
                        kind == RandomJson.Kind.NESTED || kind == RandomJson.Kind.ANY ? RandomJson.Kind.TEXT : kind);
            }
            objects.addAll(source.objects(some, 1 + random.nextInt(random.nextInt(4) == 0 ? 2000 : 60)));
        }
        boolean array = random.nextBoolean();
        String between = random.nextBoolean() ? "\n" : " \r\n";
        String comma = List.of(",", ", ", ",\n", "\n , ").get(random.nextInt(4));
        StringBuilder text = new StringBuilder();
        for (String object : objects) {
            text.append(text.isEmpty() ? array ? "[ " : "" : array ? comma : between);
            text.append(array && random.nextInt(200) == 0 ? "null" + comma + object : object);
        }
        text.append(array ? random.nextBoolean() ? "]" : "\n]" : "");
        if (broken) {
            for (int i = random.nextInt(4); i >= 0; i--) {
                int at = random.nextInt(text.length());
                int end = Math.min(text.length(), at + random.nextInt(3));
                text.replace(at, end, CHARACTERS.get(random.nextInt(CHARACTERS.size())));
            }
        }
        text.append(random.nextBoolean() ? "\n" : "");
        // Halves of surrogate pairs have no bytes of their own in UTF-8.
        return new String(text.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private boolean isSame(int seed) {
        Random random = new Random(seed);
        boolean broken = random.nextInt(3) == 0;
        ErrorPolicy policy = List.of(ErrorPolicy.values()).get(random.nextInt(3));
        List<ColumnDefinition> declared = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            for (int i = 0; i < 5; i++) {
                declared.add(new ColumnDefinition("c" + i, TYPES.get(random.nextInt(TYPES.size())), true));
            }
        }
        int sampleRows = 1 + random.nextInt(100);
        String text = text(random, broken);
        Path file = json.write(text);
        Path wide = json.write(text.getBytes(StandardCharsets.UTF_16LE));
        ReadOptions options = options(declared, StandardCharsets.UTF_8, policy, sampleRows);
        json.withLimits(JsonLimits.DEFAULT);
        FileDescription description;
        try {
            description = json.describe(file, options);
        } catch (DataException e) {
            return false;
        }
        int count = description.schema().columnCount();
        List<Integer> columns = new ArrayList<>(IntStream.range(0, count)
                .filter(i -> random.nextInt(3) > 0)
                .boxed()
                .toList());
        int batchRows = List.of(1, 7, 1000, 1025, 8192).get(random.nextInt(5));
        long morselBytes = List.of(1L, 100L, 5_000L, 1L << 20).get(random.nextInt(4));
        json.withLimits(new JsonLimits(8 << 20, 4 << 20, 16, 256 << 10, morselBytes, 64 << 20));
        Outcome expected = scan(
                wide,
                description,
                options(declared, StandardCharsets.UTF_16LE, policy, sampleRows),
                columns,
                batchRows);
        assertThat(scan(file, description, options, columns, batchRows))
                .as("seed %d: %s", seed, text.length() > 300 ? "" : text)
                .isEqualTo(expected);
        return true;
    }

    static IntStream seeds() {
        return IntStream.range(0, 20);
    }

    /** Each seed stands for fifty files. */
    @ParameterizedTest
    @MethodSource("seeds")
    void objectsAreReadInBlocksAsTheyAreReadATokenAtATime(int seed) {
        int compared = 0;
        for (int i = 0; i < 50; i++) {
            compared += isSame(50 * seed + i) ? 1 : 0;
        }
        assertThat(compared).isGreaterThan(25);
    }

    static IntStream manySeeds() {
        return new Random().ints(2000);
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("manySeeds")
    void textOfSeedsThatDifferEachTime(int seed) {
        isSame(seed);
    }
}
