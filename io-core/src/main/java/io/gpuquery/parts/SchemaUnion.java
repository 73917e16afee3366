package io.gpuquery.parts;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.TableSchema;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.FileFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Unites the columns of several files by name, without regard to case, in the order of their first appearance; a column that a file
 * lacks is NULL there. Types that files state are widened (see {@link TypeUnion}). Types that were inferred from text are inferred
 * from the texts of all files: what no other type holds is VARCHAR, and a column without values in one file has the type that it
 * has in another.
 */
final class SchemaUnion {
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private int fileCount;
    private @Nullable TableSchema lastAlike;

    /** The columns of the files; without those that {@code keys} gives, which come last. */
    static TableSchema of(List<Path> paths, List<FileDescription> descriptions, PartitionColumns keys) {
        SchemaUnion union = new SchemaUnion();
        for (int i = 0; i < paths.size(); i++) {
            union.add(paths.get(i), descriptions.get(i));
        }
        return union.schema(keys);
    }

    private void add(Path path, FileDescription description) {
        if (description.isNothing()) {
            return;
        }
        fileCount++;
        TableSchema schema = description.schema();
        boolean inferred = description.format() != FileFormat.PARQUET;
        if (!inferred && schema.equals(lastAlike)) {
            schema.columns().forEach(column -> column(column.name()).files++);
            return;
        }
        for (int i = 0; i < schema.columnCount(); i++) {
            ColumnDefinition definition = schema.column(i);
            Column column = column(definition.name());
            column.files++;
            column.nullable |= definition.nullable();
            if (!inferred) {
                column.stated = column.widen(column.stated, new Origin(definition.type(), path), false);
            } else if (description.finding(i).hasValues()) {
                column.inferred = column.widen(column.inferred, new Origin(definition.type(), path), true);
            } else {
                column.without = definition.type();
            }
        }
        lastAlike = inferred ? null : schema;
    }

    private Column column(String name) {
        return columns.computeIfAbsent(name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), key -> new Column(name));
    }

    private TableSchema schema(PartitionColumns keys) {
        List<ColumnDefinition> definitions = new ArrayList<>();
        for (Column column : columns.values()) {
            if (!keys.has(column.name)) {
                boolean nullable = column.nullable || column.files < fileCount;
                definitions.add(new ColumnDefinition(column.name, column.type(), nullable));
            }
        }
        definitions.addAll(keys.definitions());
        return new TableSchema(definitions);
    }

    /** A type, and a file that has it. */
    private record Origin(ColumnType type, Path path) {}

    private static final class Column {
        final String name;
        int files;
        boolean nullable;

        @Nullable
        Origin stated;

        @Nullable
        Origin inferred;

        ColumnType without = ColumnType.VARCHAR;

        Column(String name) {
            this.name = name;
        }

        Origin widen(@Nullable Origin before, Origin more, boolean text) {
            if (before == null) {
                return more;
            }
            ColumnType union = TypeUnion.of(before.type(), more.type());
            if (union == null) {
                if (!text) {
                    throw disagreement(before, more);
                }
                union = TypeUnion.ofText(before.type(), more.type());
            }
            return union.equals(before.type()) ? before : new Origin(union, more.path());
        }

        ColumnType type() {
            Origin fromText = inferred;
            Origin fromFile = stated;
            if (fromFile == null) {
                return fromText == null ? without : fromText.type();
            }
            if (fromText == null) {
                return fromFile.type();
            }
            ColumnType union = TypeUnion.of(fromFile.type(), fromText.type());
            if (union == null && fromFile.type().equals(ColumnType.VARCHAR)) {
                return ColumnType.VARCHAR;
            }
            if (union == null) {
                throw disagreement(fromFile, fromText);
            }
            return union;
        }

        private DataException disagreement(Origin one, Origin other) {
            return new DataException(
                    "The files of the table disagree: column \"" + name + "\" is " + one.type() + " in " + one.path()
                            + " and " + other.type() + " in " + other.path(),
                    Location.of(other.path()).withColumn(name),
                    "Write one of the files anew, or query them apart: their paths are names of tables too.");
        }
    }
}
