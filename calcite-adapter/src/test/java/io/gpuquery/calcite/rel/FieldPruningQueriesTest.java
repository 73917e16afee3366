package io.gpuquery.calcite.rel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions on fields of rows leave out row groups of a Parquet file, and the answers are those of DuckDB. */
class FieldPruningQueriesTest {
    @TempDir
    private static Path folder;

    private static Connection ours;
    private static Connection duckDb;

    @BeforeAll
    static void open() throws SQLException {
        duckDb = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = duckDb.createStatement()) {
            statement.execute(
                    "CREATE TABLE n AS SELECT i AS id, CASE WHEN i % 5 = 0 THEN NULL ELSE {'a': i, 'b': 'text ' || i,"
                            + " 'd': DATE '2020-01-01' + i::INTEGER, 'f': i < 100, 'in': {'v': i / 4},"
                            + " 'x': CASE WHEN i < 4096 THEN NULL ELSE i END} END AS s FROM range(20480) AS t(i)");
            statement.execute("COPY n TO '" + folder.resolve("n.parquet") + "' (FORMAT parquet, ROW_GROUP_SIZE 2048)");
        }
        ours = DriverManager.getConnection("jdbc:gpuquery:directory=" + folder);
    }

    @AfterAll
    static void close() throws SQLException {
        ours.close();
        duckDb.close();
    }

    private static List<String> rows(Connection connection, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1) + "|" + result.getString(2));
            }
        }
        return rows;
    }

    private static long skipped(String sql) throws SQLException {
        try (Statement statement = ours.createStatement()) {
            statement.executeQuery(sql).close();
        }
        return Long.parseLong(rows(
                        ours,
                        "select blocks_skipped, started from sys.\"queries\" where statement = '"
                                + sql.replace("'", "''") + "' order by started desc limit 1")
                .get(0)
                .replaceAll("\\|.*", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*), sum(id) from n where n.s.a = 5001",
                "select count(*), sum(id) from n where n.s.a > 20000 and n.s.b like 'text%'",
                "select count(*), sum(id) from n where n.s.a between 100 and 200 or n.s.a in (7001, 7002)",
                "select count(*), sum(id) from n where not (n.s.a > 300)",
                "select count(*), sum(id) from n where n.s.d >= date '2075-06-01'",
                "select count(*), sum(id) from n where n.s.x is not null and n.s.x < 5000",
                "select count(*), sum(id) from n where n.s.f",
                "select count(*), sum(id) from n where n.s.f is true or n.s.a = 20001",
                "select count(*), sum(id) from n where n.s.b like 'text 999%' and id > 9000",
                "select count(*), sum(n.s.a) from n where n.s.a < 10 and n.s.a * 2 < 7"
            })
    void rowGroupsAreLeftOut(String sql) throws SQLException {
        assertThat(rows(ours, sql)).isEqualTo(rows(duckDb, sql.replace("n.s.", "s.")));
        assertThat(skipped(sql)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*), sum(id) from n where n.s.a is null",
                "select count(*), sum(id) from n where n.s.x is null",
                "select count(*), sum(id) from n where n.s.f is not true",
                "select count(*), sum(id) from n where not n.s.f",
                "select count(*), sum(id) from n where n.s.a is distinct from 7",
                "select count(*), sum(id) from n where n.s.a = id",
                "select count(*), sum(id) from n where n.s.a + 1 > n.s.x",
                "select count(s), count(*) from n where n.s.a <> 3 or n.s.b = 'text 4' or n.s.a is null",
                "select count(*), min(n.s.a) from n where n.s.\"in\".v > 5000 or id < 3"
            })
    void noRowIsLost(String sql) throws SQLException {
        assertThat(rows(ours, sql))
                .isEqualTo(rows(duckDb, sql.replace("n.s.", "s.").replace("\"in\"", "in")));
    }

    @Test
    void thePlanNamesTheField() throws SQLException {
        try (Statement statement = ours.createStatement();
                ResultSet plan = statement.executeQuery(
                        "explain plan for select id from n where n.s.a > 5 and n.s.b is not null and n.s.\"in\".v < 3")) {
            assertThat(plan.next()).isTrue();
            assertThat(plan.getString(1)).contains("s.a > 5", "s.b IS NOT NULL", "s.in.v < ");
        }
    }
}
