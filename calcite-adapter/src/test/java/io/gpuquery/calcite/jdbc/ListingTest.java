package io.gpuquery.calcite.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.error.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What tools are told about a directory. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListingTest {
    private Path directory;
    private Connection connection;

    @BeforeAll
    void connect(@TempDir Path folder) throws Exception {
        directory = folder;
        Files.writeString(directory.resolve("sales.csv"), "id,amount,region\n1,10,north\n2,5,south\n");
        Files.writeString(directory.resolve("people.json"), "{\"name\": \"Ann\", \"age\": 30}\n{\"name\": \"Bob\"}\n");
        Files.writeString(directory.resolve("broken.parquet"), "PAR1 and no footer");
        Files.writeString(directory.resolve("bad.json"), "{\"a\": [1, 2");
        connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + directory);
    }

    @AfterAll
    void disconnect() throws SQLException {
        connection.close();
    }

    private static List<String> column(ResultSet results, String... columns) throws SQLException {
        List<String> values = new ArrayList<>();
        try (results) {
            while (results.next()) {
                List<String> row = new ArrayList<>();
                for (String column : columns) {
                    row.add(results.getString(column));
                }
                values.add(String.join(" ", row));
            }
        }
        return values;
    }

    @Test
    void brokenFilesAreListedBesideTheirNeighbours() throws SQLException {
        DatabaseMetaData metaData = connection.getMetaData();
        assertThat(column(metaData.getTables(null, "files", "%", null), "TABLE_NAME", "TABLE_TYPE"))
                .containsExactlyInAnyOrder("bad TABLE", "broken TABLE", "people TABLE", "sales TABLE");
        assertThat(column(metaData.getColumns(null, "files", "%", "%"), "TABLE_NAME", "COLUMN_NAME"))
                .contains("sales id", "people age")
                .noneMatch(column -> column.startsWith("broken"));
    }

    @Test
    void aQueryOnABrokenFileSaysWhatIsWrongWithIt() {
        assertThatThrownBy(() -> Rows.of(connection, "select * from broken"))
                .isInstanceOf(SQLException.class)
                .hasCauseInstanceOf(DataException.class)
                .hasMessageContaining("broken.parquet");
        assertThatThrownBy(() -> Rows.of(connection, "select count(*) from sales, bad"))
                .isInstanceOf(SQLException.class)
                .hasCauseInstanceOf(DataException.class)
                .hasMessageContaining("bad.json");
    }

    @Test
    void patternsRestrictListings() throws SQLException {
        DatabaseMetaData metaData = connection.getMetaData();
        assertThat(column(metaData.getTables(null, "files", "s%", null), "TABLE_NAME"))
                .containsExactly("sales");
        assertThat(column(metaData.getColumns(null, "files", "sales", "%d"), "COLUMN_NAME"))
                .containsExactly("id");
    }

    @Test
    void columnsHaveTypesAndPlaces() throws SQLException {
        assertThat(column(
                        connection.getMetaData().getColumns(null, "files", "sales", null),
                        "COLUMN_NAME",
                        "DATA_TYPE",
                        "IS_NULLABLE",
                        "ORDINAL_POSITION"))
                .containsExactly("id -5 YES 1", "amount -5 YES 2", "region 12 YES 3");
    }

    @Test
    void metaDataSaysWhoAnswers() throws SQLException {
        DatabaseMetaData metaData = connection.getMetaData();
        assertThat(metaData.getDatabaseProductName()).isEqualTo("gpu-query");
        assertThat(metaData.getDriverName()).isEqualTo("gpu-query JDBC driver");
        assertThat(metaData.getURL()).startsWith("jdbc:gpuquery:");
        assertThat(metaData.getIdentifierQuoteString()).isEqualTo("\"");
        assertThat(metaData.storesMixedCaseIdentifiers()).isTrue();
        assertThat(column(metaData.getSchemas(), "TABLE_SCHEM")).contains("files");
    }

    @Test
    void listingsAreFreshEachTime() throws Exception {
        assertThat(column(connection.getMetaData().getTables(null, "files", "fresh", null), "TABLE_NAME"))
                .isEmpty();
        Files.writeString(directory.resolve("fresh.csv"), "a\n1\n");
        try {
            assertThat(column(connection.getMetaData().getTables(null, "files", "fresh", null), "TABLE_NAME"))
                    .containsExactly("fresh");
        } finally {
            Files.delete(directory.resolve("fresh.csv"));
        }
    }
}
