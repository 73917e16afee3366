package io.gpuquery.calcite.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.testing.Rows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A statement sees one version of each file, however often it reads it. */
class OneVersionTest {
    private static final int ROWS = 3_000;

    @TempDir
    private Path directory;

    @Test
    void aFileReplacedDuringASelfJoinIsReadAsItWas() throws Exception {
        Files.writeString(directory.resolve("t.csv"), rows(1));
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + directory);
                Statement statement = connection.createStatement();
                // The inner table is read anew for each row of the outer one.
                ResultSet results = statement.executeQuery("select a.n, b.version from t a join t b on a.n + b.n = "
                        + (2 * ROWS - 2) + " or a.n + b.n < 2")) {
            assertThat(results.next()).isTrue();
            assertThat(results.getInt(2)).isEqualTo(1);
            Files.writeString(directory.resolve("next"), rows(2));
            Files.move(directory.resolve("next"), directory.resolve("t.csv"), StandardCopyOption.REPLACE_EXISTING);
            int count = 1;
            while (results.next()) {
                assertThat(results.getInt(2)).isEqualTo(1);
                count++;
            }
            assertThat(count).isEqualTo(4);
            assertThat(Rows.of(connection, "select distinct version from t")).containsExactly("2");
        }
    }

    @Test
    void rowsAppendedDuringASelfJoinAreForTheNextStatement() throws Exception {
        Files.writeString(directory.resolve("t.csv"), rows(1));
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + directory);
                Statement statement = connection.createStatement();
                ResultSet results =
                        statement.executeQuery("select a.n, b.n from t a, t b where a.n * b.n = 1 or b.n >= " + ROWS)) {
            Files.writeString(directory.resolve("t.csv"), ROWS + ",1\n", java.nio.file.StandardOpenOption.APPEND);
            assertThat(Rows.of(results)).containsExactly("1,1");
            assertThat(Rows.of(connection, "select count(*) from t")).containsExactly(String.valueOf(ROWS + 1));
        }
    }

    private static String rows(int version) {
        StringBuilder text = new StringBuilder("n,version\n");
        for (int i = 0; i < ROWS; i++) {
            text.append(i).append(',').append(version).append('\n');
        }
        return text.toString();
    }
}
