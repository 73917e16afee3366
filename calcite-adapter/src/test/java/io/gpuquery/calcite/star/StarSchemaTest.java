package io.gpuquery.calcite.star;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.calcite.tpch.ResultComparison;
import io.gpuquery.calcite.tpch.ResultRows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Twenty statements over a star schema, with windows and grouping sets, give DuckDB's rows, and are all done by our operators. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StarSchemaTest {
    private static final List<String> TABLES =
            List.of("days", "stores", "products", "customers", "promotions", "sales", "refunds");
    private static final Map<String, String> FORMATS = Map.of("parquet", "", "csv", ";decimals=true");

    private final Map<String, Connection> connections = new java.util.TreeMap<>();
    private Connection duckDb;

    @BeforeAll
    void open(@TempDir Path root) throws IOException, SQLException {
        duckDb = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = duckDb.createStatement()) {
            statement.execute(text("tables"));
            for (Map.Entry<String, String> format : FORMATS.entrySet()) {
                Path directory = Files.createDirectories(root.resolve(format.getKey()));
                for (String table : TABLES) {
                    statement.execute(
                            "COPY " + table + " TO '" + directory.resolve(table + "." + format.getKey()) + "'");
                }
                connections.put(
                        format.getKey(),
                        DriverManager.getConnection("jdbc:gpuquery:directory=" + directory + format.getValue()));
            }
        }
    }

    @AfterAll
    void close() throws SQLException {
        for (Connection connection : connections.values()) {
            connection.close();
        }
        duckDb.close();
    }

    private static String text(String name) throws IOException {
        try (InputStream in = StarSchemaTest.class.getResourceAsStream("/star/" + name + ".sql")) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    static Stream<Arguments> statements() {
        List<Arguments> all = new ArrayList<>();
        for (String format : List.of("parquet", "csv")) {
            IntStream.rangeClosed(1, 20)
                    .forEach(number -> all.add(Arguments.of(format, String.format("s%02d", number))));
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("statements")
    void givesTheRowsThatDuckDbGives(String format, String name) throws IOException, SQLException {
        String sql = text(name);
        Connection connection = Objects.requireNonNull(connections.get(format));
        ResultRows ours = rows(connection, sql);
        ResultRows theirs = rows(duckDb, sql);
        assertThat(ours.rows()).isNotEmpty();
        if (sql.contains("\norder by ")) {
            ResultComparison.assertSameOrderedRows(ours, theirs);
        } else {
            ResultComparison.assertSameRows(ours, theirs);
        }
    }

    private static ResultRows rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            return ResultRows.of(results);
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("statements")
    void isAllDoneByOurOperatorsWithoutCalcitesCodeInThem(String format, String name) throws IOException, SQLException {
        String plan = Rows.plan(Objects.requireNonNull(connections.get(format)), text(name));
        assertThat(plan.lines()).allMatch(line -> line.isBlank() || line.strip().startsWith("Device"));
        assertThat(plan).doesNotContain("fallbacks");
    }
}
