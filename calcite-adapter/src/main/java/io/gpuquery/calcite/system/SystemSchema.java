package io.gpuquery.calcite.system;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;

/**
 * The schema {@value #NAME}: what the files of some directories are to us, as tables.
 *
 * <p>It is a sub-schema of each directory's schema, and with our driver also a root schema that tells of all directories of the
 * connection. What a user calls so comes first: a directory with a table of that name, or in a schema of that name, has no such
 * sub-schema, and a model with a schema of that name no such root schema. Safe for any number of threads.
 */
public final class SystemSchema extends AbstractSchema {
    /** What it is called. */
    public static final String NAME = "sys";

    private final Map<String, Table> tables;

    /** Takes the directories, which are asked for anew by each statement. */
    public SystemSchema(Supplier<List<SystemSource>> sources) {
        this.tables = Map.of(
                "files", FilesTable.of(sources),
                "tables", TablesTable.of(sources),
                "columns", ColumnsTable.of(sources),
                "buffers", BuffersTable.of(sources),
                "queries", QueriesTable.of(sources),
                "devices", DevicesTable.of());
    }

    @Override
    protected Map<String, Table> getTableMap() {
        return tables;
    }

    @Override
    public boolean isMutable() {
        return false;
    }
}
