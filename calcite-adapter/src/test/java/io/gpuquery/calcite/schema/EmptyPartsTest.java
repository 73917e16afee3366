package io.gpuquery.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.testing.LeakCheck;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files without content, and broken ones, among those of one table: a folder of parts, a pattern, a definition. */
@Timeout(60)
class EmptyPartsTest {
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

    private Path write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(root.resolve(path).getParent());
        return Files.writeString(file, content);
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:directory=" + root);
    }

    /** Parts that make one folder a table, the first, the last and one in the middle empty. */
    private void writeParts() throws IOException {
        write("t/part-0.csv", "");
        write("t/part-1.csv", "id,word\n1,a\n");
        write("t/part-2.csv", "\uFEFF\n\n");
        write("t/part-3.csv", "id,word\n3,c\n");
        try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(root.resolve("t/part-4.csv.gz")))) {
            packed.write(new byte[0]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"t", "\"t/*\"", "\"t/part-[0-3].csv\"", "\"**/part-*\""})
    void emptyFilesHaveNoRows(String table) throws IOException, SQLException {
        writeParts();
        try (Connection connection = open()) {
            assertThat(Rows.of(connection, "select * from " + table)).containsExactly("1,a", "3,c");
            assertThat(Rows.of(connection, "select count(*), sum(id), count(word) from " + table + " where id > 1"))
                    .containsExactly("1,3,1");
            assertThat(Rows.of(connection, "select count(*) from " + table)).containsExactly("2");
        }
    }

    @Test
    void emptyFilesAreListed() throws IOException, SQLException {
        writeParts();
        try (Connection connection = open()) {
            assertThat(Rows.of(
                            connection,
                            "select path, status, table_name, size_bytes from sys.files where path < 't/part-2'"))
                    .containsExactly("t/part-0.csv,table,t,0", "t/part-1.csv,table,t,12");
            assertThat(Rows.of(connection, "select error from sys.tables where table_name = 't'"))
                    .containsExactly("null");
        }
    }

    @Test
    void aTableWithEmptyFilesCanBeInMemoryAsAWhole() throws Exception {
        writeParts();
        write("t/part-5.csv", "id,word\n" + "5,e\n".repeat(1000));
        // What was written this moment is not trusted to stay as it is, and not kept.
        Thread.sleep(200);
        try (Connection connection =
                DriverManager.getConnection("jdbc:gpuquery:directory=" + root + ";sampleRows=10")) {
            assertThat(Rows.of(connection, "select row_count_exact from sys.tables"))
                    .containsExactly("false");
            assertThat(Rows.of(connection, "select sum(id), max(word) from t")).containsExactly("5004,e");
            assertThat(Rows.of(connection, "select row_count, row_count_exact, rows_skipped from sys.tables"))
                    .containsExactly("1002,true,0");
            assertThat(Rows.of(connection, "select column_name, residency from sys.columns"))
                    .containsExactly("id,resident", "word,resident");
        }
    }

    @Test
    void emptyFilesOfFoldersWithKeysHaveNoRows() throws IOException, SQLException {
        write("lake/k=1/a.json", "{\"x\": 1}\n");
        write("lake/k=2/a.json", "");
        write("lake/k=3/a.json", "[]");
        write("lake/k=4/a.json", "[{\"x\": 4}]");
        try (Connection connection = open()) {
            assertThat(Rows.of(connection, "select x, k from lake")).containsExactly("1,1", "4,4");
            assertThat(Rows.of(connection, "select count(*) from lake where k in (2, 3)"))
                    .containsExactly("0");
        }
    }

    @Test
    void anEmptyFileThatIsWrittenToHasRows() throws IOException, SQLException {
        writeParts();
        try (Connection connection = open();
                PreparedStatement prepared = connection.prepareStatement("select id from t")) {
            assertThat(Rows.of(prepared.executeQuery())).containsExactly("1", "3");
            write("t/part-0.csv", "id,word\n7,z\n");
            assertThat(Rows.of(prepared.executeQuery())).containsExactly("7", "1", "3");
            write("t/part-1.csv", "");
            assertThat(Rows.of(prepared.executeQuery())).containsExactly("7", "3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"t", "\"t/*.csv\""})
    void nothingButEmptyFilesIsAnErrorThatNamesTheFirst(String table) throws IOException, SQLException {
        Path first = write("t/part-0.csv", "");
        write("t/part-1.csv", "");
        try (Connection connection = open()) {
            assertThatThrownBy(() -> Rows.of(connection, "select * from " + table))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("The file has no text (" + first.toRealPath() + "). Remove it, or write");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"t", "\"t/*.csv\""})
    void aBrokenFileIsAnErrorThatNamesIt(String table) throws IOException, SQLException {
        writeParts();
        Path broken =
                Files.write(root.resolve("t/part-1.csv"), "id,word\n1,\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        try (Connection connection = open()) {
            assertThatThrownBy(() -> Rows.of(connection, "select * from " + table))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining(broken.toRealPath().toString());
            assertThat(Rows.of(connection, "select * from \"t/part-[023]*\"")).containsExactly("3,c");
        }
    }
}
