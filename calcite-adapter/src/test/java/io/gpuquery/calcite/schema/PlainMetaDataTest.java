package io.gpuquery.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tools see of a directory through Calcite's own driver. */
class PlainMetaDataTest {
    @TempDir
    private Path folder;

    private Connection connection;

    @BeforeEach
    void connect() throws IOException, SQLException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(data.resolve("values.csv"), """
                flag,whole,fraction,day,moment,at,word
                true,1,1.5,2024-01-31,12:30:00,2024-01-31 12:30:00,a
                """);
        Files.writeString(data.resolve("broken.parquet"), "PAR1 and no footer");
        Files.writeString(data.resolve("declared.csv"), "1,2.50\n");
        Path model = Files.writeString(folder.resolve("model.json"), """
                {"version": "1.0", "defaultSchema": "files", "schemas": [{"name": "files", "type": "custom",
                "factory": "io.gpuquery.calcite.schema.DirectorySchemaFactory", "operand": {"directory": "data", "tables": [
                {"name": "declared", "path": "declared.csv", "header": false, "columns": [
                {"name": "id", "type": "INTEGER", "nullable": false}, {"name": "price", "type": "DECIMAL(8, 2)"}]}]}}]}
                """);
        connection = DriverManager.getConnection("jdbc:calcite:model=" + model);
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    private static List<String> rows(ResultSet results, String... columns) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (results) {
            while (results.next()) {
                List<String> row = new ArrayList<>();
                for (String column : columns) {
                    row.add(results.getString(column));
                }
                rows.add(String.join(" ", row));
            }
        }
        return rows;
    }

    @Test
    void filesAreTablesAndABrokenOneIsAmongThem() throws SQLException {
        DatabaseMetaData metaData = connection.getMetaData();
        assertThat(rows(metaData.getTables(null, "files", "%", null), "TABLE_NAME", "TABLE_TYPE"))
                .containsExactlyInAnyOrder("broken TABLE", "declared TABLE", "values TABLE");
        assertThat(rows(metaData.getSchemas(), "TABLE_SCHEM")).contains("files");
    }

    @Test
    void columnsHaveTypesAndNullability() throws SQLException {
        assertThat(rows(
                        connection.getMetaData().getColumns(null, "files", "%", "%"),
                        "TABLE_NAME",
                        "ORDINAL_POSITION",
                        "COLUMN_NAME",
                        "TYPE_NAME",
                        "DATA_TYPE",
                        "IS_NULLABLE"))
                .containsExactlyInAnyOrder(
                        "values 1 flag BOOLEAN 16 YES",
                        "values 2 whole BIGINT -5 YES",
                        "values 3 fraction DOUBLE 8 YES",
                        "values 4 day DATE 91 YES",
                        "values 5 moment TIME(3) 92 YES",
                        "values 6 at TIMESTAMP(3) 93 YES",
                        "values 7 word VARCHAR CHARACTER SET \"UTF-8\" 12 YES",
                        "declared 1 id INTEGER NOT NULL 4 NO",
                        "declared 2 price DECIMAL(8, 2) 3 YES");
    }
}
