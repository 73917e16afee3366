package io.gpuquery.column;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Columns of equal length: a run of rows of a table, restricted to some of them where there is a selection.
 *
 * <p>Ownership: owns its columns; whoever receives a batch closes it. Threads: any number may read, one closes.
 */
public final class ColumnBatch implements AutoCloseable {
    private final TableSchema schema;
    private final int rowCount;
    private final List<Column> columns;
    private final @Nullable Selection selection;

    /** Takes ownership of the columns. */
    public ColumnBatch(TableSchema schema, int rowCount, List<? extends Column> columns) {
        this(schema, rowCount, columns, null);
    }

    /**
     * Takes ownership of the columns.
     *
     * @param rowCount rows of each column, before the selection; needed where there is no column
     * @param selection null means all rows
     */
    public ColumnBatch(
            TableSchema schema, int rowCount, List<? extends Column> columns, @Nullable Selection selection) {
        if (schema.columnCount() != columns.size()) {
            throw new IllegalArgumentException(columns.size() + " columns for a schema of " + schema.columnCount());
        }
        for (Column column : columns) {
            if (column.rowCount() != rowCount) {
                throw new IllegalArgumentException(
                        "a column of " + column.rowCount() + " rows in a batch of " + rowCount);
            }
        }
        this.schema = schema;
        this.rowCount = rowCount;
        this.columns = List.copyOf(columns);
        this.selection = selection;
    }

    public TableSchema schema() {
        return schema;
    }

    /** Rows of each column, before the selection. */
    public int rowCount() {
        return rowCount;
    }

    /** Rows that count: the selection's, or all. */
    public int selectedCount() {
        return selection == null ? rowCount : selection.count();
    }

    /** Which rows count; null means all. */
    public @Nullable Selection selection() {
        return selection;
    }

    public List<Column> columns() {
        return columns;
    }

    public Column column(int index) {
        return columns.get(index);
    }

    /** Closes the columns. Idempotent. */
    @Override
    public void close() {
        columns.forEach(Column::close);
    }
}
