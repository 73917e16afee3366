package io.gpuquery.calcite.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.testing.Rows;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a database tool asks when it connects. */
class MetaDataTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(directory.resolve("typed_values.csv"), """
                flag,whole,real,day,clock,seen,at,text
                true,1,1.5,2024-01-02,10:11:12,2024-01-02 10:11:12,2024-01-02T10:11:12Z,a
                """);
        Files.createDirectory(directory.resolve("north"));
        Files.writeString(directory.resolve("north/Sales 2024.json"), "{\"id\": 1}\n");
        Files.writeString(directory.resolve("broken.parquet"), "PAR1 and no footer");
    }

    private String files() {
        return "{\"name\":\"files\",\"type\":\"custom\",\"factory\":"
                + "\"io.gpuquery.calcite.schema.DirectorySchemaFactory\",\"operand\":{\"directory\":\"" + directory
                + "\"}}";
    }

    private Connection ours() throws SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:directory=" + directory);
    }

    private Connection plain() throws SQLException {
        return DriverManager.getConnection("jdbc:calcite:model=inline:{\"version\":\"1.0\",\"defaultSchema\":\"files\","
                + "\"schemas\":[" + files() + "]}");
    }

    private static List<String> column(ResultSet results, String... columns) throws SQLException {
        List<String> values = new ArrayList<>();
        try (results) {
            while (results.next()) {
                List<String> row = new ArrayList<>();
                for (String column : columns) {
                    row.add(String.valueOf(results.getObject(column)));
                }
                values.add(String.join(", ", row));
            }
        }
        return values;
    }

    @Test
    void everyQuestionHasAnAnswer() throws Exception {
        try (Connection connection = ours()) {
            DatabaseMetaData metaData = connection.getMetaData();
            for (Method method : DatabaseMetaData.class.getMethods()) {
                @Nullable Object[] arguments = new @Nullable Object[method.getParameterCount()];
                for (int i = 0; i < arguments.length; i++) {
                    Class<?> type = method.getParameterTypes()[i];
                    arguments[i] = type == int.class
                            ? (Object) 1
                            : type == boolean.class
                                    ? (Object) true
                                    : type == Class.class ? DatabaseMetaData.class : null;
                }
                try {
                    if (method.invoke(metaData, arguments) instanceof ResultSet rows) {
                        assertThat(rows.getMetaData().getColumnCount())
                                .as(method.getName())
                                .isPositive();
                        rows.next();
                        rows.close();
                    }
                } catch (InvocationTargetException e) {
                    throw new AssertionError(method.toString(), e.getCause());
                }
            }
        }
    }

    @Test
    void tablesAreSortedByTypeAndNameAndTellTheirFiles() throws SQLException {
        try (Connection connection = ours()) {
            assertThat(column(
                            connection.getMetaData().getTables(null, "%", "%", null),
                            "TABLE_TYPE",
                            "TABLE_SCHEM",
                            "TABLE_NAME",
                            "REMARKS"))
                    .filteredOn(table -> !table.contains("metadata"))
                    .containsExactly(
                            "SYSTEM TABLE, sys, buffers, null",
                            "SYSTEM TABLE, sys, columns, null",
                            "SYSTEM TABLE, sys, devices, null",
                            "SYSTEM TABLE, sys, files, null",
                            "SYSTEM TABLE, sys, queries, null",
                            "SYSTEM TABLE, sys, tables, null",
                            "TABLE, files, Sales 2024, north/Sales 2024.json, json",
                            "TABLE, files, broken, broken.parquet, parquet",
                            "TABLE, files, typed_values, typed_values.csv, csv");
            assertThat(column(
                            connection.getMetaData().getTables(null, null, null, new String[] {"TABLE"}), "TABLE_NAME"))
                    .hasSize(3);
        }
    }

    @Test
    void columnsHaveSizesTypesAndNullability() throws SQLException {
        try (Connection connection = ours()) {
            assertThat(column(
                            connection.getMetaData().getColumns(null, "files", "typed\\_values", "%"),
                            "COLUMN_NAME",
                            "DATA_TYPE",
                            "TYPE_NAME",
                            "COLUMN_SIZE",
                            "DECIMAL_DIGITS",
                            "NUM_PREC_RADIX",
                            "NULLABLE",
                            "CHAR_OCTET_LENGTH",
                            "ORDINAL_POSITION",
                            "IS_AUTOINCREMENT"))
                    .containsExactly(
                            "flag, " + Types.BOOLEAN + ", BOOLEAN, 1, null, null, 1, null, 1, NO",
                            "whole, " + Types.BIGINT + ", BIGINT, 19, 0, 10, 1, null, 2, NO",
                            "real, " + Types.DOUBLE + ", DOUBLE, 15, null, 10, 1, null, 3, NO",
                            "day, " + Types.DATE + ", DATE, 10, null, null, 1, null, 4, NO",
                            "clock, " + Types.TIME + ", TIME, 12, 3, null, 1, null, 5, NO",
                            "seen, " + Types.TIMESTAMP + ", TIMESTAMP, 23, 3, null, 1, null, 6, NO",
                            "at, " + Types.TIMESTAMP + ", TIMESTAMP_WITH_LOCAL_TIME_ZONE, 23, 3, null, 1, null, 7, NO",
                            "text, " + Types.VARCHAR + ", VARCHAR, 2147483647, null, null, 1, 2147483647, 8, NO");
        }
    }

    @Test
    void patternsAreThoseOfJdbc() throws SQLException {
        try (Connection connection = ours()) {
            DatabaseMetaData metaData = connection.getMetaData();
            assertThat(column(metaData.getTables(null, "f_les", "t%v_lues", null), "TABLE_NAME"))
                    .containsExactly("typed_values");
            assertThat(column(metaData.getTables(null, "files", "typed\\_values", null), "TABLE_NAME"))
                    .containsExactly("typed_values");
            assertThat(column(metaData.getTables(null, "files", "type\\_\\_values", null), "TABLE_NAME"))
                    .isEmpty();
            assertThat(column(metaData.getTables(null, "files", "^[a-z]*(", null), "TABLE_NAME"))
                    .isEmpty();
            assertThat(column(metaData.getColumns("", "files", "typed_values", "%a%"), "COLUMN_NAME"))
                    .containsExactly("flag", "real", "day", "at");
            assertThat(column(metaData.getTables("catalog", null, null, null), "TABLE_NAME"))
                    .isEmpty();
        }
    }

    @Test
    void schemasCatalogsAndTypesAreListed() throws SQLException {
        try (Connection connection = ours()) {
            DatabaseMetaData metaData = connection.getMetaData();
            assertThat(column(metaData.getSchemas(), "TABLE_SCHEM")).isSorted().contains("files", "sys");
            assertThat(column(metaData.getSchemas(null, "f%"), "TABLE_SCHEM", "TABLE_CATALOG"))
                    .containsExactly("files, null");
            assertThat(column(metaData.getCatalogs(), "TABLE_CAT")).isEmpty();
            assertThat(column(metaData.getTableTypes(), "TABLE_TYPE")).containsExactly("SYSTEM TABLE", "TABLE", "VIEW");
            List<Integer> types = new ArrayList<>();
            try (ResultSet rows = metaData.getTypeInfo()) {
                while (rows.next()) {
                    types.add(rows.getInt("DATA_TYPE"));
                }
            }
            assertThat(types).isSorted().contains(Types.BIGINT, Types.VARCHAR, Types.DECIMAL);
            assertThat(column(metaData.getPrimaryKeys(null, "files", "typed_values"), "COLUMN_NAME"))
                    .isEmpty();
            assertThat(column(metaData.getIndexInfo(null, "files", "typed_values", false, true), "INDEX_NAME"))
                    .isEmpty();
            assertThat(metaData.getConnection()).isSameAs(connection);
        }
    }

    @Test
    void viewsAreListedAndABrokenOneBreaksNothing() throws SQLException {
        String views = "{\"name\":\"views\",\"tables\":["
                + "{\"name\":\"good\",\"type\":\"view\",\"sql\":\"select id, id + 1 as more from files.\\\"Sales 2024\\\"\"},"
                + "{\"name\":\"bad\",\"type\":\"view\",\"sql\":\"select * from files.broken\"}]}";
        try (Connection connection = DriverManager.getConnection(
                "jdbc:gpuquery:model=inline:{\"version\":\"1.0\",\"schemas\":[" + files() + "," + views + "]}")) {
            assertThat(column(
                            connection.getMetaData().getTables(null, "views", null, null), "TABLE_NAME", "TABLE_TYPE"))
                    .containsExactly("bad, VIEW", "good, VIEW");
            assertThat(column(connection.getMetaData().getColumns(null, "views", null, null), "COLUMN_NAME"))
                    .containsExactly("id", "more");
        }
    }

    @Test
    void aDirectoryThatIsGoneIsAnErrorWithAState(@TempDir Path other) throws Exception {
        Path gone = Files.createDirectory(other.resolve("gone"));
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + gone)) {
            Files.delete(gone);
            assertThatThrownBy(() -> connection.getMetaData().getTables(null, null, null, null))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22000"))
                    .hasMessageContainingAll("The directory is gone", gone.toString());
        }
    }

    @Test
    void listingsOfAPlainConnectionAreFreshToo() throws Exception {
        try (Connection connection = plain()) {
            DatabaseMetaData metaData = connection.getMetaData();
            assertThat(column(metaData.getTables(null, "files", "%", null), "TABLE_NAME"))
                    .containsExactlyInAnyOrder("Sales 2024", "broken", "typed_values");
            Files.writeString(directory.resolve("fresh.csv"), "a\n1\n");
            Files.delete(directory.resolve("broken.parquet"));
            assertThat(column(metaData.getTables(null, "files", "%", null), "TABLE_NAME"))
                    .containsExactlyInAnyOrder("Sales 2024", "fresh", "typed_values");
            Files.writeString(directory.resolve("fresh.csv"), "a,b\n1,2\n");
            assertThat(column(metaData.getColumns(null, "files", "fresh", "%"), "COLUMN_NAME"))
                    .containsExactly("a", "b");
            assertThat(Rows.of(connection, "select \"b\" from \"fresh\"")).containsExactly("2");
        }
    }

    @Test
    void listingsAreCompleteWhileFilesComeAndGo() throws Exception {
        for (int i = 0; i < 50; i++) {
            Files.writeString(directory.resolve("stays_" + i + ".csv"), "a\n1\n");
        }
        AtomicBoolean stop = new AtomicBoolean();
        Thread churn = new Thread(() -> {
            try {
                for (int i = 0; !stop.get(); i++) {
                    Path file = directory.resolve("goes_" + i % 7 + ".csv");
                    if (!Files.deleteIfExists(file)) {
                        Files.writeString(file, "a\n1\n");
                    }
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        churn.start();
        try (Connection ours = ours();
                Connection plain = plain()) {
            long end = System.nanoTime() + Duration.ofMillis(1500).toNanos();
            while (System.nanoTime() < end) {
                for (Connection connection : List.of(ours, plain)) {
                    DatabaseMetaData metaData = connection.getMetaData();
                    assertThat(column(metaData.getTables(null, "files", "stays%", null), "TABLE_NAME"))
                            .hasSize(50);
                    assertThat(column(metaData.getColumns(null, "files", "%", "a"), "TABLE_NAME"))
                            .filteredOn(table -> table.startsWith("stays"))
                            .hasSize(50);
                }
            }
        } finally {
            stop.set(true);
            churn.join();
        }
    }

    @Test
    void metaDataLeavesNoStatementOpen() throws SQLException {
        try (Connection connection = ours()) {
            ResultSet rows = connection.getMetaData().getTables(null, null, null, null);
            Statement statement = rows.getStatement();
            rows.close();
            assertThat(statement.isClosed()).isTrue();
        }
    }
}
