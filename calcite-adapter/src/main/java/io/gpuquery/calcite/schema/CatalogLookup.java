package io.gpuquery.calcite.schema;

import io.gpuquery.catalog.CatalogSnapshot;
import io.gpuquery.catalog.CatalogTable;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.lookup.LikePattern;
import org.apache.calcite.schema.lookup.Lookup;
import org.apache.calcite.schema.lookup.Named;
import org.jspecify.annotations.Nullable;

/** Finds tables by name, in constant time, without reading any file. */
final class CatalogLookup implements Lookup<Table> {
    private final Supplier<CatalogSnapshot> snapshot;
    private final Function<String, @Nullable CatalogTable> find;
    private final Function<CatalogTable, DirectoryTable> tables;

    /**
     * @param snapshot the tables to list
     * @param find a table by name or path, without regard to case
     * @param tables the same object for the same table
     */
    CatalogLookup(
            Supplier<CatalogSnapshot> snapshot,
            Function<String, @Nullable CatalogTable> find,
            Function<CatalogTable, DirectoryTable> tables) {
        this.snapshot = snapshot;
        this.find = find;
        this.tables = tables;
    }

    @Override
    public @Nullable Table get(String name) {
        CatalogTable table = find.apply(name);
        boolean exactly = table != null
                && (table.name().equals(name) || table.relativePath().equals(name));
        return exactly ? tables.apply(table) : null;
    }

    @Override
    public @Nullable Named<Table> getIgnoreCase(String name) {
        CatalogTable table = find.apply(name);
        if (table == null) {
            return null;
        }
        // Calcite finds the columns of a table under the name of the statement, so a path has to stay one.
        String listed = table.name().equalsIgnoreCase(name) ? table.name() : name;
        return new Named<>(listed, tables.apply(table));
    }

    @Override
    public <S> Lookup<S> map(BiFunction<Table, String, S> mapper) {
        UncachedNames.ensure(mapper);
        return Lookup.super.map(mapper);
    }

    @Override
    public Set<String> getNames(LikePattern pattern) {
        Set<String> names = new LinkedHashSet<>();
        var matcher = pattern.matcher();
        for (CatalogTable table : snapshot.get().tables()) {
            if (matcher.apply(table.name())) {
                names.add(table.name());
            }
        }
        return names;
    }
}
