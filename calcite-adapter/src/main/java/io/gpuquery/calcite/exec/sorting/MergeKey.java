package io.gpuquery.calcite.exec.sorting;

import io.gpuquery.column.ColumnType;

/**
 * A column by which runs are merged.
 *
 * @param column its number
 * @param type of its values, which tells in how many words they are compared
 * @param order as for a sort
 */
public record MergeKey(int column, ColumnType type, KeyOrder order) {
    /** Ascending, of a column without nulls. */
    public static MergeKey ascending(int column, ColumnType type) {
        return new MergeKey(column, type, new KeyOrder(false, false));
    }
}
