package io.gpuquery.calcite.tpch;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a result, read to the end, with values in a form that is the same for every driver.
 *
 * <p>Integers and decimals are {@link BigDecimal} (a decimal keeps the scale that the driver gave), REAL and DOUBLE are
 * {@link Double}, dates are {@link LocalDate}, BOOLEAN is {@link Boolean}, everything else is its text.
 */
public record ResultRows(List<String> columnNames, List<List<@Nullable Object>> rows) {

    /** Reads {@code results} from its next row to its last one; leaves it open. */
    public static ResultRows of(ResultSet results) throws SQLException {
        ResultSetMetaData metaData = results.getMetaData();
        List<String> columnNames = new ArrayList<>();
        for (int i = 1; i <= metaData.getColumnCount(); i++) {
            columnNames.add(metaData.getColumnLabel(i));
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        while (results.next()) {
            List<@Nullable Object> row = new ArrayList<>();
            for (int i = 1; i <= columnNames.size(); i++) {
                row.add(value(results, i, metaData.getColumnType(i)));
            }
            rows.add(Collections.unmodifiableList(row));
        }
        return new ResultRows(List.copyOf(columnNames), Collections.unmodifiableList(rows));
    }

    private static @Nullable Object value(ResultSet results, int column, int type) throws SQLException {
        Object value = switch (type) {
            case Types.FLOAT, Types.REAL, Types.DOUBLE -> results.getDouble(column);
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.DECIMAL, Types.NUMERIC ->
                results.getBigDecimal(column);
            case Types.BOOLEAN, Types.BIT -> results.getBoolean(column);
            default ->
                results.getObject(column) instanceof Number number
                        ? new BigDecimal(number.toString())
                        : results.getString(column);
        };
        if (value == null || results.wasNull()) {
            return null;
        }
        return type == Types.DATE ? LocalDate.parse((String) value) : value;
    }
}
