package io.gpuquery.calcite.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.error.DataException;
import io.gpuquery.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A statement sees one version of each file, however often it reads it, or fails and says that the file changed. */
class OneVersionTest {
    private static final int ROWS = 3_000;

    /** The second scan begins when the first has ended. */
    private static final String TWICE = "select n, version from t union all select n, version from t";

    @TempDir
    private Path directory;

    private final LeakCheck leaks = LeakCheck.start();

    @AfterEach
    void nothingIsLeft() {
        leaks.verify();
    }

    private Connection ours() throws SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:directory=" + directory);
    }

    private Connection plain() throws SQLException {
        String model = "inline:{\"version\":\"1.0\",\"defaultSchema\":\"files\",\"schemas\":[{\"name\":\"files\","
                + "\"type\":\"custom\",\"factory\":\"io.gpuquery.calcite.schema.DirectorySchemaFactory\","
                + "\"operand\":{\"directory\":\"" + directory + "\"}}]}";
        return DriverManager.getConnection("jdbc:calcite:caseSensitive=false;unquotedCasing=UNCHANGED;model=" + model);
    }

    private void replace(int version) throws IOException {
        Files.writeString(directory.resolve(".next"), rows(version));
        Files.move(directory.resolve(".next"), directory.resolve("t.csv"), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aFileReplacedBetweenTwoScansIsReadAsItWas() throws Exception {
        replace(1);
        try (Connection connection = ours();
                Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(TWICE)) {
            assertThat(results.next()).isTrue();
            assertThat(results.getInt(2)).isEqualTo(1);
            replace(2);
            int count = 1;
            while (results.next()) {
                assertThat(results.getInt(2)).isEqualTo(1);
                count++;
            }
            assertThat(count).isEqualTo(2 * ROWS);
            assertThat(Rows.of(connection, "select distinct version from t")).containsExactly("2");
        }
    }

    @Test
    void rowsAppendedDuringASelfJoinAreForTheNextStatement() throws Exception {
        replace(1);
        try (Connection connection = ours();
                Statement statement = connection.createStatement();
                ResultSet results =
                        statement.executeQuery("select a.n, b.n from t a, t b where a.n * b.n = 1 or b.n >= " + ROWS)) {
            Files.writeString(directory.resolve("t.csv"), ROWS + ",1\n", StandardOpenOption.APPEND);
            assertThat(Rows.of(results)).containsExactly("1,1");
            assertThat(Rows.of(connection, "select count(*) from t")).containsExactly(String.valueOf(ROWS + 1));
        }
    }

    @Test
    void onAPlainConnectionAFileReplacedBetweenTwoScansIsAnErrorThatSaysSo() throws Exception {
        replace(1);
        try (Connection connection = plain();
                Statement statement = connection.createStatement()) {
            try (ResultSet results = statement.executeQuery(TWICE)) {
                assertThat(results.next()).isTrue();
                assertThat(results.getInt(2)).isEqualTo(1);
                replace(2);
                assertThatThrownBy(() -> Rows.of(results))
                        .isInstanceOf(DataException.class)
                        .hasMessageContainingAll(
                                "The file changed while the statement read it",
                                directory.resolve("t.csv").toString(),
                                "Run the statement again");
            }
            assertThat(Rows.of(connection, "select distinct version from t")).containsExactly("2");
        }
    }

    @Test
    void onAPlainConnectionEachExecutionOfAPreparedStatementHasVersionsOfItsOwn() throws Exception {
        replace(1);
        try (Connection connection = plain();
                java.sql.PreparedStatement statement = connection.prepareStatement("select max(version) from t")) {
            for (int version = 1; version <= 3; version++) {
                replace(version);
                try (ResultSet results = statement.executeQuery()) {
                    assertThat(Rows.of(results)).containsExactly(String.valueOf(version));
                }
            }
        }
    }

    @Test
    void aStatementThatFailsHalfwayGivesItsFilesUp() throws Exception {
        Files.writeString(directory.resolve("bad.csv"), "id,name\n1,a\n2,b,c\n");
        try (Connection connection = ours()) {
            for (String sql : new String[] {
                "select * from bad", "select count(*) from bad", "select a.id from bad a, bad b where a.id < b.id"
            }) {
                assertThatThrownBy(() -> Rows.of(connection, sql)).hasMessageContaining("3 fields");
            }
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
