package io.gpuquery.calcite.rel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.rel.OperatorComparison.Outcome;
import io.gpuquery.calcite.testing.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The benchmark's statements of a dashboard, over a little of the same data. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardTest {
    private static final Path BENCHMARK = Path.of("..", "benchmarks", "src", "main", "resources");
    private static final int ROWS = 5_000;

    private Connection connection;
    private Connection duckDb;

    @BeforeAll
    void open(@TempDir Path directory) throws IOException, SQLException {
        duckDb = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = duckDb.createStatement()) {
            String events = Files.readString(BENCHMARK.resolve("events.sql"));
            // Few customers, so that the one who is asked for is among them.
            statement.execute(events.replace("${rows}", Integer.toString(ROWS)));
            statement.execute("update events set customer_id = 4711 where customer_id % 1000 = 711");
            // Several row groups and pages.
            statement.execute("copy events to '" + directory.resolve("events.parquet")
                    + "' (format parquet, row_group_size 2048)");
        }
        connection = DriverManager.getConnection("jdbc:gpuquery:directory='" + directory + "'");
    }

    @AfterAll
    void close() throws SQLException {
        connection.close();
        duckDb.close();
    }

    static List<String> statements() throws IOException {
        try (Stream<String> lines = Files.lines(BENCHMARK.resolve("dashboard.sql"))) {
            List<String> statements =
                    lines.filter(line -> !line.startsWith("--")).toList();
            assertThat(statements).hasSize(20);
            return statements;
        }
    }

    @ParameterizedTest
    @MethodSource("statements")
    void isAllDoneByOurOperatorsWithoutCalcitesCodeInThem(String sql) throws SQLException {
        OperatorComparison.assertAllOurs(connection, sql);
        assertThat(Rows.plan(connection, sql)).contains("DeviceScan").doesNotContain("fallbacks");
    }

    @ParameterizedTest
    @MethodSource("statements")
    void givesTheRowsThatCalciteAndDuckDbGive(String sql) throws SQLException {
        OperatorComparison.assertSameOrderedRows(connection, sql);
        Outcome ours = OperatorComparison.outcome(connection, sql, ExecutionSettings.USUAL);
        try (Statement statement = duckDb.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            Outcome expected = new Outcome(DuckDbRows.of(results), null);
            assertThat(Objects.requireNonNull(expected.rows()).rows()).isNotEmpty();
            OperatorComparison.assertSame(
                    new Outcome(DuckDbRows.of(ours), null), expected, sql + " against DuckDB", true);
        }
    }
}
