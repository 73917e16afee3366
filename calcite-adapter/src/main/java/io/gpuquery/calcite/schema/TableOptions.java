package io.gpuquery.calcite.schema;

import io.gpuquery.catalog.TableDefinition;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.Flavor;
import io.gpuquery.scan.ReadOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a user says about one table: an element of {@code tables}, or the operand of {@link DirectoryTableFactory}. */
final class TableOptions {
    /** Name to description of what a table has besides {@link TextOptions#DESCRIPTIONS}. */
    static final Map<String, String> DESCRIPTIONS = descriptions();

    /** The same for a column of a table. */
    static final Map<String, String> COLUMN_DESCRIPTIONS = columnDescriptions();

    /** Operands of Calcite's file adapter, and what they are called here. */
    private static final Map<String, String> CALCITE_FILE_NAMES =
            Map.of("url", "path", "file", "path", "separator", "delimiter");

    private TableOptions() {}

    /** Reads one. What it does not say, {@code otherwise} says. */
    static TableDefinition definition(Map<String, Object> group, ReadOptions otherwise) {
        String name = new OptionValues("a table", group).requiredText("name");
        String owner = "table \"" + name + "\"";
        Flavor flavor = new OptionValues(owner, group).constant("flavor", Flavor.class, otherwise.flavor());
        OptionValues given = new OptionValues(owner, flavor == Flavor.CALCITE_FILE ? renamed(group) : group);
        List<String> known = new ArrayList<>(DESCRIPTIONS.keySet());
        known.addAll(TextOptions.DESCRIPTIONS.keySet());
        given.requireKnown(known);
        Map<String, String> formats = new HashMap<>();
        List<ColumnDefinition> columns = given.groups("columns", column -> column(name, column, formats));
        requireDifferentNames(name, columns);
        return new TableDefinition(
                name, path(given), format(given), TextOptions.of(given, columns, formats, otherwise));
    }

    /** Who names a delimiter knows that there is one. */
    private static @Nullable FileFormat format(OptionValues given) {
        FileFormat format = given.constant("format", FileFormat.class);
        return format == null && given.has("delimiter") ? FileFormat.CSV : format;
    }

    private static String path(OptionValues given) {
        if (given.has("glob")) {
            given.refuse(List.of("path"), "beside \"glob\"");
            return given.requiredText("glob");
        }
        return given.requiredText("path");
    }

    private static Map<String, Object> renamed(Map<String, Object> group) {
        Map<String, Object> renamed = new LinkedHashMap<>();
        group.forEach((name, value) -> {
            boolean url = name.equals("url") && value instanceof String text && text.startsWith("file:");
            renamed.put(
                    CALCITE_FILE_NAMES.getOrDefault(name, name),
                    url ? ((String) value).substring("file:".length()) : value);
        });
        return renamed;
    }

    private static ColumnDefinition column(String table, Map<String, Object> group, Map<String, String> formats) {
        String name = new OptionValues("a column of table \"" + table + "\"", group).requiredText("name");
        OptionValues given = new OptionValues("column \"" + name + "\" of table \"" + table + "\"", group);
        given.requireKnown(COLUMN_DESCRIPTIONS.keySet());
        String text = given.requiredText("type");
        ColumnType type = ColumnTypeText.parse(text);
        if (type == null) {
            throw given.wrong(
                    "type", text, "a type such as BIGINT, DOUBLE, DECIMAL(15, 2), DATE, TIMESTAMP(6) or VARCHAR");
        }
        if (given.has("format")) {
            String format = given.pattern("format");
            if (!isTemporal(type)) {
                throw new DataException(
                        "The option \"format\"" + given.ofOwner() + " has no meaning for " + type,
                        Location.none(),
                        "Leave it out, or make the column a DATE, TIME or TIMESTAMP.");
            }
            formats.put(name, format);
        }
        return new ColumnDefinition(name, type, given.flag("nullable", true));
    }

    private static boolean isTemporal(ColumnType type) {
        return switch (type.kind()) {
            case DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ -> true;
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    VARCHAR,
                    VARBINARY,
                    UUID,
                    ARRAY,
                    MAP,
                    ROW -> false;
        };
    }

    private static void requireDifferentNames(String table, List<ColumnDefinition> columns) {
        for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i).name();
            if (columns.subList(0, i).stream().anyMatch(other -> other.name().equalsIgnoreCase(name))) {
                throw new DataException(
                        "The column \"" + name + "\" of table \"" + table + "\" is defined twice",
                        Location.none(),
                        "Give each column a name of its own; upper and lower case count as equal.");
            }
        }
    }

    private static Map<String, String> descriptions() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("name", "The table's name; not for the table factory, whose table has one");
        all.put(
                "path",
                "The file, or the folder of files that are one table, relative to the folder; for the table factory, relative to"
                        + " the model");
        all.put("glob", "Instead of a path a pattern, such as 2024/sales_*.csv: the files that match are one table");
        all.put("format", "csv, json or parquet; csv where the table names a delimiter, else found out");
        all.put("columns", "All columns, in the order of the file, or for JSON those wanted: a list; else found out");
        return Collections.unmodifiableMap(all);
    }

    private static Map<String, String> columnDescriptions() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("name", "The column's name; for JSON the key");
        all.put("type", "An SQL type, such as BIGINT, DOUBLE, DECIMAL(15, 2), DATE, TIMESTAMP(6) or VARCHAR");
        all.put(
                "nullable",
                "true or false: whether a value may be missing; where none may, that is an error, or with onError skip the row"
                        + " is left out; true");
        all.put("format", "Pattern of the column's dates, times or timestamps, instead of that of the table");
        return Collections.unmodifiableMap(all);
    }
}
