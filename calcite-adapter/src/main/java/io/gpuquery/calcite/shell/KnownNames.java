package io.gpuquery.calcite.shell;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names that a statement may use, looked up when somebody has mistaken one. */
final class KnownNames {
    /** Columns are looked up for so many tables, since each may mean opening a file. */
    private static final int MAX_TABLES = 20;

    private final @Nullable Connection connection;

    KnownNames(@Nullable Connection connection) {
        this.connection = connection;
    }

    private record Table(@Nullable String schema, String name) {}

    /** The names of all tables, views and schemas. */
    List<String> tables() {
        Set<String> names = new LinkedHashSet<>();
        for (Table table : tablesAndSchemas()) {
            names.add(table.name);
            if (table.schema != null) {
                names.add(table.schema);
            }
        }
        return List.copyOf(names);
    }

    /** The names of the columns of those tables that a statement mentions. */
    List<String> columns(String statement) {
        Set<String> names = new LinkedHashSet<>();
        String text = statement.toLowerCase(Locale.ROOT);
        tablesAndSchemas().stream()
                .filter(table -> text.contains(table.name.toLowerCase(Locale.ROOT)))
                .limit(MAX_TABLES)
                .forEach(table -> names.addAll(columns(table)));
        return List.copyOf(names);
    }

    private List<Table> tablesAndSchemas() {
        List<Table> tables = new ArrayList<>();
        if (connection == null) {
            return tables;
        }
        try (ResultSet rows = metaData(connection).getTables(null, null, "%", null)) {
            while (rows.next()) {
                tables.add(new Table(rows.getString("TABLE_SCHEM"), rows.getString("TABLE_NAME")));
            }
        } catch (SQLException | RuntimeException e) {
            // The error at hand is the one to report; without these names it only lacks a suggestion.
            return List.of();
        }
        return tables;
    }

    private List<String> columns(Table table) {
        List<String> names = new ArrayList<>();
        if (connection == null) {
            return names;
        }
        try (ResultSet rows = metaData(connection).getColumns(null, table.schema, table.name, "%")) {
            while (rows.next()) {
                names.add(rows.getString("COLUMN_NAME"));
            }
        } catch (SQLException | RuntimeException e) {
            // As above.
            return List.of();
        }
        return names;
    }

    private static DatabaseMetaData metaData(Connection connection) throws SQLException {
        return connection.getMetaData();
    }
}
