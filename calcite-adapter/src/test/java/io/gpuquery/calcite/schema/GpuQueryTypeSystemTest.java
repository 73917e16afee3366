package io.gpuquery.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Throwables;
import io.gpuquery.calcite.tpch.MemoryTable;
import io.gpuquery.calcite.tpch.TpchData;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.calcite.jdbc.CalciteConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What arithmetic and aggregates give on a connection that names our type system: types, values and errors. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GpuQueryTypeSystemTest {
    /** Two rows of extremes and odd values; the table {@code empty_table} has the same columns and no row. */
    private static final List<TpchData.Column> COLUMNS = List.of(
            new TpchData.Column("i", TpchData.Type.INTEGER),
            new TpchData.Column("b", TpchData.Type.BIGINT),
            new TpchData.Column("d", TpchData.Type.DECIMAL),
            new TpchData.Column("s", TpchData.Type.VARCHAR));

    private Connection connection;

    @BeforeAll
    void open() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("caseSensitive", "false");
        properties.setProperty("typeSystem", GpuQueryTypeSystem.class.getName());
        connection = DriverManager.getConnection("jdbc:calcite:", properties);
        addTables(connection);
    }

    private static void addTables(Connection connection) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        rows.add(new @Nullable Object[] {Integer.MAX_VALUE, Long.MAX_VALUE, new BigDecimal("1.00"), "a"});
        rows.add(new @Nullable Object[] {Integer.MAX_VALUE - 1, Long.MAX_VALUE - 2, new BigDecimal("1.01"), "bcd"});
        CalciteConnection calcite = connection.unwrap(CalciteConnection.class);
        calcite.getRootSchema().add("t", new MemoryTable(COLUMNS, true, rows));
        calcite.getRootSchema().add("empty_table", new MemoryTable(COLUMNS, true, List.of()));
    }

    @AfterAll
    void close() throws SQLException {
        connection.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "sum(i) | BIGINT | 4294967293",
                "sum(b) | DECIMAL(38, 0) | 18446744073709551612",
                "sum(distinct b) | DECIMAL(38, 0) | 18446744073709551612",
                "sum(b) filter (where i < 0) | DECIMAL(38, 0) | null",
                "sum(cast(i as smallint) - i + i) | BIGINT | error",
                "sum(d) | DECIMAL(38, 2) | 2.01",
                "sum(d * d) | DECIMAL(38, 4) | 2.0201",
                "sum(cast(d as real)) | DOUBLE | 2.009999990463257",
                "sum(cast(d as double)) | DOUBLE | 2.01",
                "avg(i) | DOUBLE | 2.1474836465E9",
                "avg(b) | DOUBLE | 9.223372036854776E18",
                "avg(cast(1 as bigint) * case when s = 'a' then 1 else 2 end) | DOUBLE | 1.5",
                "avg(d) | DECIMAL(38, 6) | 1.005000",
                "avg(d * d * d) | DECIMAL(38, 10) | 1.0151505000",
                "avg(d) over () | DECIMAL(38, 6) | 1.005000",
                "sum(b) over () | DECIMAL(38, 0) | 18446744073709551612",
                "avg(cast(d as double)) | DOUBLE | 1.005",
                "stddev_pop(d) | DECIMAL(38, 6) | 0.005000",
                "var_samp(i - 2147483640) | DOUBLE | 0.5",
                "count(*) | BIGINT | 2",
                "sum(d) / 3 | DECIMAL(38, 6) | 0.670000",
                "min(d) / max(d) | DECIMAL(27, 12) | 0.990099009901",
                "1 / max(d) | DECIMAL(24, 12) | 0.990099009901",
                "1.00 / 3 | DECIMAL(13, 12) | 0.333333333333",
                "cast(1 as decimal(20, 18)) / 3 | DECIMAL(26, 24) | 0.333333333333333333333333",
                "max(cast(12345678901234567890.12 as decimal(30, 2)) * d) / 7 | DECIMAL(38, 8) | 1781305098606701938.43160000",
                "cast(min(d) / 3 as decimal(38, 30)) | DECIMAL(38, 30) | 0.333333333333333333333333333333",
                "avg(cast(d as decimal(38, 20))) | DECIMAL(38, 24) | 1.005000000000000000000000",
                "min(i) / 4 | INTEGER | 536870911",
                "-min(i) / 4 | INTEGER | -536870911",
                "cast(min(d) * 1.235 as decimal(5, 2)) | DECIMAL(5, 2) | 1.24",
                "cast(min(d) * -1.235 as decimal(5, 2)) | DECIMAL(5, 2) | -1.24",
                "max(case when i > 0 then 'a' else 'bcd' end) | VARCHAR(3) | a",
                "max(cast('2020-01-02 03:04:05.678' as timestamp)) | TIMESTAMP(3) | 2020-01-02 03:04:05.678"
            })
    void aggregatesAndQuotientsHaveExactTypesAndValues(String expression, String type, @Nullable String value)
            throws SQLException {
        String sql = "select " + expression + " from t";
        if ("error".equals(value)) {
            assertArithmeticException(sql);
            return;
        }
        assertThat(query(sql)).isEqualTo(type + " " + value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "sum(i) | BIGINT | null",
                "sum(b) | DECIMAL(38, 0) | null",
                "avg(i) | DOUBLE | null",
                "avg(d) | DECIMAL(38, 6) | null",
                "stddev_samp(b) | DOUBLE | null",
                "count(b) | BIGINT | 0"
            })
    void aggregatesOfNoRowsAreNull(String expression, String type, @Nullable String value) throws SQLException {
        assertThat(query("select " + expression + " from empty_table")).isEqualTo(type + " " + value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "i + 1",
                "i + i",
                "-i - 3",
                "i * 2",
                "b + 1",
                "b * i",
                "-(-b - 1)",
                "(-b - 1) / -1",
                "cast(30000 as smallint) + cast(i - 2147483647 + 30000 as smallint)",
                "cast(b as integer)",
                "cast(d * 1000 as decimal(3, 0))",
                "b + b + d",
                "case when i + 2 > 0 then 1 else 0 end",
                "sum(b + 1) over ()"
            })
    void overflowIsAnError(String expression) {
        assertArithmeticException("select " + expression + " from t where i = 2147483647");
    }

    /** Calcite wraps what happens before the first row in an SQLException, and nothing after that. */
    private void assertArithmeticException(String sql) {
        assertThatThrownBy(() -> query(sql))
                .extracting(Throwables::getRootCause)
                .isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"d / (i - i)", "i / (i - i)", "d / 0.00"})
    void divisionByZeroIsAnError(String expression) {
        assertArithmeticException("select " + expression + " from t");
    }

    @Test
    void overflowInAConditionIsAnErrorToo() {
        assertArithmeticException("select count(*) from t where i + 1 > 0");
    }

    private String query(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            ResultSetMetaData metaData = rows.getMetaData();
            assertThat(rows.next()).isTrue();
            String type = metaData.getColumnTypeName(1);
            String parameters = switch (type) {
                case "DECIMAL" -> "(" + metaData.getPrecision(1) + ", " + metaData.getScale(1) + ")";
                case "VARCHAR", "TIMESTAMP" -> "(" + metaData.getPrecision(1) + ")";
                default -> "";
            };
            return type + parameters + " " + rows.getString(1);
        }
    }
}
