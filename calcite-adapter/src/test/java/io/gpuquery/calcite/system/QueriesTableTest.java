package io.gpuquery.calcite.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.exec.Receipt;
import io.gpuquery.calcite.history.QueryLog;
import io.gpuquery.calcite.testing.Leftovers;
import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.engine.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered of statements. */
class QueriesTableTest {
    private static final int ROWS = 50_000;

    @TempDir
    private Path directory;

    @BeforeEach
    void write() throws Exception {
        StringBuilder text = new StringBuilder("id,amount,note\n");
        for (int i = 0; i < ROWS; i++) {
            text.append(i)
                    .append(',')
                    .append(i % 100)
                    .append(".5,note ")
                    .append(i % 7)
                    .append('\n');
        }
        Files.writeString(directory.resolve("sales.csv"), text);
        settle();
    }

    /** What was just written may change once more within one tick of the clock, and is not kept in memory. */
    private static void settle() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(250);
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        Engine.dropIdle();
        Leftovers.awaitNone();
    }

    private Connection open(String options) throws SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:directory=" + directory + options);
    }

    /** Of the statements that contain a text, columns of the last one. */
    private static String last(Connection connection, String columns, String text) throws SQLException {
        List<String> rows = Rows.of(
                connection,
                "select " + columns + " from sys.queries where statement like '%" + text
                        + "%' and statement not like '%sys.queries%'");
        return rows.get(rows.size() - 1);
    }

    @Test
    void theReceiptOfEachStatementIsThere() throws SQLException {
        try (Connection connection = open("")) {
            Rows.of(connection, "select sum(id) from sales where amount > 50");
            assertThat(last(
                            connection,
                            "outcome, row_count, rows_scanned, columns_cold, columns_warm, device, fallbacks, error",
                            "sum(id)"))
                    .isEqualTo("finished,1," + ROWS + ",sales.id, sales.amount,null,cpu,null,null");
            assertThat(last(connection, "bytes_decoded > 500000, bytes_copied", "sum(id)"))
                    .isEqualTo("true,0");
            assertThat(last(
                            connection,
                            "duration_micros >= plan_micros + execute_micros - 2, plan_micros > 0, execute_micros > 0,"
                                    + " scan_micros > 0, started > timestamp '2024-01-01 00:00:00'",
                            "sum(id)"))
                    .isEqualTo("true,true,true,true,true");
        }
    }

    @Test
    void eachColumnIsColdOrWarmByItself() throws SQLException {
        try (Connection connection = open("")) {
            Rows.of(connection, "select max(id) from sales");
            assertThat(last(connection, "columns_cold, columns_warm", "max(id)"))
                    .isEqualTo("sales.id,null");
            Rows.of(connection, "select min(id), min(amount) from sales");
            assertThat(last(connection, "columns_cold, columns_warm", "min(amount)"))
                    .isEqualTo("sales.amount,sales.id");
            Rows.of(connection, "select max(id), max(amount) from sales");
            assertThat(last(connection, "columns_cold, columns_warm, bytes_decoded", "max(amount)"))
                    .isEqualTo("null,sales.id, sales.amount,0");
            Rows.of(connection, "select note, id from sales");
            assertThat(last(connection, "columns_cold, columns_warm, rows_scanned, row_count", "note, id"))
                    .isEqualTo("sales.note,sales.id," + ROWS + "," + ROWS);
        }
    }

    @Test
    void columnsThatNoExpressionLooksAtAreNotRead() throws SQLException {
        try (Connection connection = open("")) {
            Rows.of(connection, "select sum(id) from sales");
            assertThat(last(connection, "columns_cold, columns_warm", "sum(id)"))
                    .isEqualTo("sales.id,null");
            assertThat(Rows.of(connection, "select sum(id), sum(amount * 2) from sales"))
                    .containsExactly("1249975000,5000000.0");
            assertThat(last(connection, "columns_cold, columns_warm", "amount * 2"))
                    .isEqualTo("sales.amount,sales.id");
            assertThat(Rows.of(connection, "select count(*) from (select 1 from sales)"))
                    .containsExactly(ROWS + "");
        }
    }

    @Test
    void blocksThatWereLeftOutAreCounted() throws SQLException {
        try (Connection connection = open("")) {
            Rows.of(connection, "select max(id) from sales");
            Rows.of(connection, "select min(id) from sales where id < 100");
            assertThat(last(connection, "blocks_skipped >= 5, rows_scanned < 10000", "min(id)"))
                    .isEqualTo("true,true");
        }
    }

    @Test
    void blocksWithoutKeysThatAJoinLooksForAreLeftOut() throws SQLException {
        try (Connection connection = open("")) {
            Rows.of(connection, "select max(id) from sales");
            assertThat(Rows.of(
                            connection,
                            "select count(*) from sales as a join (select id from sales where id * 2 < 100) as b"
                                    + " on a.id = b.id"))
                    .containsExactly("50");
            assertThat(last(
                            connection,
                            "blocks_skipped >= 5, rows_scanned - " + ROWS + " between 50 and 10000",
                            "a.id = b.id"))
                    .isEqualTo("true,true");
        }
    }

    @Test
    void whatCalcitesCodeComputesIsNamed() throws SQLException {
        try (Connection connection = open("")) {
            Rows.of(connection, "select count(*) from sales where note similar to 'note (3|4)'");
            assertThat(last(connection, "fallbacks", "similar"))
                    .contains("SIMILAR")
                    .contains("note (3|4)");
        }
    }

    @Test
    void smallFilesAreReadFromACopy() throws Exception {
        Files.writeString(directory.resolve("small.csv"), "a\n1\n2\n");
        try (Connection connection = open("")) {
            Rows.of(connection, "select sum(a) from small");
            assertThat(last(connection, "bytes_copied", "sum(a)")).isEqualTo("6");
        }
    }

    @Test
    void theStatementThatAsksIsRunningItself() throws SQLException {
        try (Connection connection = open("")) {
            assertThat(Rows.of(connection, "select statement, outcome, row_count, duration_micros from sys.queries"))
                    .containsExactly(
                            "select statement, outcome, row_count, duration_micros from sys.queries,running,null,null");
        }
    }

    @Test
    void theOutcomeSaysHowItEnded() throws SQLException {
        try (Connection connection = open("")) {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select id from sales")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.next()).isTrue();
            }
            assertThat(last(connection, "outcome, row_count", "select id")).isEqualTo("closed,2");

            assertThatThrownBy(() -> Rows.of(connection, "select nothing from sales"))
                    .isInstanceOf(SQLException.class);
            assertThat(last(connection, "outcome, sql_state, row_count, rows_scanned", "nothing"))
                    .isEqualTo("failed,42703,0,null");
            assertThat(last(connection, "error", "nothing")).contains("nothing");

            assertThatThrownBy(() -> Rows.of(connection, "select 1 / (id - id) from sales"))
                    .isInstanceOf(SQLException.class);
            assertThat(last(connection, "outcome, sql_state", "id - id")).isEqualTo("failed,22012");

            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select amount from sales")) {
                assertThat(rows.next()).isTrue();
                statement.cancel();
                assertThatThrownBy(() -> {
                            while (rows.next()) {
                                assertThat(rows.getDouble(1)).isNotNegative();
                            }
                        })
                        .isInstanceOf(SQLException.class);
            }
            assertThat(last(connection, "outcome, sql_state", "select amount")).isEqualTo("cancelled,57014");

            try (Statement statement = connection.createStatement()) {
                statement.setQueryTimeout(1);
                assertThatThrownBy(() -> {
                            try (ResultSet rows = statement.executeQuery("select note from sales")) {
                                while (rows.next()) {
                                    TimeUnit.MILLISECONDS.sleep(1);
                                }
                            }
                        })
                        .isInstanceOf(SQLException.class);
            }
            assertThat(last(connection, "outcome, sql_state", "select note")).isEqualTo("timed out,HYT00");
        }
    }

    @Test
    void aStatementThatNobodyClosedAndNobodyHasIsAbandoned() throws Exception {
        try (Connection connection = open("")) {
            forget(connection);
            for (int i = 0; i < 50 && !last(connection, "outcome", "amount, id").equals("abandoned"); i++) {
                System.gc();
                TimeUnit.MILLISECONDS.sleep(40);
            }
            assertThat(last(connection, "outcome, row_count", "amount, id")).isEqualTo("abandoned,null");
        }
    }

    @SuppressWarnings("resource") // That is the case.
    private static void forget(Connection connection) throws SQLException {
        ResultSet rows = connection.createStatement().executeQuery("select amount, id from sales");
        assertThat(rows.next()).isTrue();
    }

    @Test
    void onlyTheLastOnesAreKeptAndTheirTextsAreCut() throws SQLException {
        try (Connection connection = open("")) {
            for (int i = 0; i < QueryLog.MOST_STATEMENTS + 20; i++) {
                Rows.of(connection, "select " + i + " as i from sales where id = 1");
            }
            Rows.of(connection, "select '" + "x".repeat(10_000) + "'");
            assertThat(Rows.of(connection, "select count(*), max(char_length(statement)) from sys.queries"))
                    .containsExactly(QueryLog.MOST_STATEMENTS + ",4000");
            assertThat(Rows.of(connection, "select count(*) from sys.queries where statement like 'select 5 as i%'"))
                    .containsExactly("0");
        }
    }

    @Test
    void literalsAreHiddenOnRequest() throws SQLException {
        try (Connection connection = open(";hideLiterals=true")) {
            Rows.of(
                    connection,
                    "select count(*) from sales /* Ann's */ where note = 'O''Hara' and id <> 12345 and note similar to 'no%'");
            assertThat(last(connection, "statement", "count"))
                    .isEqualTo("select count(*) from sales   where note = ? and id <> ? and note similar to ?");
            assertThat(last(connection, "fallbacks", "count"))
                    .contains("SIMILAR")
                    .doesNotContain("no%");
            assertThatThrownBy(() -> Rows.of(connection, "select cast('secret' as integer)"))
                    .hasMessageContaining("secret");
            assertThat(last(connection, "statement, outcome, error", "cast"))
                    .isEqualTo("select cast(? as integer),failed,null");
        }
    }

    @Test
    void aStatementWithOtherQuotesIsHiddenAsAWhole() throws SQLException {
        try (Connection connection = open(";hideLiterals=true;quoting=BACK_TICK")) {
            Rows.of(connection, "select count(*) from `sales` where note = 'x'");
            assertThat(Rows.of(connection, "select count(*), count(statement) from sys.queries"))
                    .containsExactly("2,0");
        }
    }

    @Test
    void connectionsOfADirectoryShareWhatIsRemembered() throws SQLException {
        try (Connection one = open("");
                Connection other = open("")) {
            try (PreparedStatement statement = one.prepareStatement("select max(id) from sales where amount > ?")) {
                statement.setDouble(1, 98);
                try (ResultSet rows = statement.executeQuery()) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.next()).isFalse();
                }
            }
            assertThat(last(other, "statement, outcome", "max(id)"))
                    .isEqualTo("select max(id) from sales where amount > ?,finished");
        }
        Engine.dropIdle();
        try (Connection later = open("")) {
            assertThat(Rows.of(later, "select count(*) from sys.queries")).containsExactly("1");
        }
    }

    @Test
    void aStatementOverTwoDirectoriesIsListedOnce(@TempDir Path other) throws Exception {
        Files.writeString(other.resolve("b.csv"), "id\n1\n");
        String model = "inline:{\"version\":\"1.0\",\"defaultSchema\":\"one\",\"schemas\":[" + schema("one", directory)
                + "," + schema("two", other) + "]}";
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:model=" + model)) {
            Rows.of(connection, "select count(*) from sales join two.b using (id)");
            assertThat(Rows.of(connection, "select count(*) from sys.queries where statement like '%join%using%'"))
                    .containsExactly("2");
            assertThat(
                            Rows.of(
                                    connection,
                                    "select outcome, columns_cold from two.sys.queries where statement like '%join%' and columns_cold is not null"))
                    .containsExactly("finished,b.id, sales.id");
        }
    }

    private static String schema(String name, Path directory) {
        return "{\"name\":\"" + name + "\",\"type\":\"custom\",\"factory\":"
                + "\"io.gpuquery.calcite.schema.DirectorySchemaFactory\",\"operand\":{\"directory\":\"" + directory
                + "\"}}";
    }

    @Test
    void aStatementUnwrapsToTheReceiptOfItsLastExecution() throws SQLException {
        try (Connection connection = open("");
                Statement statement = connection.createStatement()) {
            assertThat(statement.isWrapperFor(Receipt.class)).isTrue();
            assertThatThrownBy(() -> statement.unwrap(Receipt.class))
                    .isInstanceOf(SQLException.class)
                    .hasMessage("There is no receipt: the statement was not executed yet, or failed before it began.")
                    .extracting(thrown -> ((SQLException) thrown).getSQLState())
                    .isEqualTo("HY010");
            try (ResultSet rows = statement.executeQuery("select sum(id) from sales where amount > 1")) {
                assertThat(rows.next()).isTrue();
            }
            Receipt first = statement.unwrap(Receipt.class);
            assertThat(first.coldColumns()).containsExactlyInAnyOrder("sales.id", "sales.amount");
            assertThat(first.rowsScanned.sum()).isEqualTo(ROWS);
            assertThat(first.stageNanos()).containsKeys(Receipt.PLAN, Receipt.EXECUTE, Receipt.SCAN);
            try (ResultSet rows = statement.executeQuery("select max(id) from sales where id > 3")) {
                assertThat(rows.next()).isTrue();
            }
            Receipt second = statement.unwrap(Receipt.class);
            assertThat(second).isNotSameAs(first);
            assertThat(second.warmColumns()).containsExactly("sales.id");
            assertThat(second.coldColumns()).isEmpty();
            assertThat(second.bytesDecoded.sum()).isZero();
            assertThatThrownBy(() -> statement.executeQuery("select")).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> statement.unwrap(Receipt.class)).isInstanceOf(SQLException.class);
        }
    }
}
