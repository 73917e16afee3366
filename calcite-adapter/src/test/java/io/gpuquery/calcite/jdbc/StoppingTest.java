package io.gpuquery.calcite.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.testing.Leftovers;
import io.gpuquery.calcite.testing.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoppingTest {
    /** Reads the table once for each of its rows: minutes, if nobody stops it. */
    private static final String ENDLESS = "select count(*) from many a, many b, many c where a.n + b.n + c.n = -1";

    private static final Duration PROMPTLY = Duration.ofSeconds(5);

    @TempDir
    private Path directory;

    private Connection connection;

    @BeforeEach
    void connect() throws IOException, SQLException {
        StringBuilder text = new StringBuilder("n\n");
        for (int i = 0; i < 20_000; i++) {
            text.append(i).append('\n');
        }
        Files.writeString(directory.resolve("many.csv"), text);
        Files.writeString(directory.resolve("times.csv"), "at\n2024-01-01 00:00:00.123456\n2024-01-01 00:00:00.5\n");
        connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + directory);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        connection.close();
        Leftovers.awaitNone();
    }

    @Test
    void cancelEndsAnExecutionAndNoLaterOne() throws Exception {
        try (Statement statement = connection.createStatement()) {
            CompletableFuture<Void> canceller = cancelAfter(statement, 300);
            long start = System.nanoTime();
            assertThatThrownBy(() -> statement.executeQuery(ENDLESS))
                    .isInstanceOf(SQLException.class)
                    .hasMessage("The statement was cancelled.")
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("57014");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMPTLY);
            canceller.get();
            try (ResultSet results = statement.executeQuery("select max(n) from many")) {
                assertThat(Rows.of(results)).containsExactly("19999");
            }
        }
    }

    @Test
    void cancelEndsReadingOfAResult() throws Exception {
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery("select * from many")) {
            assertThat(results.next()).isTrue();
            statement.cancel();
            assertThatThrownBy(() -> {
                        while (results.next()) {
                            results.getInt(1);
                        }
                    })
                    .isInstanceOf(SQLException.class)
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("57014");
        }
    }

    @Test
    void aTimeOutEndsAnExecution() throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            long start = System.nanoTime();
            assertThatThrownBy(() -> statement.executeQuery(ENDLESS))
                    .isInstanceOf(SQLTimeoutException.class)
                    .hasMessage("The statement took longer than its time-out of 1000 ms."
                            + " Raise the time-out, or ask for fewer files or columns.")
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("HYT00");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofSeconds(1), PROMPTLY.plusSeconds(1));
        }
    }

    @Test
    void aPlainConnectionHeedsCancelAndTimeOutToo() throws Exception {
        String model = io.gpuquery.calcite.testing.TypedTable.model("\"" + directory + "\"", "[]");
        try (Connection plain = DriverManager.getConnection("jdbc:calcite:caseSensitive=false;model=inline:" + model);
                Statement statement = plain.createStatement()) {
            statement.setQueryTimeout(1);
            assertThatThrownBy(() -> statement.executeQuery(ENDLESS))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("The statement took longer than its time-out of 1000 ms");
            statement.setQueryTimeout(0);
            CompletableFuture<Void> canceller = cancelAfter(statement, 300);
            assertThatThrownBy(() -> statement.executeQuery(ENDLESS))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("statement was cancelled");
            canceller.get();
        }
    }

    @Test
    void closingTheConnectionEndsWhatRuns() throws Exception {
        try (Statement statement = connection.createStatement()) {
            CompletableFuture<Void> closer = CompletableFuture.runAsync(
                    () -> {
                        try {
                            statement.cancel();
                            connection.close();
                        } catch (SQLException e) {
                            throw new AssertionError(e);
                        }
                    },
                    CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
            assertThatThrownBy(() -> statement.executeQuery(ENDLESS)).isInstanceOf(SQLException.class);
            closer.get();
        }
    }

    @Test
    void lostDigitsAreWarnedOfOncePerStatement() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet results = statement.executeQuery("select a.\"at\" from times a, times b")) {
                assertThat(Rows.of(results)).hasSize(4).contains("2024-01-01 00:00:00.123", "2024-01-01 00:00:00.5");
            }
            SQLWarning warning = statement.getWarnings();
            assertThat(warning.getMessage())
                    .isEqualTo(
                            "Column \"at\" is TIMESTAMP(6); the digits of its values below the millisecond are not in"
                                    + " the result.");
            assertThat(warning.getSQLState()).isEqualTo("01000");
            assertThat((Throwable) warning.getNextWarning()).isNull();
            statement.clearWarnings();
            assertThat((Throwable) statement.getWarnings()).isNull();
            statement.executeQuery("select count(*) from times").close();
            assertThat((Throwable) statement.getWarnings()).isNull();
        }
    }

    private static CompletableFuture<Void> cancelAfter(Statement statement, long millis) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        statement.cancel();
                    } catch (SQLException e) {
                        throw new AssertionError(e);
                    }
                },
                CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
    }
}
