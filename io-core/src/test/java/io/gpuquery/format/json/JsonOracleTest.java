package io.gpuquery.format.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.format.json.JsonFixture.Read;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random tables against Jackson's tree model and against DuckDB, which share nothing with this reader but the format. */
class JsonOracleTest {
    private static final ObjectMapper TREES = new ObjectMapper();

    private JsonFixture json;

    @BeforeEach
    void open(@TempDir Path directory) {
        json = new JsonFixture(directory);
    }

    @AfterEach
    void close() {
        json.close();
    }

    private static List<RandomJson.Kind> randomKinds(Random random) {
        List<RandomJson.Kind> all = List.of(RandomJson.Kind.values());
        List<RandomJson.Kind> kinds = new ArrayList<>();
        for (int i = 1 + random.nextInt(7); i > 0; i--) {
            kinds.add(all.get(random.nextInt(all.size())));
        }
        return kinds;
    }

    private static String file(List<String> objects, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> String.join("\n", objects) + "\n";
            case 1 -> "[" + String.join(random.nextBoolean() ? ",\n" : ",", objects) + "]";
            default -> String.join("\r\n", objects);
        };
    }

    @Test
    void rowsAreThoseOfJacksonsTrees() throws JsonProcessingException {
        Random random = new Random(23);
        for (int i = 0; i < 300; i++) {
            List<RandomJson.Kind> kinds = randomKinds(random);
            List<String> objects = new RandomJson(random, random.nextBoolean()).objects(kinds, 1 + random.nextInt(60));
            boolean hasKey = objects.stream().anyMatch(object -> object.contains("\""));
            if (!hasKey) {
                continue;
            }
            json.withLimits(random.nextBoolean() ? JsonLimits.DEFAULT : new JsonLimits(1 << 30, 0, 0, 0, 200, 1 << 20));
            Read read = json.read(file(objects, random));
            assertThat(read.rows()).hasSize(objects.size());
            for (int row = 0; row < objects.size(); row++) {
                JsonNode tree = TREES.readTree(objects.get(row));
                assertThat(read.shape().keys())
                        .containsAll(
                                tree.properties().stream().map(e -> e.getKey()).toList());
                for (int column = 0; column < read.shape().keys().size(); column++) {
                    JsonNode node = tree.get(read.shape().keys().get(column));
                    check(
                            read.description().schema().column(column).type(),
                            node,
                            read.rows().get(row).get(column));
                }
            }
        }
    }

    private static void check(ColumnType type, @Nullable JsonNode node, @Nullable Object value)
            throws JsonProcessingException {
        if (node == null || node.isNull()) {
            assertThat(value).isNull();
            return;
        }
        switch (type.kind()) {
            case BOOLEAN -> assertThat(value).isEqualTo(node.booleanValue());
            case BIGINT -> assertThat(value).isEqualTo(node.longValue());
            case DOUBLE -> assertThat(value).isEqualTo(node.doubleValue());
            case DECIMAL -> assertThat(value).isEqualTo(new BigDecimal(node.bigIntegerValue()));
            case DATE -> assertThat(value).isEqualTo(LocalDate.parse(node.textValue()));
            case TIMESTAMP -> assertThat(value).isEqualTo(LocalDateTime.parse(node.textValue()));
            case VARCHAR -> {
                if (node.isTextual()) {
                    assertThat(value).isEqualTo(node.textValue());
                } else {
                    assertThat(TREES.readTree(String.valueOf(value))).isEqualTo(node);
                }
            }
            case TINYINT, SMALLINT, INTEGER, REAL, TIME, TIMESTAMP_LTZ, VARBINARY, UUID, ARRAY, MAP, ROW ->
                throw new AssertionError("inferred " + type);
        }
    }

    @Test
    void rowsAreThoseOfDuckDb() throws SQLException, JsonProcessingException {
        Random random = new Random(29);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < 60; i++) {
                List<RandomJson.Kind> kinds = randomKinds(random);
                List<String> objects = new RandomJson(random, false).objects(kinds, 5 + random.nextInt(60));
                if (objects.stream().noneMatch(object -> object.contains("\""))) {
                    continue;
                }
                Path path = json.write(file(objects, random));
                Read read = json.read(path, JsonFixture.NESTED_AS_TEXT);
                compare(statement, path, read);
            }
        }
    }

    private static void compare(Statement statement, Path path, Read read)
            throws SQLException, JsonProcessingException {
        // DuckDB's column names differ in case at most: it is asked for each key by its path.
        List<String> values = new ArrayList<>();
        for (String key : read.shape().keys()) {
            values.add("json->'" + "$.\"" + key.replace("\\", "\\\\").replace("\"", "\\\"") + "\"'");
        }
        String sql = "select " + String.join(", ", values) + " from read_json_objects('" + path + "')";
        int row = 0;
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                for (int column = 0; column < values.size(); column++) {
                    String text = rows.getString(column + 1);
                    JsonNode node = text == null ? null : TREES.readTree(text);
                    check(
                            read.description().schema().column(column).type(),
                            node,
                            read.rows().get(row).get(column));
                }
                row++;
            }
        }
        assertThat(read.rows()).hasSize(row);
    }

    @Test
    void typesAndValuesOfDuckDbsOwnFilesAreRead() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "create table t as select i::bigint as i, i / 7 as d, i % 2 = 0 as b, 'é' || chr(10) || i as s,"
                            + " date '1969-12-30' + i::int as day, timestamp '2024-02-29 23:59:59.123456' + interval (i) hour as ts,"
                            + " case when i % 3 = 0 then null else {'x': [i, null]} end as n, i::hugeint * 1000000000000000000 * i as h"
                            + " from range(1000) r(i)");
            statement.execute("insert into t(d) values ('nan'), ('inf'), ('-inf'), ('-0.0')");
            for (String options : List.of("format json", "format json, array true")) {
                Path path = json.write("");
                statement.execute("copy t to '" + path + "' (" + options + ")");
                Read read = json.read(path, JsonFixture.NESTED_AS_TEXT);
                assertThat(read.schema())
                        .isEqualTo("i BIGINT, d DOUBLE, b BOOLEAN, s VARCHAR, day DATE, ts TIMESTAMP(6), n VARCHAR,"
                                + " h DECIMAL(38, 0)");
                int row = 0;
                try (ResultSet rows = statement.executeQuery("select * replace (n::json as n) from t")) {
                    while (rows.next()) {
                        List<@Nullable Object> actual = read.rows().get(row++);
                        assertThat(actual.subList(0, 4))
                                .isEqualTo(Stream.of(1, 2, 3, 4)
                                        .map(c -> get(rows, c))
                                        .toList());
                        assertThat(actual.get(4)).isEqualTo(rows.getObject(5, LocalDate.class));
                        assertThat(actual.get(5)).isEqualTo(rows.getObject(6, LocalDateTime.class));
                        assertThat(actual.get(6)).isEqualTo(rows.getString(7));
                        assertThat(actual.get(7))
                                .isEqualTo(rows.getString(8) == null ? null : new BigDecimal(rows.getString(8)));
                    }
                }
                assertThat(read.rows()).hasSize(row);
            }
        }
    }

    private static @Nullable Object get(ResultSet rows, int column) {
        try {
            return rows.getObject(column);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void declaredTypesHoldWhatDuckDbMakesOfThem() throws SQLException {
        Random random = new Random(31);
        List<String> objects =
                new RandomJson(random, false).objects(List.of(RandomJson.Kind.INTEGER, RandomJson.Kind.FRACTION), 500);
        Path path = json.write(String.join("\n", objects));
        Read read = json.read(
                path,
                JsonFixture.columns(
                        new ColumnDefinition(RandomJson.key(0), ColumnType.decimal(30, 4), true),
                        new ColumnDefinition(RandomJson.key(1), ColumnType.DOUBLE, true)));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select json->>'$.id0' , json->>'$.\"Naïve \\\"key\\\"1\"'"
                        + " from read_json_objects('" + path + "')")) {
            for (List<@Nullable Object> row : read.rows()) {
                assertThat(rows.next()).isTrue();
                String integer = rows.getString(1);
                String fraction = rows.getString(2);
                assertThat(row.get(0)).isEqualTo(integer == null ? null : new BigDecimal(integer).setScale(4));
                assertThat(row.get(1)).isEqualTo(fraction == null ? null : Double.valueOf(fraction));
            }
            assertThat(rows.next()).isFalse();
        }
    }
}
