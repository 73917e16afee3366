package io.gpuquery.scan;

import io.gpuquery.column.TableSchema;

/**
 * What a reader found out about one version of a file; enough to scan it later. Immutable.
 *
 * @param format the format
 * @param schema columns in file order
 * @param statistics rows, and what is known of values
 * @param details for the reader that made it
 */
public record FileDescription(
        FileFormat format, TableSchema schema, TableStatistics statistics, FormatDetails details) {}
