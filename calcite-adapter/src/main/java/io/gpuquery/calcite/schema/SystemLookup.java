package io.gpuquery.calcite.schema;

import io.gpuquery.calcite.system.SystemSchema;
import io.gpuquery.catalog.CatalogTable;
import io.gpuquery.error.DataException;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.lookup.LikePattern;
import org.apache.calcite.schema.lookup.Lookup;
import org.apache.calcite.schema.lookup.Named;
import org.jspecify.annotations.Nullable;

/**
 * The one sub-schema of a directory, unless the user calls something else so: Calcite takes a name that is a table's too for the
 * schema, and looks into the default schema before it looks at the root.
 */
final class SystemLookup implements Lookup<Schema> {
    private final SystemSchema schema;
    private final Supplier<@Nullable String> parent;
    private final Function<String, @Nullable CatalogTable> find;

    /** Takes the schema, what tells the name of the directory's schema, and what finds tables. */
    SystemLookup(
            SystemSchema schema, Supplier<@Nullable String> parent, Function<String, @Nullable CatalogTable> find) {
        this.schema = schema;
        this.parent = parent;
        this.find = find;
    }

    private boolean isFree() {
        try {
            return !SystemSchema.NAME.equalsIgnoreCase(parent.get()) && find.apply(SystemSchema.NAME) == null;
        } catch (DataException e) {
            // Several tables have that name; whoever uses it is told.
            return false;
        }
    }

    @Override
    public @Nullable Schema get(String name) {
        return name.equals(SystemSchema.NAME) && isFree() ? schema : null;
    }

    @Override
    public @Nullable Named<Schema> getIgnoreCase(String name) {
        return name.equalsIgnoreCase(SystemSchema.NAME) && isFree() ? new Named<>(SystemSchema.NAME, schema) : null;
    }

    @Override
    public Set<String> getNames(LikePattern pattern) {
        return pattern.matcher().apply(SystemSchema.NAME) && isFree() ? Set.of(SystemSchema.NAME) : Set.of();
    }
}
