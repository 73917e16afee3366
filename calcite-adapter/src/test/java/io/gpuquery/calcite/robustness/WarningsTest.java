package io.gpuquery.calcite.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.calcite.testing.TypedTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was padded, replaced, left out or passed over while files were read is told once for each statement. */
class WarningsTest {
    private static final String STRICT = " Set the option \"strict\" to true to make this an error.";

    @TempDir
    private Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Connection connect(String options) throws SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:directory=" + folder + options);
    }

    private static List<String> texts(@Nullable SQLWarning first) {
        List<String> texts = new ArrayList<>();
        for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
            assertThat(warning.getSQLState()).isEqualTo("01000");
            texts.add(warning.getMessage());
        }
        return texts;
    }

    private static List<String> warnings(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery(sql)) {
                Rows.of(rows);
                assertThat(texts(rows.getWarnings())).isEqualTo(texts(statement.getWarnings()));
            }
            return texts(statement.getWarnings());
        }
    }

    @Test
    void paddedRowsAreCounted() throws IOException, SQLException {
        Path file = write("ragged.csv", "id,name,x\n1,a,1\n2\n3,c\n4,d,4\n");
        String expected = "Padded with NULL: 2 rows of " + file + ", which had too few fields." + STRICT;
        try (Connection connection = connect("")) {
            assertThat(Rows.of(connection, "SELECT * FROM ragged"))
                    .containsExactly("1,a,1", "2,null,null", "3,c,null", "4,d,4");
            assertThat(warnings(connection, "SELECT * FROM ragged")).containsExactly(expected);
            assertThat(warnings(connection, "SELECT COUNT(*) FROM ragged")).containsExactly(expected);
            assertThat(warnings(connection, "SELECT a.id FROM ragged a JOIN ragged b ON a.id < b.id"))
                    .containsExactly(expected);
            assertThat(warnings(connection, "SELECT id FROM (VALUES (1)) AS t (id)"))
                    .isEmpty();
        }
        try (Connection connection = connect(";strict=true")) {
            assertThatThrownBy(() -> Rows.of(connection, "SELECT * FROM ragged"))
                    .hasMessageContainingAll("1 field, the table 3 columns", file + ", line 3", "read as NULL");
        }
    }

    @Test
    void leftOutRowsAreCounted() throws IOException, SQLException {
        Path file = write("numbers.csv", "id,name\n1,a\n2,b,c\n3,d\n");
        try (Connection connection = connect(";onError=skip")) {
            assertThat(Rows.of(connection, "SELECT * FROM numbers")).containsExactly("1,a", "3,d");
            assertThat(warnings(connection, "SELECT * FROM numbers"))
                    .containsExactly("Left out: 1 row of " + file
                            + ", which did not fit the columns. The option \"onError\" says so.");
        }
    }

    @Test
    void replacedValuesAreCounted() throws IOException, SQLException {
        Path file = write("late.csv", "id,name\n1,a\n2,b\nx,c\ny,d\n");
        Path model = write("model.json", TypedTable.model("\".\"", """
                        [{"name": "late", "path": "late.csv", "onError": "null",
                          "columns": [{"name": "id", "type": "BIGINT"}, {"name": "name", "type": "VARCHAR"}]}]
                        """));
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:model=" + model)) {
            assertThat(Rows.of(connection, "SELECT * FROM late")).containsExactly("1,a", "2,b", "null,c", "null,d");
            assertThat(warnings(connection, "SELECT * FROM late"))
                    .containsExactly("Read as NULL: 2 values of " + file
                            + ", which did not fit their columns. The option \"onError\" says so.");
        }
    }

    @Test
    void valuesWithoutAColumnAreCounted() throws IOException, SQLException {
        Path file = write("twice.ndjson", "{\"id\":1,\"id\":2}\n{\"id\":3}\n");
        try (Connection connection = connect("")) {
            assertThat(warnings(connection, "SELECT * FROM twice"))
                    .containsExactly("Passed over: 1 value of " + file
                            + ", under keys that are no columns or that come twice in an object. Set the option"
                            + " \"sampleRows\" to 0 to find all columns, or \"strict\" to true to make this an error.");
        }
    }

    @Test
    void eachExecutionHasItsOwnWarnings() throws IOException, SQLException {
        Path file = write("ragged.csv", "id,name\n1,a\n2\n");
        try (Connection connection = connect("");
                PreparedStatement statement = connection.prepareStatement("SELECT * FROM ragged WHERE id > ?")) {
            for (int i = 0; i < 3; i++) {
                statement.setInt(1, 0);
                try (ResultSet rows = statement.executeQuery()) {
                    assertThat(texts(rows.getWarnings())).isEmpty();
                    assertThat(Rows.of(rows)).hasSize(2);
                    assertThat(texts(rows.getWarnings())).hasSize(1);
                    rows.clearWarnings();
                    assertThat(texts(rows.getWarnings())).isEmpty();
                    assertThat(texts(statement.getWarnings())).isEmpty();
                }
            }
            write("ragged.csv", "id,name\n1,a\n2,b\n");
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(Rows.of(rows)).hasSize(2);
                assertThat(texts(rows.getWarnings())).isEmpty();
            }
            assertThat(file).exists();
        }
    }

    @Test
    void aResultThatIsNotReadToItsEndWarnsWhenItIsClosed() throws IOException, SQLException {
        write("ragged.csv", "id,name\n1,a\n2\n3,c\n");
        try (Connection connection = connect("");
                Statement statement = connection.createStatement()) {
            ResultSet rows = statement.executeQuery("SELECT * FROM ragged");
            assertThat(rows.next()).isTrue();
            rows.close();
            assertThat(texts(statement.getWarnings())).hasSize(1);
            assertThatThrownBy(rows::getWarnings).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void arraysOfResultsAreResultsToo() throws SQLException {
        try (Connection connection = connect("");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT ARRAY[7, 8]")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getArray(1).getArray()).isEqualTo(new int[] {7, 8});
            try (ResultSet elements = rows.getArray(1).getResultSet()) {
                assertThat(elements.next()).isTrue();
                assertThat(elements.getInt(1)).isEqualTo(7);
            }
        }
    }
}
