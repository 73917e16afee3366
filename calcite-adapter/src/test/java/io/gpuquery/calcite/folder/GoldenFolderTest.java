package io.gpuquery.calcite.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of {@link AwkwardFolder}: its files, tables and columns, and all rows of each table. People have read the file that
 * it is compared with, {@code folder/golden.txt}, line by line; where it changes, {@code target/golden-folder.txt} is what there is
 * now, to be read again.
 */
class GoldenFolderTest {
    private static final List<String> ABOUT_THE_FOLDER = List.of(
            "select path, status, table_name, format, reason, error from sys.files order by path",
            "select table_name, format, path, file_count, column_count, row_count, row_count_exact, details, error"
                    + " from sys.tables order by table_name",
            "select table_name, ordinal_position, column_name, name_in_file, repair, data_type, type_source, nullable,"
                    + " null_count from sys.columns order by table_name, ordinal_position");

    /** By other names, and with conditions that can be pruned. */
    private static final List<String> FURTHER = List.of(
            "select * from \"comments\"",
            "select * from orders",
            "select * from sales",
            "select * from \"Orders.csv\"",
            "select city, sum(n) from weather where \"day\" > date '2024-01-31' group by city",
            "select * from \"north/sales.csv\"",
            "select count(*) from \"*/sales.csv\"",
            "select \"select\" from \"order\" where \"value\" > 3",
            "select page, millis from visits where \"year\" = 2024 order by millis",
            "select level, count(*) from logs group by level order by level",
            "select sum(umsatz) from \"Umsätze\"",
            "select \"人口\" from \"日本\" where \"都市\" = '東京'");

    @TempDir
    Path folder;

    @Test
    void aFolderThatNobodyMadeForUsIsWhatPeopleExpect() throws IOException, SQLException {
        Files.createFile(folder.resolve("case"));
        assumeThat(folder.resolve("CASE"))
                .as("file names are told apart by case")
                .doesNotExist();
        Files.delete(folder.resolve("case"));
        AwkwardFolder.write(folder);
        List<String> lines = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + folder)) {
            List<String> statements = new ArrayList<>(ABOUT_THE_FOLDER);
            for (String table : tables(connection)) {
                statements.add("select * from \"" + table + "\"");
            }
            statements.addAll(FURTHER);
            for (String sql : statements) {
                lines.add("> " + sql);
                lines.addAll(answer(connection, sql));
                lines.add("");
            }
        }
        Files.createDirectories(Path.of("target"));
        Files.write(Path.of("target", "golden-folder.txt"), lines);
        assertThat(lines).isEqualTo(golden());
    }

    private static List<String> golden() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(GoldenFolderTest.class.getResourceAsStream("/folder/golden.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery("select table_name from sys.tables order by table_name")) {
            while (results.next()) {
                tables.add(results.getString(1));
            }
        }
        return tables;
    }

    private List<String> answer(Connection connection, String sql) {
        List<String> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= results.getMetaData().getColumnCount(); i++) {
                names.add(results.getMetaData().getColumnLabel(i));
            }
            lines.add(String.join(" | ", names));
            while (results.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= names.size(); i++) {
                    row.add(shown(results.getString(i)));
                }
                lines.add(String.join(" | ", row));
            }
        } catch (SQLException e) {
            lines.add("error: " + shown(String.valueOf(e.getMessage())));
        }
        return lines;
    }

    private String shown(String value) {
        return value == null
                ? "NULL"
                : value.replace(folder.toString(), "FOLDER")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        // What depends on the version of who wrote the Parquet files.
                        .replaceAll("createdBy=[^,]*", "createdBy=…")
                        .replaceAll("footerBytes=\\d+", "footerBytes=…");
    }
}
