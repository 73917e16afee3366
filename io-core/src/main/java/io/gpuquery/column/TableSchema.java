package io.gpuquery.column;

import java.util.ArrayList;
import java.util.List;

/**
 * The columns of a table or batch, in order. Immutable.
 *
 * @param columns the definitions
 */
public record TableSchema(List<ColumnDefinition> columns) {
    public TableSchema {
        columns = List.copyOf(columns);
    }

    public int columnCount() {
        return columns.size();
    }

    public ColumnDefinition column(int index) {
        return columns.get(index);
    }

    /** Index of the column of that name, without regard to case; -1 where there is none. */
    public int indexOf(String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    /** The named columns, in the order of the indexes. */
    public TableSchema project(List<Integer> indexes) {
        List<ColumnDefinition> projected = new ArrayList<>(indexes.size());
        for (int index : indexes) {
            projected.add(columns.get(index));
        }
        return new TableSchema(projected);
    }
}
