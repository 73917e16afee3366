package io.gpuquery.calcite.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Rows of a query as text, for comparing. */
public final class Rows {
    private Rows() {}

    /** Each row as its values joined by commas; NULL is {@code null}. */
    public static List<String> of(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            return of(results);
        }
    }

    /** The rows that are left. */
    public static List<String> of(ResultSet results) throws SQLException {
        int columnCount = results.getMetaData().getColumnCount();
        List<String> rows = new ArrayList<>();
        while (results.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= columnCount; i++) {
                row.add(String.valueOf(results.getObject(i)));
            }
            rows.add(String.join(",", row));
        }
        return rows;
    }

    /** The plan of a query. */
    public static String plan(Connection connection, String sql) throws SQLException {
        return String.join("\n", of(connection, "EXPLAIN PLAN FOR " + sql));
    }
}
