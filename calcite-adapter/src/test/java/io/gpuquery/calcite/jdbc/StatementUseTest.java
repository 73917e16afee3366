package io.gpuquery.calcite.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.error.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How tools use statements: limits, what results are like, and what is refused. */
class StatementUseTest {
    @TempDir
    private Path directory;

    private Connection connection;

    @BeforeEach
    void connect() throws Exception {
        Files.writeString(directory.resolve("sales.csv"), "id,amount,region\n1,10.5,north\n2,5,south\n3,20,north\n");
        connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + directory);
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into sales values (4, 1, 'east')",
                "update sales set amount = 1 where id = 1",
                "delete from sales",
                "create table copy as select * from sales",
                "CREATE VIEW v AS SELECT * FROM sales",
                " drop table sales",
                "truncate table sales",
                "alter table sales add column a int",
                "copy sales to 'x.csv'"
            })
    void whatWritesIsRefusedWithTheWayToExport(String sql) throws SQLException {
        String word = sql.strip().split(" ", 2)[0].toUpperCase(java.util.Locale.ROOT);
        try (Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(sql))
                    .isInstanceOf(SQLFeatureNotSupportedException.class)
                    .hasCauseInstanceOf(DataException.class)
                    .hasMessageContainingAll(
                            word + " is not possible: files are only read", "--outputformat=csv", "!record")
                    .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("0A000"));
        }
        assertThat(Rows.of(connection, "select count(*) from sales")).containsExactly("3");
    }

    @Test
    void maxRowsLimitsResultsUntilItIsTakenBack() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setMaxRows(2);
            assertThat(statement.getMaxRows()).isEqualTo(2);
            assertThat(Rows.of(statement.executeQuery("select id from sales"))).containsExactly("1", "2");
            statement.setMaxRows(0);
            assertThat(Rows.of(statement.executeQuery("select id from sales"))).hasSize(3);
        }
        try (PreparedStatement statement = connection.prepareStatement("select id from sales where id > ?")) {
            statement.setLong(1, 1);
            assertThat(Rows.of(statement.executeQuery())).containsExactly("2", "3");
        }
    }

    @Test
    void whatIsClosedSaysWhatIs() throws SQLException {
        String sql = "select id from sales";
        Statement closed = connection.createStatement();
        closed.close();
        assertClosed(() -> closed.executeQuery(sql), "The statement is closed. Create another one.", "HY010");
        Statement open = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement(sql);
        connection.close();
        String message = "The connection is closed, and its statements with it. Connect again.";
        assertClosed(() -> open.executeQuery(sql), message, "08003");
        assertClosed(prepared::executeQuery, message, "08003");
    }

    private static void assertClosed(ThrowingCallable call, String message, String state) {
        assertThatThrownBy(call)
                .isInstanceOf(SQLException.class)
                .hasMessage(message)
                .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo(state));
    }

    @Test
    void resultsDescribeTheirColumns() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id, amount as total, region from sales")) {
            ResultSetMetaData described = rows.getMetaData();
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= described.getColumnCount(); i++) {
                columns.add(described.getColumnLabel(i) + " " + described.getColumnType(i) + " "
                        + described.getColumnTypeName(i) + " " + described.getColumnClassName(i) + " "
                        + described.isNullable(i));
            }
            assertThat(columns)
                    .containsExactly(
                            "id " + Types.BIGINT + " BIGINT java.lang.Long 1",
                            "total " + Types.DOUBLE + " DOUBLE java.lang.Double 1",
                            "region " + Types.VARCHAR + " VARCHAR java.lang.String 1");
            assertThat(described.getTableName(1)).isEqualTo("sales");
            assertThat(described.getSchemaName(1)).isEqualTo("files");
            assertThat(described.isReadOnly(1)).isTrue();
            assertThat(described.isAutoIncrement(1)).isFalse();
        }
    }

    @Test
    void severalRootSchemasOverDifferentFoldersMeetInOneStatement(@TempDir Path other) throws Exception {
        Files.writeString(other.resolve("regions.csv"), "name,manager\nnorth,Ann\nsouth,Bob\n");
        String schema = "{\"name\":\"%s\",\"type\":\"custom\",\"factory\":"
                + "\"io.gpuquery.calcite.schema.DirectorySchemaFactory\",\"operand\":{\"directory\":\"%s\"}}";
        String model = "inline:{\"version\":\"1.0\",\"schemas\":[" + String.format(schema, "s1", directory) + ","
                + String.format(schema, "s2", other) + "]}";
        for (String url : List.of(
                "jdbc:gpuquery:model=" + model,
                "jdbc:calcite:caseSensitive=false;unquotedCasing=UNCHANGED;model=" + model)) {
            try (Connection both = DriverManager.getConnection(url)) {
                assertThat(Rows.of(
                                both,
                                "select r.manager, count(*) from s1.sales s join s2.regions r on r.name = s.region"
                                        + " group by r.manager order by 1"))
                        .containsExactly("Ann,2", "Bob,1");
            }
        }
    }
}
