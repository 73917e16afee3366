package io.gpuquery.column;

/**
 * Collects the values of a column on the heap, then moves them into one aligned block.
 *
 * <p>Threads: one at a time. Nothing is held off the heap before {@link #build()}, so an abandoned builder leaks nothing.
 */
public sealed interface ColumnBuilder permits FixedWidthBuilder, ViewBuilder, NestedBuilder {
    /** A builder for a type in its own storage. */
    static ColumnBuilder of(ColumnType type, int expectedRows) {
        return switch (type.storage()) {
            case VIEW -> new ViewBuilder(type, expectedRows);
            case NESTED -> new NestedBuilder(type, expectedRows);
            case INT8, INT16, INT32, INT64, INT128, FLOAT32, FLOAT64 -> new FixedWidthBuilder(type, expectedRows);
        };
    }

    ColumnType type();

    /** Rows so far. */
    int rowCount();

    void appendNull();

    /** The column of all rows so far; the builder is then empty and can be used again. The caller owns the column. */
    Column build();
}
