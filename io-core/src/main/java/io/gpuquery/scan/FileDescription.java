package io.gpuquery.scan;

import io.gpuquery.column.TableSchema;
import java.util.List;
import java.util.Map;

/**
 * What a reader found out about one version of a file; enough to scan it later. Immutable.
 *
 * @param format the format
 * @param schema columns in file order
 * @param statistics rows, and what is known of values
 * @param details for the reader that made it
 * @param findings where each column's name and type come from; empty where all are as the file states
 */
public record FileDescription(
        FileFormat format,
        TableSchema schema,
        TableStatistics statistics,
        FormatDetails details,
        List<ColumnFinding> findings) {
    public FileDescription {
        findings = List.copyOf(findings);
        if (!findings.isEmpty() && findings.size() != schema.columnCount()) {
            throw new IllegalArgumentException(findings.size() + " findings for " + schema.columnCount() + " columns");
        }
    }

    /** Of a file that states the names and types of its columns. */
    public FileDescription(FileFormat format, TableSchema schema, TableStatistics statistics, FormatDetails details) {
        this(format, schema, statistics, details, List.of());
    }

    /** Of a file that has neither rows nor names of columns, among others that have. */
    public static FileDescription ofNothing(FileFormat format) {
        TableStatistics none = new TableStatistics(0, true, List.of());
        return new FileDescription(format, new TableSchema(List.of()), none, Map::of);
    }

    /** Whether it has neither. */
    public boolean isNothing() {
        return schema.columnCount() == 0 && statistics.exact() && statistics.rowCount() == 0;
    }

    /** Where a column's name and type come from. */
    public ColumnFinding finding(int column) {
        return findings.isEmpty() ? ColumnFinding.asStated(schema.column(column).name()) : findings.get(column);
    }

    /** The same file, its columns to be read as others: as many, under the same names. */
    public FileDescription withSchema(TableSchema newSchema) {
        return new FileDescription(format, newSchema, statistics, details, findings);
    }
}
