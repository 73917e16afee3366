package io.gpuquery.calcite.schema;

import io.gpuquery.catalog.CatalogOptions;
import io.gpuquery.catalog.TableDefinition;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.scan.ReadOptions;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.TableFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes one table from one file, or from several, in the {@code tables} of any schema of a model file:
 *
 * <pre>{@code
 * {"name": "orders", "type": "custom",
 *  "factory": "io.gpuquery.calcite.schema.DirectoryTableFactory",
 *  "operand": {"path": "data/orders.csv", "delimiter": ";",
 *              "columns": [{"name": "id", "type": "BIGINT", "nullable": false}, {"name": "note", "type": "VARCHAR"}]}}
 * }</pre>
 *
 * <p>The path is relative to the model file; it may be a folder, and instead of it there may be a {@code glob}. The other operands are those of an element of {@code tables} of {@link
 * DirectorySchemaFactory}.
 */
public final class DirectoryTableFactory implements TableFactory<Table> {
    /** Calcite makes it by name. */
    public DirectoryTableFactory() {}

    /** Opens the file; throws {@link DataException} where it cannot, or an operand makes no sense. */
    @Override
    public Table create(SchemaPlus schema, String name, Map<String, Object> operand, @Nullable RelDataType rowType) {
        Map<String, Object> group = new HashMap<>(operand);
        Object base = group.remove("baseDirectory");
        group.remove("modelUri");
        group.remove("tables");
        group.put("name", name);
        TableDefinition definition = TableOptions.definition(group, ReadOptions.DEFAULT);
        Place place = Place.of(
                base instanceof File folder ? folder.toPath().resolve(definition.path()) : Path.of(definition.path()));
        CatalogOptions catalog = CatalogOptions.DEFAULT.withDefinitions(
                List.of(new TableDefinition(name, place.path(), definition.format(), definition.options())));
        DirectorySchema files = DirectorySchema.open(place.root(), Options.DEFAULT.withCatalog(catalog));
        Table table = files.tables().get(name);
        if (table == null) {
            throw new DataException(
                    "There is no table in this file",
                    Location.of(place.root()),
                    "Name its format: csv, json or parquet.");
        }
        return table;
    }

    /**
     * What has to be opened for a table.
     *
     * @param root a file, or the folder that all files of the table lie in
     * @param path the file or the pattern, relative to the folder
     */
    private record Place(Path root, String path) {
        private static final String SPECIAL = "*?[{";

        static Place of(Path named) {
            Path path = named.toAbsolutePath().normalize();
            if (Files.isDirectory(path)) {
                return new Place(path, ".");
            }
            Path root = path.getRoot();
            for (int i = 0; i < path.getNameCount() && !Files.exists(path); i++) {
                if (path.getName(i).toString().chars().anyMatch(c -> SPECIAL.indexOf(c) >= 0)) {
                    return new Place(root, path.subpath(i, path.getNameCount()).toString());
                }
                root = root.resolve(path.getName(i));
            }
            return new Place(path, String.valueOf(path.getFileName()));
        }
    }
}
