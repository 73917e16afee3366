package io.gpuquery.calcite.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gpuquery.error.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatementErrorsTest {
    private Connection connection;

    @BeforeAll
    void connect(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("sales.csv"), "id,amount,region\n1,10,north\n2,0,south\n");
        Files.writeString(
                directory.resolve("late.csv"), "n\n" + "1\n".repeat(200_000) + "oops\n" + "1\n".repeat(200_000));
        Files.createDirectories(directory.resolve("a"));
        Files.createDirectories(directory.resolve("b"));
        Files.writeString(directory.resolve("a/twin.csv"), "x\n1\n");
        Files.writeString(directory.resolve("b/twin.csv"), "x\n1\n");
        Files.writeString(directory.resolve("net sales 2024.csv"), "unit price,n\n1.5,2\n");
        connection = DriverManager.getConnection("jdbc:gpuquery:sampleRows=100;directory=" + directory);
    }

    @AfterAll
    void disconnect() throws SQLException {
        connection.close();
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/statement-errors.csv", delimiter = '|', quoteCharacter = '`')
    void saysWhatIsWrongAndWhatToDo(String sql, String state, String message) throws SQLException {
        SQLException failure = failure(sql);
        assertThat(failure.getMessage()).as(sql).contains(message).doesNotContain("Error while executing");
        assertThat(failure.getSQLState()).isEqualTo(state);
        assertThat((Throwable) failure).hasCauseInstanceOf(DataException.class);
        // The same when prepared first.
        SQLException prepared = Objects.requireNonNull(catchThrowableOfType(SQLException.class, () -> {
            try (PreparedStatement statement = connection.prepareStatement(sql);
                    ResultSet results = statement.executeQuery()) {
                while (results.next()) {
                    results.getObject(1);
                }
            }
        }));
        assertThat((Throwable) prepared).hasMessage(failure.getMessage());
        assertThat(prepared.getSQLState()).isEqualTo(state);
    }

    /** What the hints tell to write is understood. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CHAR_LENGTH(region)",
                "SUBSTRING(region FROM 1 FOR 2)",
                "COALESCE(id, amount)",
                "LOCALTIMESTAMP",
                "LISTAGG(region, ',')",
                "LOWER(region) LIKE LOWER(region)",
                "CASE WHEN id = amount THEN 1 ELSE 2 END",
                "POSITION(region IN region)",
                "TIMESTAMPDIFF(DAY, LOCALTIMESTAMP, LOCALTIMESTAMP)",
                "CAST(region AS VARCHAR)"
            })
    void whatIsSuggestedWorks(String expression) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery("select " + expression + " from sales")) {
            assertThat(results.next()).isTrue();
        }
    }

    @Test
    void aMistakeInTheTextHasAPlace() {
        SqlTextException failure = (SqlTextException) failure("select id,\n  amout from sales");
        assertThat(failure.line()).isEqualTo(2);
        assertThat(failure.column()).isEqualTo(3);
        assertThat(failure.endLine()).isEqualTo(2);
        assertThat(failure.endColumn()).isEqualTo(7);
    }

    @Test
    void aConstantThatCannotBeComputedFailsEachTime() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select 1 / 0 from sales")) {
            for (int round = 0; round < 2; round++) {
                SQLException failure = Objects.requireNonNull(catchThrowableOfType(
                        SQLException.class, () -> statement.executeQuery().next()));
                assertThat(failure.getSQLState()).isEqualTo("22012");
            }
        }
    }

    @Test
    void aFailureInTheMiddleComesAfterTheRowsBeforeIt() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery("select n from late")) {
            int rows = 0;
            SQLException failure = null;
            try {
                while (results.next()) {
                    rows++;
                }
            } catch (SQLException e) {
                failure = e;
            }
            assertThat((Throwable) failure)
                    .hasMessageContaining("late.csv")
                    .hasMessageContaining("oops")
                    .hasCauseInstanceOf(DataException.class);
            assertThat(Objects.requireNonNull(failure).getSQLState()).isEqualTo("22000");
            assertThat(rows).isGreaterThan(100_000);
        }
        // The connection lives.
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery("select count(*) from sales")) {
            assertThat(results.next()).isTrue();
        }
    }

    private SQLException failure(String sql) {
        return Objects.requireNonNull(catchThrowableOfType(SQLException.class, () -> {
            try (Statement statement = connection.createStatement();
                    ResultSet results = statement.executeQuery(sql)) {
                while (results.next()) {
                    results.getObject(1);
                }
            }
        }));
    }
}
