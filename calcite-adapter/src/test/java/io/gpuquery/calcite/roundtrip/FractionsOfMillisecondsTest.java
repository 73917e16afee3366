package io.gpuquery.calcite.roundtrip;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.testing.Rows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of Calcite have milliseconds; conditions have all digits of a file. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FractionsOfMillisecondsTest {
    private Connection connection;

    @BeforeAll
    void connect(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("t.csv"), """
                n,clock,seen,happened
                0,00:00:00.000000,1969-12-31 23:59:59.999999,1969-12-31T23:59:59.999999Z
                1,00:00:00.000001,1970-01-01 00:00:00.000000,1970-01-01T00:00:00.000000Z
                2,00:00:00.001000,1970-01-01 00:00:00.000001,1970-01-01T00:00:00.000001Z
                3,,,
                """);
        connection = DriverManager.getConnection("jdbc:gpuquery:directory='" + directory + "'");
    }

    @AfterAll
    void disconnect() throws SQLException {
        connection.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "clock = TIME '00:00:00.000001' | 1",
                "clock <> TIME '00:00:00.000001' | 0 2",
                "clock < TIME '00:00:00.000001' | 0",
                "clock > TIME '00:00:00.0000009' | 1 2",
                "clock = TIME '00:00:00.0000009' | ",
                "clock <> TIME '00:00:00.0000009' | 0 1 2",
                "seen = TIMESTAMP '1969-12-31 23:59:59.999999' | 0",
                "seen IN (TIMESTAMP '1970-01-01 00:00:00.000001', TIMESTAMP '1970-01-01 00:00:00') | 1 2",
                "seen BETWEEN TIMESTAMP '1970-01-01 00:00:00' AND TIMESTAMP '1970-01-01 00:00:00.000000999' | 1",
                "seen = TIMESTAMP '1970-01-01 00:00:00.000000001' | ",
                "NOT (seen = TIMESTAMP '1970-01-01 00:00:00.000000001') | 0 1 2",
                "happened = TIMESTAMP WITH LOCAL TIME ZONE '1970-01-01 00:00:00.000001' | 2",
                "happened >= TIMESTAMP WITH LOCAL TIME ZONE '1969-12-31 23:59:59.999999' | 0 1 2"
            })
    void conditionsSeeEveryDigit(String condition, String rows) throws SQLException {
        List<String> expected = rows == null ? List.of() : List.of(rows.split(" "));
        assertThat(Rows.of(connection, "SELECT n FROM t WHERE " + condition)).isEqualTo(expected);
        assertThat(Rows.plan(connection, "SELECT n FROM t WHERE " + condition)).contains("predicates=");
    }
}
