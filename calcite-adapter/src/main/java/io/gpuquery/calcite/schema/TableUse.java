package io.gpuquery.calcite.schema;

import io.gpuquery.calcite.table.DeviceTable;
import io.gpuquery.column.TableSchema;
import io.gpuquery.error.DataException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The tables of directories that a statement names, views and subqueries that are not used included, and the columns that they had
 * then: what has to be the same for its plan to be the same.
 *
 * <p>Calcite plans on the thread of the caller and passes nothing of ours along, so a recording is the thread's from {@link #record()}
 * to {@link #close()}.
 */
public final class TableUse implements AutoCloseable {
    private static final ThreadLocal<@Nullable TableUse> CURRENT = new ThreadLocal<>();

    private final @Nullable TableUse outer;
    private final Map<DeviceTable, TableSchema> schemas = new HashMap<>();
    private boolean consistent = true;

    private TableUse(@Nullable TableUse outer) {
        this.outer = outer;
    }

    /**
     * A table, and its columns when it was used.
     *
     * @param schema as the statement knows it
     */
    public record Used(DeviceTable table, TableSchema schema) {
        /** Whether it still has these columns; false too if it cannot be read any more. */
        public boolean isUnchanged() {
            try {
                return table.schema().equals(schema);
            } catch (DataException e) {
                return false;
            }
        }
    }

    /** Starts to record what this thread uses. The caller closes it. */
    public static TableUse record() {
        TableUse use = new TableUse(CURRENT.get());
        CURRENT.set(use);
        return use;
    }

    static void note(DeviceTable table, TableSchema schema) {
        TableUse use = CURRENT.get();
        if (use != null) {
            TableSchema before = use.schemas.putIfAbsent(table, schema);
            use.consistent &= before == null || Objects.equals(before, schema);
        }
    }

    /** The columns that a table had when this thread's statement first used it; null where that is not known. */
    static @Nullable TableSchema noted(DeviceTable table) {
        TableUse use = CURRENT.get();
        return use == null ? null : use.schemas.get(table);
    }

    /** The tables so far; null if one of them changed between two uses. */
    public @Nullable List<Used> tables() {
        List<Used> used = new ArrayList<>();
        schemas.forEach((table, schema) -> used.add(new Used(table, schema)));
        return consistent ? used : null;
    }

    /** Ends the recording, and lets an outer one go on. */
    @Override
    public void close() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }
}
