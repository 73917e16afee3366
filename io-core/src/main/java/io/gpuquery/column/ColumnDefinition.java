package io.gpuquery.column;

import java.util.Objects;

/**
 * Name and type of a column of a table.
 *
 * @param name as users write it: trimmed, unique in its table without regard to case
 * @param type its type
 * @param nullable whether nulls can occur; false is a promise, true is not
 */
public record ColumnDefinition(String name, ColumnType type, boolean nullable) {
    public ColumnDefinition {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
    }
}
