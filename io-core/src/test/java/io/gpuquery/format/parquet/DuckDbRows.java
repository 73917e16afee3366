package io.gpuquery.format.parquet;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.TableSchema;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What DuckDB writes to a file, and reads from one as {@link ParquetTable#value} gives it. */
final class DuckDbRows {
    private DuckDbRows() {}

    /** Writes what a query gives, and returns the file. */
    static Path write(Path file, String select, String options) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + select + ") TO '" + file + "' (FORMAT parquet, " + options + ")");
        }
        return file;
    }

    static List<List<@Nullable Object>> read(Connection connection, Path file, TableSchema schema) throws SQLException {
        String columns = schema.columns().stream()
                .map(column -> expression(column).formatted('"' + column.name() + '"'))
                .collect(Collectors.joining(", "));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT " + columns + " FROM read_parquet('" + file + "')")) {
            while (result.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 0; i < schema.columnCount(); i++) {
                    row.add(value(result, i + 1, schema.column(i).type()));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static String expression(ColumnDefinition column) {
        ColumnType type = column.type();
        return switch (type.kind()) {
            case BOOLEAN, REAL, DOUBLE, VARCHAR -> "%s";
            case TINYINT, SMALLINT, INTEGER, BIGINT -> "%s::BIGINT";
            case DECIMAL, UUID -> "%s::VARCHAR";
            case DATE -> "%s - DATE '1970-01-01'";
            case TIME -> type.precision() == 9 ? "epoch_ns(%s)" : "epoch_us(%s)";
            case TIMESTAMP, TIMESTAMP_LTZ ->
                switch (type.precision()) {
                    case 3 -> "epoch_ms(%s)";
                    case 6 -> "epoch_us(%s)";
                    default -> "epoch_ns(%s)";
                };
            case VARBINARY -> "lower(hex(%s))";
            case ARRAY, MAP, ROW -> throw new AssertionError(type);
        };
    }

    private static @Nullable Object value(ResultSet result, int index, ColumnType type) throws SQLException {
        if (result.getObject(index) == null) {
            return null;
        }
        return switch (type.kind()) {
            case BOOLEAN -> result.getBoolean(index);
            case TINYINT, SMALLINT, INTEGER, BIGINT, DATE, TIMESTAMP, TIMESTAMP_LTZ -> result.getLong(index);
            // DuckDB has microseconds where the file has milliseconds.
            case TIME -> type.precision() == 3 ? result.getLong(index) / 1000 : result.getLong(index);
            case REAL -> (double) result.getFloat(index);
            case DOUBLE -> result.getDouble(index);
            case DECIMAL -> new BigDecimal(result.getString(index)).setScale(type.scale());
            case UUID -> UUID.fromString(result.getString(index));
            case VARCHAR, VARBINARY -> result.getString(index);
            case ARRAY, MAP, ROW -> throw new AssertionError(type);
        };
    }
}
