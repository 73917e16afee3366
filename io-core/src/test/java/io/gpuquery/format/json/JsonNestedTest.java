package io.gpuquery.format.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gpuquery.error.DataException;
import io.gpuquery.format.json.JsonFixture.Read;
import io.gpuquery.scan.Flavor;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import io.gpuquery.scan.TextSyntax;
import io.gpuquery.scan.ValueNotation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nested values with types of their own. */
class JsonNestedTest {
    @TempDir
    private Path directory;

    private JsonFixture json;

    @BeforeEach
    void open() {
        json = new JsonFixture(directory);
    }

    @AfterEach
    void close() {
        json.close();
    }

    private static ReadOptions options(int sampleRows, ErrorPolicy policy, boolean strict) {
        return JsonFixture.options(List.of(), null, policy, strict, false, sampleRows)
                .with(TextSyntax.DEFAULT, ValueNotation.DEFAULT, Flavor.GPU_QUERY);
    }

    private Read read(String text) {
        return json.read(text, ReadOptions.DEFAULT);
    }

    private static String typeOf(Read read) {
        return read.description().schema().column(0).type().toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1, 2] [] [null]                    | BIGINT ARRAY",
                "[1, 2.5]                            | DOUBLE ARRAY",
                "[]                                  | VARCHAR ARRAY",
                "[1, \"a\"] [true]                   | VARCHAR ARRAY",
                "[[1], []] [[]]                      | BIGINT ARRAY ARRAY",
                "[{\"x\": 1}, {\"y\": \"t\"}]          | ROW(x BIGINT, y VARCHAR) ARRAY",
                "{\"a\": \"2024-01-01\"} {\"b\": null} | ROW(a DATE, b VARCHAR)",
                "{\"a\": {\"b\": {\"c\": [1]}}}        | ROW(a ROW(b ROW(c BIGINT ARRAY)))",
                "{\"a\": 1} [1]                      | VARCHAR",
                "{\"a\": 1} 5                        | VARCHAR",
                "{}                                  | VARCHAR",
                "{\"a\": 1, \"A\": 2}                | VARCHAR",
                "{\"a\": 1} {\"a\": [1]}              | ROW(a VARCHAR)"
            })
    void typesComeFromWhatAgrees(String values, String type) {
        String text = Arrays.stream(values.strip().split("(?<=[]}0-9]) (?=[\\[{0-9])"))
                .map(value -> "{\"c\": " + value + "}\n")
                .collect(Collectors.joining());
        assertThat(typeOf(read(text))).isEqualTo(type.strip());
    }

    @Test
    void objectsWhoseKeysAreDataAreMaps() {
        String manyKeys = IntStream.range(0, 201)
                .mapToObj(i -> "\"k" + i + "\": " + i)
                .collect(Collectors.joining(", ", "{\"c\": {", "}}"));
        assertThat(typeOf(read(manyKeys))).isEqualTo("MAP<VARCHAR, BIGINT>");
        String rareKeys = IntStream.range(0, 20)
                .mapToObj(i -> "{\"c\": {\"k" + i + "\": " + i + ".5}}\n")
                .collect(Collectors.joining());
        Read read = read(rareKeys);
        assertThat(typeOf(read)).isEqualTo("MAP<VARCHAR, DOUBLE>");
        assertThat(read.column(0)).first().isEqualTo(Map.of("k0", 0.5));
        String ten = IntStream.range(0, 10)
                .mapToObj(i -> "{\"c\": {\"k" + i + "\": " + i + "}}\n")
                .collect(Collectors.joining());
        assertThat(typeOf(read(ten))).startsWith("ROW(k0 BIGINT, k1 BIGINT");
    }

    @Test
    void whatIsDeeperThanTypesGoIsText() {
        String deep = "{\"c\": " + "[".repeat(25) + "1" + "]".repeat(25) + "}";
        Read read = read(deep);
        assertThat(typeOf(read)).isEqualTo("VARCHAR" + " ARRAY".repeat(20));
        Object value = read.column(0).get(0);
        for (int level = 0; level < 20; level++) {
            value = ((List<?>) value).get(0);
        }
        assertThat(value).isEqualTo("[".repeat(5) + "1" + "]".repeat(5));
    }

    @Test
    void valuesArePutTogetherAndTextsKept() {
        Read read = read("""
                {"c": {"t": "x", "any": [1, "2"], "m": {"deep": [1]}}}
                {"c": {"any": {"z": [null]}, "t": null}}
                {"c": null}
                {}
                {"c": {"t": "\\u00e9\\n", "t": "last", "any": [], "m": {}}}
                """);
        assertThat(typeOf(read)).isEqualTo("ROW(t VARCHAR, any VARCHAR, m ROW(deep BIGINT ARRAY))");
        assertThat(read.column(0))
                .containsExactly(
                        Arrays.asList("x", "[1,\"2\"]", List.of(List.of(1L))),
                        Arrays.asList(null, "{\"z\":[null]}", null),
                        null,
                        null,
                        Arrays.asList("last", "[]", Arrays.asList((Object) null)));
        assertThat(read.counters().fieldsIgnored.sum()).isEqualTo(1);
    }

    @Test
    void aLaterMisfitNamesLineWayAndOption() {
        json.withLimits(JsonFixture.SMALL);
        String healthy = "{\"c\": {\"a\": [1]}}\n";
        Path file = json.write(
                healthy.repeat(700) + "{\"c\": {\"a\": [1, \"two\"]}}\n{\"c\": [3]}\n" + healthy.repeat(300));
        ReadOptions few = options(4, ErrorPolicy.FAIL, false);
        DataException e = catchThrowableOfType(DataException.class, () -> json.read(file, few));
        assertThat(e.problem()).isEqualTo("\"two\" is no BIGINT");
        assertThat(e.location().line()).isEqualTo(701);
        assertThat(e.location().column()).isEqualTo("c.a[]");
        assertThat(e.hint()).contains("\"nested\": \"json\"").contains("sampleRows");

        Read nulled = json.read(file, options(4, ErrorPolicy.NULL, false));
        assertThat(nulled.column(0)).hasSize(1002);
        assertThat(nulled.column(0).subList(699, 703))
                .containsExactly(List.of(List.of(1L)), null, null, List.of(List.of(1L)));
        Read skipped = json.read(file, options(4, ErrorPolicy.SKIP, false));
        assertThat(skipped.column(0)).hasSize(1000);
    }

    @Test
    void keysThatNoSampleHadAreLeftOutUnlessStrict() {
        json.withLimits(JsonFixture.SMALL);
        String usual = "{\"c\": {\"a\": 1}}\n";
        Path file = json.write(usual.repeat(700) + "{\"c\": {\"b\": 1}}\n" + usual.repeat(300));
        Read read = json.read(file, options(4, ErrorPolicy.FAIL, false));
        assertThat(read.column(0).get(700)).isEqualTo(Arrays.asList((Object) null));
        assertThat(read.counters().fieldsIgnored.sum()).isEqualTo(1);

        ReadOptions strict = options(4, ErrorPolicy.FAIL, true);
        DataException e = catchThrowableOfType(DataException.class, () -> json.read(file, strict));
        assertThat(e.problem()).isEqualTo("A nested object that ends here has a key twice, or one that is no field");
        assertThat(e.location().line()).isEqualTo(701);
    }

    @Test
    void halfOfASurrogatePairIsAMisfit() {
        Path file = json.write("{\"c\": [\"\\ud800\"]}");
        DataException e = catchThrowableOfType(DataException.class, () -> json.read(file, ReadOptions.DEFAULT));
        assertThat(e.problem()).startsWith("The text has half of a surrogate pair");
        Path key = json.write(IntStream.range(0, 300)
                .mapToObj(i -> "{\"c\": {\"k" + i + "\\udc00\": 1}}\n")
                .collect(Collectors.joining()));
        assertThat(catchThrowableOfType(DataException.class, () -> json.read(key, ReadOptions.DEFAULT))
                        .problem())
                .startsWith("The text is no JSON");
    }

    /** Random values of a random type, written as text and expected back. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void randomNestedValuesComeBack(int seed) {
        Random random = new Random(seed);
        Shape shape = Shape.of(random, 4);
        StringBuilder text = new StringBuilder();
        List<@Nullable Object> expected = new ArrayList<>();
        // A first value with all there is, so that the type is the whole one.
        for (int row = 0; row < 60; row++) {
            Object value = row > 0 && random.nextInt(5) == 0 ? null : shape.value(random, row == 0);
            expected.add(value);
            text.append("{\"c\": ");
            shape.write(value, text);
            text.append("}\n");
        }
        Read read = read(text.toString());
        assertThat(typeOf(read)).isEqualTo(shape.type());
        assertThat(read.column(0)).isEqualTo(expected);
    }

    private record Shape(char kind, List<Shape> parts) {
        static Shape of(Random random, int depth) {
            char kind = depth == 0 ? "ntb".charAt(random.nextInt(3)) : "[{".charAt(random.nextInt(2));
            List<Shape> parts = new ArrayList<>();
            int count = kind == '[' ? 1 : kind == '{' ? 1 + random.nextInt(3) : 0;
            for (int i = 0; i < count; i++) {
                parts.add(of(random, random.nextInt(depth)));
            }
            return new Shape(kind, parts);
        }

        String type() {
            return switch (kind) {
                case 'n' -> "BIGINT";
                case 't' -> "VARCHAR";
                case 'b' -> "BOOLEAN";
                case '[' -> parts.get(0).type() + " ARRAY";
                default ->
                    IntStream.range(0, parts.size())
                            .mapToObj(i -> "k" + i + " " + parts.get(i).type())
                            .collect(Collectors.joining(", ", "ROW(", ")"));
            };
        }

        @Nullable
        Object value(Random random, boolean whole) {
            if (!whole && random.nextInt(5) == 0) {
                return null;
            }
            return switch (kind) {
                case 'n' -> random.nextLong();
                case 't' -> "t\"\u00e9\n" + random.nextInt(100);
                case 'b' -> random.nextBoolean();
                case '[' -> {
                    List<@Nullable Object> elements = new ArrayList<>();
                    for (int i = whole ? 2 : random.nextInt(4); i > 0; i--) {
                        elements.add(parts.get(0).value(random, whole));
                    }
                    yield elements;
                }
                default -> {
                    List<@Nullable Object> fields = new ArrayList<>();
                    parts.forEach(part -> fields.add(part.value(random, whole)));
                    yield fields;
                }
            };
        }

        void write(@Nullable Object value, StringBuilder text) {
            if (value == null) {
                text.append("null");
            } else if (kind == 't') {
                text.append('"')
                        .append(((String) value).replace("\"", "\\\"").replace("\n", "\\n"))
                        .append('"');
            } else if (kind == '[') {
                List<?> elements = (List<?>) value;
                text.append('[');
                for (int i = 0; i < elements.size(); i++) {
                    text.append(i == 0 ? "" : " , ");
                    parts.get(0).write(elements.get(i), text);
                }
                text.append(']');
            } else if (kind == '{') {
                List<?> fields = (List<?>) value;
                text.append('{');
                String separator = "";
                for (int i = 0; i < fields.size(); i++) {
                    text.append(separator).append("\"k").append(i).append("\": ");
                    parts.get(i).write(fields.get(i), text);
                    separator = ",";
                }
                text.append('}');
            } else {
                text.append(value);
            }
        }
    }
}
