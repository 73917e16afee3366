package io.gpuquery.calcite.exec;

/**
 * One of the columns that rows are sorted by. Texts sort by code point, NaN after all numbers, -0 before 0.
 *
 * @param column index in the input
 * @param descending greatest first
 * @param nullsFirst where nulls go, whatever the direction
 */
public record SortKey(int column, boolean descending, boolean nullsFirst) {
    public SortKey {
        if (column < 0) {
            throw new IllegalArgumentException("column " + column);
        }
    }
}
