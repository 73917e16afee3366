package io.gpuquery.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parquet files of different columns as one table; DuckDB writes them. */
@Timeout(120)
class UnitedPartsTest {
    @TempDir
    private Path root;

    private LeakCheck leaks = LeakCheck.start();

    @BeforeEach
    void count() {
        leaks = LeakCheck.start();
    }

    @AfterEach
    void nothingIsLeft() {
        leaks.verify();
    }

    private void write(String file, String select) throws SQLException, IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement()) {
            statement.execute("COPY (" + select + ") TO '" + path + "' (FORMAT PARQUET)");
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:directory=" + root);
    }

    private static String type(Connection connection) throws SQLException {
        try (var columns = connection.getMetaData().getColumns(null, "files", "t", "v")) {
            assertThat(columns.next()).isTrue();
            return columns.getString("TYPE_NAME");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "1::TINYINT                 | 70000::INTEGER              | INTEGER        | 1,70000",
                "2147483647::INTEGER        | (-9223372036854775808)::BIGINT | BIGINT        | 2147483647,-9223372036854775808",
                "7::INTEGER                 | 0.5::DOUBLE                 | DOUBLE         | 7.0,0.5",
                "0.25::FLOAT                | 0.5::DOUBLE                 | DOUBLE         | 0.25,0.5",
                "9::BIGINT                  | 0.25::FLOAT                 | DOUBLE         | 9.0,0.25",
                "5::INTEGER                 | 1.25::DECIMAL(5,2)          | DECIMAL(12, 2) | 5.00,1.25",
                "1.5::DECIMAL(3,1)          | 1.25::DECIMAL(5,2)          | DECIMAL(5, 2)  | 1.50,1.25",
                "(-9223372036854775808)::BIGINT | 0.5::DECIMAL(3,1)         | DECIMAL(20, 1) | -9223372036854775808.0,0.5",
                "1.5::DECIMAL(30,1)         | -12345.678::DECIMAL(8,3)    | DECIMAL(32, 3) | 1.500,-12345.678",
                "1.5::DECIMAL(30,1)         | 0.25::DOUBLE                | DOUBLE         | 1.5,0.25",
                "DATE '2024-02-29'          | TIMESTAMP '1969-12-31 23:59:59.5' | TIMESTAMP(6) | 2024-02-29 00:00:00,1969-12-31 23:59:59",
            })
    void typesAreWidened(String first, String second, String type, String values) throws Exception {
        write("t/part-0.parquet", "SELECT " + first + " AS v, 1 AS n UNION ALL SELECT NULL, 3");
        write("t/part-1.parquet", "SELECT 2 AS n, " + second + " AS \"V\"");
        try (Connection connection = connect()) {
            assertThat(type(connection)).startsWith(type.replaceAll("\\(.*", ""));
            String[] expected = values.split(",", -1);
            assertThat(Rows.of(connection, "SELECT CAST(v AS VARCHAR), n FROM t ORDER BY n"))
                    .hasSize(3)
                    .element(2)
                    .isEqualTo("null,3");
            assertThat(Rows.of(connection, "SELECT v FROM t WHERE v IS NOT NULL"))
                    .hasSize(2);
            String max = String.join("", Rows.of(connection, "SELECT CAST(v AS VARCHAR) FROM t WHERE n = 1"));
            assertThat(same(max, expected[0])).as(max + " and " + expected[0]).isTrue();
            String other = String.join("", Rows.of(connection, "SELECT CAST(v AS VARCHAR) FROM t WHERE n = 2"));
            assertThat(same(other, expected[1]))
                    .as(other + " and " + expected[1])
                    .isTrue();
        }
    }

    private static boolean same(String value, String expected) {
        if (expected.contains(":")) {
            return value.startsWith(expected);
        }
        return new java.math.BigDecimal(value).compareTo(new java.math.BigDecimal(expected)) == 0;
    }

    @Test
    void predicatesOnWidenedColumnsAreExact() throws Exception {
        write("t/part-0.parquet", "SELECT i::INTEGER AS v FROM range(1000) AS r(i)");
        write("t/part-1.parquet", "SELECT (i + 0.5)::DOUBLE AS v FROM range(1000) AS r(i)");
        try (Connection connection = connect()) {
            assertThat(Rows.of(connection, "SELECT v FROM t WHERE v >= 998.5 OR v IN (3.0, 4.5)"))
                    .containsExactly("3.0", "999.0", "4.5", "998.5", "999.5");
            assertThat(Rows.of(connection, "SELECT count(*), sum(v) FROM t")).containsExactly("2000,999500.0");
        }
    }

    @Test
    void anAddedColumnIsNullInOlderFiles() throws Exception {
        write("t/year=2023/a.parquet", "SELECT 1 AS id");
        write("t/year=2024/a.parquet", "SELECT 2 AS id, 'x' AS note, 1.5::DECIMAL(9,2) AS price");
        try (Connection connection = connect()) {
            assertThat(Rows.of(connection, "SELECT id, note, price, \"year\" FROM t"))
                    .containsExactly("1,null,null,2023", "2,x,1.50,2024");
            assertThat(Rows.of(connection, "SELECT id FROM t WHERE note IS NULL"))
                    .containsExactly("1");
            assertThat(Rows.of(connection, "SELECT id FROM t WHERE price > 1 AND \"year\" >= 2023"))
                    .containsExactly("2");
            assertThat(Rows.of(connection, "SELECT \"year\", count(note) FROM t GROUP BY \"year\" ORDER BY 1"))
                    .containsExactly("2023,0", "2024,1");
        }
    }

    @Test
    void whatCannotBeUnitedNamesTheColumnAndBothFiles() throws Exception {
        write("t/part-0.parquet", "SELECT 1 AS id, 1 AS v");
        write("t/part-1.parquet", "SELECT 2 AS id, 'text' AS v");
        try (Connection connection = connect()) {
            assertThatThrownBy(() -> Rows.of(connection, "SELECT id FROM t"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("The files of the table disagree: column \"v\" is INTEGER in")
                    .hasMessageContaining("t/part-0.parquet and VARCHAR in")
                    .hasMessageContaining("t/part-1.parquet");
            assertThat(Rows.of(connection, "SELECT v FROM \"t/part-1.parquet\""))
                    .containsExactly("text");
        }
    }

    @Test
    void aTypedFileAndTextAreUnitedWhereTheTextAllows() throws Exception {
        write("t/part-0.parquet", "SELECT 1::INTEGER AS id, 'a' AS name");
        Files.writeString(root.resolve("t/part-1.csv"), "id,name\n20000000000,7\n");
        try (Connection connection = connect()) {
            assertThat(Rows.of(connection, "SELECT * FROM t")).containsExactly("1,a", "20000000000,7");
        }
    }

    @Test
    void manyFilesGiveTheSameRowsWithAnyNumberOfThreads() throws Exception {
        for (int i = 0; i < 60; i++) {
            Path file = root.resolve("t/k=" + i % 7 + "/part-" + i + ".csv");
            Files.createDirectories(file.getParent());
            StringBuilder text = new StringBuilder("id,x\n");
            for (int row = 0; row < 50; row++) {
                text.append(i * 1000 + row).append(',').append(row / 3.0).append('\n');
            }
            Files.writeString(file, text);
        }
        String sql = "SELECT id, x, k FROM t WHERE x > 1";
        String url = "jdbc:gpuquery:directory=" + root + ";threads=";
        try (Connection one = DriverManager.getConnection(url + 1);
                Connection four = DriverManager.getConnection(url + 4)) {
            assertThat(Rows.of(four, sql)).hasSize(60 * 46).isEqualTo(Rows.of(one, sql));
        }
    }
}
