package io.gpuquery.calcite.exec;

/**
 * What is known of the rows of a scan that will be of use, once joins have read their right inputs: others need not be read.
 *
 * @param column of the scan, in the order of its node
 * @param least no value that is less, and no null, is of use; in the units of the column's type
 * @param greatest no value that is greater is of use
 */
public record ColumnBounds(int column, long least, long greatest) {}
