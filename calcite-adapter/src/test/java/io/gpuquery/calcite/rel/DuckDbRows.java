package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.rel.OperatorComparison.Outcome;
import io.gpuquery.calcite.tpch.ResultRows;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows in which values that DuckDB's driver and ours write in different ways are written in one. */
final class DuckDbRows {
    private DuckDbRows() {}

    static ResultRows of(ResultSet duckDb) throws SQLException {
        return inOneForm(ResultRows.of(duckDb));
    }

    static ResultRows of(Outcome outcome) {
        return inOneForm(Objects.requireNonNull(outcome.rows()));
    }

    private static ResultRows inOneForm(ResultRows rows) {
        List<List<@Nullable Object>> changed = new ArrayList<>();
        for (List<@Nullable Object> row : rows.rows()) {
            List<@Nullable Object> values = new ArrayList<>();
            row.forEach(value -> values.add(inOneForm(value)));
            changed.add(values);
        }
        return new ResultRows(rows.columnNames(), changed);
    }

    /** Times without zeros at the end of their fractions. */
    private static @Nullable Object inOneForm(@Nullable Object value) {
        if (value instanceof BigDecimal number) {
            return number.stripTrailingZeros();
        }
        boolean time =
                value instanceof String text && text.matches("(\\d{4}-\\d\\d-\\d\\d )?\\d\\d:\\d\\d(:\\d\\d.*)?");
        return time && value instanceof String text
                ? text.replaceAll("(:00)?\\.0+$|(\\.\\d*?)0+$", "$2").replaceAll("^(\\d\\d:\\d\\d):00$", "$1")
                : value;
    }
}
