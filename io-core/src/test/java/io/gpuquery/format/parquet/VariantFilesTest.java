package io.gpuquery.format.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gpuquery.column.ColumnType;
import io.gpuquery.memory.LiveResources;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.variant.Variant;
import org.apache.parquet.variant.VariantBuilder;
import org.apache.parquet.variant.VariantJsonParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** VARIANT columns as parquet-java and DuckDB write them, shredded and not, are texts of JSON. */
class VariantFilesTest {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "required binary value;",
                "optional binary value; optional int64 typed_value;",
                "optional binary value; optional binary typed_value (STRING);",
                "optional binary value; optional group typed_value (LIST) { repeated group list { required group element {"
                        + " optional binary value; optional binary typed_value (STRING); } } }",
                "optional binary value; optional group typed_value {"
                        + " required group b { optional binary value; optional int32 typed_value (INTEGER(8,true)); }"
                        + " required group B { optional binary value; optional binary typed_value (STRING); }"
                        + " required group é { optional binary value; }"
                        + " required group d { optional binary value; optional group typed_value {"
                        + "  required group a { optional binary value; optional boolean typed_value; }"
                        + "  required group b { optional binary value; optional group typed_value (LIST) {"
                        + "   repeated group list { required group element { optional binary value; optional double typed_value; } } } } } } }"
            })
    void randomValuesComeBack(String parts) throws IOException {
        Random random = new Random(7);
        List<@Nullable Variant> variants = new ArrayList<>();
        List<@Nullable JsonNode> expected = new ArrayList<>();
        for (int row = 0; row < 500; row++) {
            JsonNode value = random.nextInt(10) == 0 ? null : randomJson(random, 4);
            expected.add(value == null ? null : normal(value));
            variants.add(value == null ? null : VariantJsonParser.parseJson(value.toString()));
        }

        Path file = VariantWriting.write(folder.resolve("variants.parquet"), parts, variants);

        for (int batchRows : new int[] {1024, 7}) {
            assertThat(trees(file, batchRows)).isEqualTo(expected);
        }
    }

    private static JsonNode randomJson(Random random, int depth) {
        JsonNodeFactory nodes = JSON.getNodeFactory();
        return switch (random.nextInt(depth == 0 ? 7 : 11)) {
            case 0 -> nodes.nullNode();
            case 1 -> nodes.booleanNode(random.nextBoolean());
            case 2 -> nodes.numberNode(random.nextInt(256) - 128);
            case 3 -> nodes.numberNode(random.nextLong() >> random.nextInt(60));
            case 4 -> nodes.numberNode(BigDecimal.valueOf(random.nextInt(), random.nextInt(6)));
            case 5 -> nodes.textNode("\"\\/\n\u0001 é\uD83D\uDE00".substring(0, random.nextInt(7)));
            case 6 -> nodes.textNode("text ".repeat(random.nextInt(20)));
            case 7 -> {
                ArrayNode array = nodes.arrayNode();
                for (int i = random.nextInt(5); i > 0; i--) {
                    array.add(randomJson(random, depth - 1));
                }
                yield array;
            }
            default -> {
                ObjectNode object = nodes.objectNode();
                for (String name : List.of("a", "b", "B", "c", "d", "é", "z z")) {
                    if (random.nextBoolean()) {
                        object.set(name, randomJson(random, depth - 1));
                    }
                }
                yield object;
            }
        };
    }

    /** Numbers by value, fields by name. */
    private static JsonNode normal(JsonNode node) {
        if (node.isNumber()) {
            return JSON.getNodeFactory().numberNode(new BigDecimal(node.asText()).stripTrailingZeros());
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JSON.createArrayNode();
            array.forEach(element -> copy.add(normal(element)));
            return copy;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JSON.createObjectNode();
            object.properties().forEach(field -> copy.set(field.getKey(), normal(field.getValue())));
            return copy;
        }
        return node;
    }

    private static List<@Nullable JsonNode> trees(Path file, int batchRows) throws JsonProcessingException {
        List<@Nullable JsonNode> trees = new ArrayList<>();
        for (String text : texts(file, batchRows)) {
            trees.add(text == null ? null : normal(JSON.readTree(text)));
        }
        return trees;
    }

    /** The texts of the last column. */
    private static List<@Nullable String> texts(Path file, int batchRows) {
        try (ParquetTable table = ParquetTable.open(file)) {
            assertThat(table.footer().leftOut()).isEmpty();
            int column = table.schema().columnCount() - 1;
            assertThat(table.schema().column(column).type()).isEqualTo(ColumnType.VARCHAR);
            List<List<@Nullable Object>> rows = new ArrayList<>();
            table.scan(List.of(column), List.of(), batchRows, batch -> ParquetTable.addRows(batch, rows));
            return rows.stream().map(row -> (String) row.get(0)).toList();
        }
    }

    private static Variant built(Consumer<VariantBuilder> value) {
        VariantBuilder builder = new VariantBuilder();
        value.accept(builder);
        return builder.build();
    }

    @Test
    void everyTypeHasItsJson() throws IOException {
        UUID uuid = UUID.fromString("f24f9b64-81fa-49d1-b74e-8c09a6e31c56");
        List<Variant> values = List.of(
                built(VariantBuilder::appendNull),
                built(value -> value.appendBoolean(true)),
                built(value -> value.appendByte((byte) -1)),
                built(value -> value.appendShort(Short.MIN_VALUE)),
                built(value -> value.appendInt(Integer.MIN_VALUE)),
                built(value -> value.appendLong(Long.MIN_VALUE)),
                built(value -> value.appendFloat(14.2f)),
                built(value -> value.appendDouble(-1e300)),
                built(value -> value.appendDouble(Double.NaN)),
                built(value -> value.appendDecimal(new BigDecimal("34.00"))),
                built(value -> value.appendDecimal(new BigDecimal("-123456789012.345"))),
                built(value -> value.appendDecimal(new BigDecimal("-12345678901234567890123456789.012345678"))),
                built(value -> value.appendDate(-1)),
                built(value -> value.appendTime(81_068_123_456L)),
                built(value -> value.appendTimestampTz(1_510_871_468_123_456L)),
                built(value -> value.appendTimestampNtz(-1)),
                built(value -> value.appendTimestampNanosTz(1_510_871_468_123_456_789L)),
                built(value -> value.appendTimestampNanosNtz(0)),
                built(value -> value.appendBinary(ByteBuffer.wrap(new byte[] {0, (byte) 0xff, 3}))),
                built(value -> value.appendUUID(uuid)),
                built(value -> value.appendString(
                        "a \"quoted\" \u0000 long text, beyond the sixty-three bytes of a short one")));
        List<String> expected = List.of(
                "null",
                "true",
                "-1",
                "-32768",
                "-2147483648",
                "-9223372036854775808",
                "14.2",
                "-1.0E300",
                "\"NaN\"",
                "34.00",
                "-123456789012.345",
                "-12345678901234567890123456789.012345678",
                "\"1969-12-31\"",
                "\"22:31:08.123456\"",
                "\"2017-11-16T22:31:08.123456+00:00\"",
                "\"1969-12-31T23:59:59.999999\"",
                "\"2017-11-16T22:31:08.123456789+00:00\"",
                "\"1970-01-01T00:00:00.000000000\"",
                "\"AP8D\"",
                "\"" + uuid + "\"",
                "\"a \\\"quoted\\\" \\u0000 long text, beyond the sixty-three bytes of a short one\"");

        assertThat(texts(VariantWriting.write(folder.resolve("plain.parquet"), "required binary value;", values), 1024))
                .isEqualTo(expected);

        List<String> types = List.of(
                "boolean typed_value",
                "int32 typed_value (INTEGER(8,true))",
                "int32 typed_value (INTEGER(16,true))",
                "int32 typed_value",
                "int64 typed_value",
                "float typed_value",
                "double typed_value",
                "int32 typed_value (DECIMAL(9,2))",
                "int64 typed_value (DECIMAL(18,3))",
                "fixed_len_byte_array(16) typed_value (DECIMAL(38,9))",
                "int32 typed_value (DATE)",
                "int64 typed_value (TIME(MICROS,false))",
                "int64 typed_value (TIMESTAMP(MICROS,true))",
                "int64 typed_value (TIMESTAMP(MICROS,false))",
                "int64 typed_value (TIMESTAMP(NANOS,true))",
                "int64 typed_value (TIMESTAMP(NANOS,false))",
                "binary typed_value",
                "fixed_len_byte_array(16) typed_value (UUID)",
                "binary typed_value (STRING)");
        for (String type : types) {
            String parts = "optional binary value; optional " + type + ";";
            Path file = VariantWriting.write(folder.resolve("typed" + types.indexOf(type) + ".parquet"), parts, values);
            assertThat(texts(file, 1024)).as(type).isEqualTo(expected);
        }
    }

    @Test
    void valuesThatDuckDbWroteAreWhatItReads() throws SQLException, IOException {
        Path file = DuckDbRows.write(
                folder.resolve("duckdb.parquet"),
                "SELECT i, CASE WHEN i % 7 = 0 THEN NULL WHEN i % 5 = 0 THEN ('text ' || i)::VARIANT"
                        + " ELSE {'a': i, 'b': ['x' || i, NULL], 'c': {'d': i / 3, 'e': DATE '2020-01-01' + i::INTEGER,"
                        + " 'f': (i / 7)::DECIMAL(9, 3)}, 'g': [[i], []]}::VARIANT END AS v FROM range(1000) AS r(i)",
                "ROW_GROUP_SIZE 2048");

        List<@Nullable JsonNode> expected = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT v::JSON FROM '" + file + "'")) {
            while (result.next()) {
                String text = result.getString(1);
                expected.add(text == null ? null : normal(JSON.readTree(text)));
            }
        }
        assertThat(trees(file, 1024)).isEqualTo(expected);
    }

    @Test
    void variantsInListsAndGroupsComeBack() throws IOException {
        String schema = "message m { optional group l (LIST) { repeated group list { optional group element {"
                + " required int32 i; optional group v (VARIANT(1)) { required binary value; required binary metadata; } } } } }";
        Variant variant = VariantJsonParser.parseJson("{\"a\": [1]}");
        Path file = folder.resolve("lists.parquet");
        ParquetWriting.write(file, schema, options -> options, (writer, rows) -> {
            for (int row = 0; row < 10; row++) {
                Group group = rows.newGroup();
                Group list = row % 3 == 0 ? null : group.addGroup("l");
                for (int i = 1; list != null && i < row; i++) {
                    Group element = list.addGroup("list").addGroup("element").append("i", i);
                    if (i % 2 == 0) {
                        element.addGroup("v")
                                .append("value", Binary.fromConstantByteBuffer(variant.getValueBuffer()))
                                .append("metadata", Binary.fromConstantByteBuffer(variant.getMetadataBuffer()));
                    }
                }
                writer.write(group);
            }
        });

        List<List<@Nullable Object>> expected = new ArrayList<>();
        for (int row = 0; row < 10; row++) {
            List<Object> list = new ArrayList<>();
            for (long i = 1; i < row; i++) {
                list.add(Arrays.asList(i, i % 2 == 0 ? "{\"a\":[1]}" : null));
            }
            expected.add(Arrays.asList(row % 3 == 0 ? null : list));
        }
        try (ParquetTable table = ParquetTable.open(file)) {
            assertThat(table.schema().column(0).type().toString()).isEqualTo("ROW(i INTEGER, v VARCHAR) ARRAY");
            table.assertRows(3, expected);
        }
    }
}
