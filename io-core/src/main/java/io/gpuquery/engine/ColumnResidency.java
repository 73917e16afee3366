package io.gpuquery.engine;

import io.gpuquery.column.ColumnType;

/**
 * What is in memory of one column of a table at one moment; for {@code sys.columns}.
 *
 * @param column its name
 * @param type its type
 * @param state whether it is there
 * @param rows rows of it that are in memory
 * @param bytes memory that was allocated for it, the dictionary included
 * @param sharedBytes bytes that are used where they lie in the mapped file
 * @param blocks blocks of rows with bounds of their own
 * @param dictionaryEntries entries of the dictionary; 0 where there is none
 */
public record ColumnResidency(
        String column,
        ColumnType type,
        State state,
        long rows,
        long bytes,
        long sharedBytes,
        int blocks,
        int dictionaryEntries) {
    /** How much of a column is in memory. */
    public enum State {
        ABSENT,
        PARTIAL,
        RESIDENT
    }
}
