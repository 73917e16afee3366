package io.gpuquery.calcite.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts, least and greatest values from what files and memory know, compared with DuckDB, which reads the rows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KnownAnswersTest {
    private static final int ROWS = 50_000;

    private Path folder;
    private Connection ours;
    private Connection theirs;

    @BeforeAll
    void write(@TempDir Path directory) throws Exception {
        folder = directory;
        theirs = DriverManager.getConnection("jdbc:duckdb:");
        execute(
                "CREATE TABLE t AS SELECT i::INTEGER AS id, i % 7 AS small, CASE WHEN i % 3 = 0 THEN i * 11 END AS part,"
                        + " CASE WHEN i >= 30000 THEN i END AS late, NULL::INTEGER AS nothing,"
                        + " (i - 25000) / 8.0::DOUBLE AS d, CASE WHEN i % 1000 = 5 THEN 'NaN'::DOUBLE ELSE sqrt(i) + 1 END AS nan,"
                        + " CASE WHEN i % 2 = 0 THEN 0.0::DOUBLE ELSE -0.0::DOUBLE END AS zero,"
                        + " 'text ' || (i * 7919 % 50000) AS s, (i * 13 % 9973)::DECIMAL(9, 2) / 4 AS price,"
                        + " DATE '2001-01-01' + (i // 10)::INTEGER AS since,"
                        + " TIMESTAMP '2001-01-01 00:00:00' + to_seconds(i) AS moment, i % 2 = 0 AS flag"
                        + " FROM range(" + ROWS + ") AS r(i)");
        execute("COPY t TO '" + folder + "/groups.parquet' (ROW_GROUP_SIZE 10240)");
        execute("COPY (SELECT * FROM t LIMIT 0) TO '" + folder + "/empty.parquet'");
        execute("COPY t TO '" + folder + "/lines.csv'");
        Files.createDirectories(folder.resolve("parts/kind=1"));
        Files.createDirectories(folder.resolve("parts/kind=2"));
        execute("COPY (SELECT * FROM t WHERE id < 20000) TO '" + folder
                + "/parts/kind=1/part-0.parquet' (ROW_GROUP_SIZE 10240)");
        execute("COPY (SELECT * FROM t WHERE id >= 20000) TO '" + folder
                + "/parts/kind=2/part-1.parquet' (ROW_GROUP_SIZE 10240)");
        execute("CREATE TABLE \"groups\" AS FROM t");
        execute("CREATE TABLE empty AS FROM t LIMIT 0");
        execute("CREATE TABLE lines AS FROM t");
        execute("CREATE TABLE parts AS SELECT *, CASE WHEN id < 20000 THEN 1 ELSE 2 END AS kind FROM t");
        LockSupport.parkNanos(250_000_000);
        ours = DriverManager.getConnection("jdbc:gpuquery:directory=" + folder);
    }

    @AfterAll
    void close() throws SQLException {
        ours.close();
        theirs.close();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = theirs.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> row(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            List<String> values = new ArrayList<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                Object value = rows.getObject(i);
                boolean plain = value instanceof Double || value instanceof Timestamp;
                values.add(plain ? value.toString() : rows.getString(i));
            }
            assertThat(rows.next()).isFalse();
            return values;
        }
    }

    /** How many rows the last statement did not read, since what was known of them was enough. */
    private long known() throws SQLException {
        return Long.parseLong(row(
                        ours,
                        "SELECT rows_known FROM sys.queries WHERE statement NOT LIKE '%sys.queries%'"
                                + " ORDER BY started DESC, duration_micros LIMIT 1")
                .get(0));
    }

    private void assertSame(String sql) throws SQLException {
        assertThat(row(ours, sql)).as(sql).isEqualTo(row(theirs, sql));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "count(*) |",
                "count(*), count(1), count(part), count(nothing), count(id) |",
                "min(id), max(id), min(part), max(late), min(price), max(price), min(since), max(since) |",
                "min(s), max(s), min(moment), max(moment), min(flag), max(flag), min(nothing) |",
                "min(d), max(id) |",
                "count(*) | where id >= 0",
                "count(*) | where id > 100000",
                "count(*), max(id) | where id between 10240 and 30719",
                "count(*), max(id) | where id between 15000 and 30719",
                "count(*) | where id >= 10240 or small < 7",
                "count(*) | where nothing is null and id is not null",
                "count(*) | where late is null",
                "count(*) | where s like 'text%'",
                "count(*) | where not (id < 40960)",
                "count(*), sum(id) |",
                "count(distinct small) |",
                "count(*), max(id) | where mod(id, 2) = 0",
                "max(nan) |",
                "max(zero) |",
                "min(zero) |",
            })
    void answersAreThoseOfTheRows(String calls, String condition) throws SQLException {
        String sql = "select " + calls + " from \"groups\" " + (condition == null ? "" : condition);
        if (calls.equals("max(nan)")) {
            assertThat(row(ours, sql)).containsExactly("NaN");
        } else if (calls.equals("min(zero)")) {
            assertThat(row(ours, sql)).containsExactly("-0.0");
        } else if (calls.equals("max(zero)")) {
            assertThat(row(ours, sql)).containsExactly("0.0");
        } else {
            assertSame(sql);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "groups | count(*), min(part), max(s) | | 50000",
                "groups | count(*), max(id) | where id between 15000 and 30719 | 10240",
                "groups | count(*) | where mod(id, 2) = 0 | 0",
                "groups | count(*) | where s like 'text 1%' | 0",
                "parts | count(*), min(id), max(d), count(nothing) | | 50000",
                "groups | max(nan) | | 0",
                "groups | min(zero) | | 0",
                "groups | max(id), count(distinct small) | | 0",
                "parts | count(*), min(id), min(d), count(nothing) | | 50000",
                "parts | count(*), min(id), max(kind), count(kind) | where kind = 2 | 30000",
                "parts | count(*), min(kind) | where kind = 1 and id >= 0 | 20000",
                "parts | count(*), min(kind) | where id >= 20000 | 30000",
                "empty | count(*), min(id), max(s) | | 0",
            })
    void whatIsKnownIsNotRead(String table, String calls, String condition, long known) throws SQLException {
        String sql = "select " + calls + " from \"" + table + "\" " + (condition == null ? "" : condition);
        try (Connection fresh = DriverManager.getConnection("jdbc:gpuquery:directory=" + folder)) {
            io.gpuquery.engine.ColumnStore.ofProcess().clear();
            assertThat(row(fresh, sql)).as(sql).isEqualTo(row(theirs, sql));
        }
        assertThat(known()).as(sql).isEqualTo(known);
    }

    /** Of text nothing is known before it was read; then blocks in memory tell. */
    @Test
    void blocksInMemoryTellToo() throws SQLException {
        io.gpuquery.engine.ColumnStore.ofProcess().clear();
        String sql = "select count(*), min(id), max(id), min(d), max(d), max(price), count(late) from lines";
        assertSame(sql);
        assertThat(known()).isZero();
        assertSame(sql);
        assertThat(known()).isEqualTo(ROWS);
        assertSame("select count(*), max(id) from lines where id >= 8192");
        assertThat(known()).isBetween(ROWS / 2L, ROWS - 1L);
        assertThat(row(ours, "select min(nan), max(nan) from lines")).containsExactly("1.0", "NaN");
        assertThat(row(ours, "select min(nan), max(nan) from lines")).containsExactly("1.0", "NaN");
    }

    /** In memory or not, with whatever condition. */
    @ParameterizedTest
    @ValueSource(strings = {"groups", "parts"})
    void randomConditions(String table) throws SQLException {
        Random random = new Random(17);
        for (int i = 0; i < 60; i++) {
            String condition = condition(random, 2);
            String column =
                    List.of("id", "part", "late", "d", "s", "price", "since").get(random.nextInt(7));
            assertSame("select count(*), count(" + column + "), min(" + column + "), max(" + column + ") from \""
                    + table + "\" where " + condition);
        }
    }

    private static String condition(Random random, int depth) {
        if (depth > 0 && random.nextBoolean()) {
            String left = condition(random, depth - 1);
            String right = condition(random, depth - 1);
            return switch (random.nextInt(3)) {
                case 0 -> "(" + left + " and " + right + ")";
                case 1 -> "(" + left + " or " + right + ")";
                default -> "not (" + left + ")";
            };
        }
        int number = random.nextInt(ROWS);
        return switch (random.nextInt(8)) {
            case 0 -> "id < " + number;
            case 1 -> "id >= " + random.nextInt(5) * 10240;
            case 2 -> "part is not null";
            case 3 -> "late is null";
            case 4 -> "d > " + (number - 25000) / 8;
            case 5 -> "id between " + number + " and " + (number + 20000);
            case 6 -> "nothing is null";
            default -> "since >= date '2005-05-05'";
        };
    }
}
