package io.gpuquery.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.testing.Compressed;
import io.gpuquery.testing.LeakCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A value that does not fit the type which a sample told is an error once; the next statement knows. */
@Timeout(120)
class WidenedTypesTest {
    private static final String SAMPLE = ";sampleRows=10";
    /** The rows before those that are not as the others are, too many for the samples to meet them. */
    private static final int ROWS = 60_000;

    @TempDir
    private Path temporary;

    private Path root = Path.of("");
    private LeakCheck leaks = LeakCheck.start();

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(temporary.resolve("data"));
        leaks = LeakCheck.start();
    }

    @AfterEach
    void nothingIsLeft() {
        leaks.verify();
    }

    private Connection open(String options) throws SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:directory=" + root + options);
    }

    /** Rows of a number each, one of which, all but at the middle of the file, is another text. */
    private static String csv(String odd) {
        return IntStream.range(0, ROWS)
                .mapToObj(i -> i + "," + (i == ROWS / 2 - 777 ? odd : i % 100) + ",some words that take room\n")
                .collect(Collectors.joining("", "id,n,words\n", ""));
    }

    private static String message(Connection connection, String sql) {
        SQLException failure = catchThrowableOfType(SQLException.class, () -> Rows.of(connection, sql));
        assertThat((Throwable) failure).as(sql).isNotNull();
        return String.valueOf(failure.getMessage());
    }

    private static String type(Connection connection, String column) throws SQLException {
        return Rows.of(
                        connection,
                        "select data_type, type_reason from sys.columns where table_name = 't' and column_name = '"
                                + column + "'")
                .get(0);
    }

    @Test
    void theNextStatementSeesTheWiderType() throws Exception {
        Files.writeString(root.resolve("t.csv"), csv("n/a"));
        try (Connection connection = open(SAMPLE)) {
            String sql = "select max(n) from t";
            assertThat(type(connection, "n")).startsWith("BIGINT").contains("a sample of rows");
            assertThat(message(connection, sql))
                    .contains("\"n/a\" is no BIGINT")
                    .contains("t.csv, line " + (ROWS / 2 - 777 + 2) + ", column \"n\"")
                    .contains("\"sampleRows\": 0")
                    .contains("The next statement reads the column as VARCHAR.");
            assertThat(Rows.of(connection, sql)).containsExactly("n/a");
            assertThat(type(connection, "n"))
                    .startsWith("VARCHAR")
                    .contains("widened after line " + (ROWS / 2 - 777 + 2) + ": \"n/a\" is no BIGINT");
            assertThat(type(connection, "id")).startsWith("BIGINT");
        }
        // Whoever asks for all rows has no need to learn.
        try (Connection connection = open(";sampleRows=all")) {
            assertThat(Rows.of(connection, "select max(n) from t")).containsExactly("n/a");
            assertThat(type(connection, "n")).startsWith("VARCHAR").contains("holds all values");
        }
    }

    @Test
    void theTypeIsTheLeastThatHoldsBoth() throws Exception {
        String[][] cases = {
            {"1.5", "DOUBLE"},
            {"9223372036854775808", "DECIMAL(38, 0)"},
            {"007", "VARCHAR"},
            {"true", "VARCHAR"},
            {"2024-01-01", "VARCHAR"}
        };
        for (String[] each : cases) {
            // Written in place, a longer file would pass for the same one that grew.
            Path folder = Files.createDirectory(root.resolve(each[1].substring(0, 3) + each[0].length()));
            Files.writeString(folder.resolve("t.csv"), csv(each[0]));
            try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + folder + SAMPLE)) {
                assertThat(message(connection, "select max(n) from t")).contains("as " + each[1] + ".");
                assertThat(type(connection, "n")).startsWith(each[1]);
                assertThat(Rows.of(connection, "select count(n) from t")).containsExactly(Integer.toString(ROWS));
            }
        }
    }

    @Test
    void aPreparedStatementNeverChangesUnderItsUser() throws Exception {
        Files.writeString(root.resolve("t.csv"), csv("n/a"));
        try (Connection connection = open(SAMPLE);
                PreparedStatement prepared = connection.prepareStatement("select n from t where id = ?")) {
            prepared.setLong(1, 5);
            assertThat(prepared.getMetaData().getColumnType(1)).isEqualTo(Types.BIGINT);
            assertThat(message(connection, "select max(n) from t")).contains("as VARCHAR");
            SQLException failure = catchThrowableOfType(SQLException.class, () -> {
                try (ResultSet rows = prepared.executeQuery()) {
                    // Where it goes on it does so with the type that was told.
                    while (rows.next()) {
                        assertThat(rows.getMetaData().getColumnType(1)).isEqualTo(Types.BIGINT);
                        assertThat(rows.getObject(1)).isInstanceOf(Long.class);
                    }
                }
            });
            if (failure != null) {
                assertThat(failure.getMessage())
                        .contains("changed while the statement was prepared")
                        .contains("again");
            }
            assertThat(Rows.of(connection, "select n from t where id = 5")).containsExactly("5");
        }
    }

    @Test
    void whatWasLearnedHoldsForAFileThatGrowsAndNotForAnother() throws Exception {
        Path file = Files.writeString(root.resolve("t.csv"), csv("n/a"));
        try (Connection connection = open(SAMPLE)) {
            message(connection, "select max(n) from t");
            Files.writeString(file, ROWS + ",7,x\n", StandardOpenOption.APPEND);
            assertThat(Rows.of(connection, "select count(n) from t")).containsExactly(Integer.toString(ROWS + 1));
            assertThat(type(connection, "n")).startsWith("VARCHAR");
            Files.delete(file);
            Files.writeString(file, "id,n\n1,2\n");
            assertThat(Rows.of(connection, "select n + 1 from t")).containsExactly("3");
        }
    }

    @Test
    void filesOfOneTableAndCompressedOnesAndJsonLearnToo() throws Exception {
        Files.createDirectories(root.resolve("t"));
        Files.writeString(root.resolve("t/part-0.csv"), "id,n,words\n1,2,x\n");
        Files.write(
                root.resolve("t/part-1.csv.gz"),
                Compressed.GZ.of((csv("1") + csv("odd").repeat(4).replace("id,n,words\n", ""))
                        .getBytes(StandardCharsets.UTF_8)));
        Files.writeString(
                root.resolve("j.ndjson"),
                IntStream.range(0, 150_000)
                        .mapToObj(i -> "{\"id\": " + i + ", \"words\": \"" + "some ".repeat(10) + "\", \"n\": "
                                + (i == 100_777 ? "\"odd\"" : "1") + "}\n")
                        .collect(Collectors.joining()));
        try (Connection connection = open(SAMPLE)) {
            for (String table : new String[] {"t", "j"}) {
                String sql = "select max(n) from " + table;
                assertThat(message(connection, sql)).contains("odd").contains("as VARCHAR");
                assertThat(Rows.of(connection, sql)).containsExactly("odd");
            }
        }
    }
}
