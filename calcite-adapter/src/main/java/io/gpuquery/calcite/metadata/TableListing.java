package io.gpuquery.calcite.metadata;

import io.gpuquery.calcite.schema.DirectorySchema;
import io.gpuquery.calcite.table.SqlTypes;
import io.gpuquery.catalog.CatalogTable;
import io.gpuquery.engine.TableDescription;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FileDescription;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Function;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.TableMacro;
import org.apache.calcite.schema.lookup.LikePattern;
import org.jspecify.annotations.Nullable;

/**
 * The tables of all schemas below a root. Nothing that is wrong with one of them is a failure: files break and vanish while they are
 * listed.
 */
final class TableListing {
    private final SchemaPlus root;
    private final RelDataTypeFactory typeFactory;

    TableListing(SchemaPlus root, RelDataTypeFactory typeFactory) {
        this.root = root;
        this.typeFactory = typeFactory;
    }

    /** Names of schemas, in ascending order. */
    List<String> schemas(NamePattern pattern) {
        return root.subSchemas().getNames(LikePattern.any()).stream()
                .filter(pattern::matches)
                .sorted()
                .toList();
    }

    /** Tables by ascending schema and name, of which the columns can be asked for. */
    List<ListedTable> tables(NamePattern schemas, NamePattern names, boolean withColumns) {
        List<ListedTable> tables = new ArrayList<>();
        for (String name : schemas(schemas)) {
            SchemaPlus schema = root.subSchemas().get(name);
            if (schema != null) {
                Map<String, ListedTable> listed = new TreeMap<>();
                if (CalciteSchema.from(schema).schema instanceof DirectorySchema directory) {
                    addFiles(name, directory, names, withColumns, listed);
                } else {
                    addTables(name, schema, names, listed);
                }
                addViews(name, schema, names, listed);
                tables.addAll(listed.values());
            }
        }
        tables.sort(Comparator.comparing(ListedTable::schema).thenComparing(ListedTable::name));
        return tables;
    }

    /** Files are opened by several threads, and only for their columns. */
    private void addFiles(
            String schema,
            DirectorySchema directory,
            NamePattern names,
            boolean withColumns,
            Map<String, ListedTable> listed) {
        List<CatalogTable> tables = directory.catalog().snapshot().tables().stream()
                .filter(table -> names.matches(table.name()))
                .toList();
        List<@Nullable FileDescription> descriptions = new ArrayList<>();
        if (withColumns) {
            TableDescription.ofAll(tables, directory.source().engine(), new Cancellation())
                    .forEach(each -> descriptions.add(each.description()));
        }
        for (int i = 0; i < tables.size(); i++) {
            CatalogTable table = tables.get(i);
            FileDescription description = withColumns ? descriptions.get(i) : null;
            listed.put(
                    table.name(),
                    new ListedTable(
                            schema,
                            table.name(),
                            Schema.TableType.TABLE.jdbcName,
                            table.relativePath() + ", " + table.format().label(),
                            () -> description == null
                                    ? null
                                    : SqlTypes.rowType(
                                            description.schema(),
                                            SqlTypes.fractionDigits(table.options()),
                                            typeFactory)));
        }
    }

    private void addTables(String schemaName, SchemaPlus schema, NamePattern names, Map<String, ListedTable> listed) {
        for (String name : schema.tables().getNames(LikePattern.any())) {
            Table table = names.matches(name) ? schema.tables().get(name) : null;
            if (table != null) {
                listed.put(name, listed(schemaName, name, table.getJdbcTableType(), () -> table));
            }
        }
    }

    private void addViews(String schemaName, SchemaPlus schema, NamePattern names, Map<String, ListedTable> listed) {
        for (String name : schema.getFunctionNames()) {
            if (names.matches(name) && schema.getFunctions(name).stream().anyMatch(TableListing::isView)) {
                listed.putIfAbsent(
                        name,
                        listed(
                                schemaName,
                                name,
                                Schema.TableType.VIEW,
                                () -> Objects.requireNonNull(
                                                CalciteSchema.from(schema).getTableBasedOnNullaryFunction(name, true))
                                        .getTable()));
            }
        }
    }

    private static boolean isView(Function function) {
        return function instanceof TableMacro macro && macro.getParameters().isEmpty();
    }

    /** A view of a broken file cannot be analysed, and other people's tables may fail as they like. */
    private ListedTable listed(String schema, String name, Schema.TableType type, Supplier<Table> table) {
        return new ListedTable(schema, name, type.jdbcName, null, () -> {
            try {
                return table.get().getRowType(typeFactory);
            } catch (RuntimeException e) {
                return null;
            }
        });
    }
}
