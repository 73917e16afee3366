package io.gpuquery.scan;

import java.util.List;

/**
 * What is known of a table's size.
 *
 * @param rowCount rows
 * @param exact whether {@code rowCount} is exact or an estimate
 * @param columns one for each column of the schema, or empty where nothing is known of any
 */
public record TableStatistics(long rowCount, boolean exact, List<ColumnStatistics> columns) {
    public TableStatistics {
        columns = List.copyOf(columns);
        if (rowCount < 0) {
            throw new IllegalArgumentException("rowCount is " + rowCount);
        }
    }

    public ColumnStatistics column(int index) {
        return columns.isEmpty() ? ColumnStatistics.UNKNOWN : columns.get(index);
    }
}
