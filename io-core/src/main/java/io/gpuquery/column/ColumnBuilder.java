package io.gpuquery.column;

/**
 * Collects the values of a column on the heap, then moves them into one aligned block.
 *
 * <p>Threads: one at a time. Nothing is held off the heap before {@link #build()}, so an abandoned builder leaks nothing.
 */
public sealed interface ColumnBuilder permits FixedWidthBuilder, ViewBuilder {
    /** A builder for a type in its own storage. */
    static ColumnBuilder of(ColumnType type, int expectedRows) {
        return type.storage() == Storage.VIEW
                ? new ViewBuilder(type, expectedRows)
                : new FixedWidthBuilder(type, expectedRows);
    }

    ColumnType type();

    /** Rows so far. */
    int rowCount();

    void appendNull();

    /** The column of all rows so far; the builder is then empty and can be used again. The caller owns the column. */
    Column build();
}
