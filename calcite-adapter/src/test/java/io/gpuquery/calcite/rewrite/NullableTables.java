package io.gpuquery.calcite.rewrite;

import io.gpuquery.calcite.schema.GpuQueryTypeSystem;
import io.gpuquery.calcite.tpch.MemoryTable;
import io.gpuquery.calcite.tpch.ResultComparison;
import io.gpuquery.calcite.tpch.ResultRows;
import io.gpuquery.calcite.tpch.TpchData;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.apache.calcite.jdbc.CalciteConnection;
import org.jspecify.annotations.Nullable;

/**
 * Small tables {@code t}, {@code u} and {@code v}, full of nulls and duplicates, and {@code t0}, {@code u0}, {@code v0}
 * without rows: in Calcite and in DuckDB. Their columns are {@code a INTEGER, b INTEGER, c VARCHAR}.
 */
final class NullableTables implements AutoCloseable {
    private static final List<TpchData.Column> COLUMNS = List.of(
            new TpchData.Column("a", TpchData.Type.INTEGER),
            new TpchData.Column("b", TpchData.Type.INTEGER),
            new TpchData.Column("c", TpchData.Type.VARCHAR));

    private final Connection calcite;
    private final Connection duckDb;

    NullableTables() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("caseSensitive", "false");
        properties.setProperty("typeSystem", GpuQueryTypeSystem.class.getName());
        calcite = DriverManager.getConnection("jdbc:calcite:", properties);
        duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Random random = new Random(42);
        for (String table : List.of("t", "u", "v")) {
            List<@Nullable Object[]> rows = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                rows.add(new @Nullable Object[] {
                    random.nextInt(5) == 0 ? null : random.nextInt(6),
                    random.nextInt(5) == 0 ? null : random.nextInt(4),
                    random.nextInt(5) == 0 ? null : "abcd".substring(random.nextInt(4))
                });
            }
            add(table, rows);
            add(table + "0", List.of());
        }
    }

    private void add(String table, List<@Nullable Object[]> rows) throws SQLException {
        calcite.unwrap(CalciteConnection.class).getRootSchema().add(table, new MemoryTable(COLUMNS, true, rows));
        try (Statement statement = duckDb.createStatement()) {
            statement.execute("create table " + table + " (a integer, b integer, c varchar)");
        }
        try (PreparedStatement insert = duckDb.prepareStatement("insert into " + table + " values (?, ?, ?)")) {
            for (@Nullable Object[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    insert.setObject(i + 1, row[i]);
                }
                insert.execute();
            }
        }
    }

    /** Fails unless both give the same rows, in any order. */
    void assertSameRows(String query) throws SQLException {
        ResultComparison.assertSameRows(rows(calcite, query), rows(duckDb, query));
    }

    private static ResultRows rows(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(query)) {
            return ResultRows.of(results);
        }
    }

    @Override
    public void close() throws SQLException {
        calcite.close();
        duckDb.close();
    }
}
