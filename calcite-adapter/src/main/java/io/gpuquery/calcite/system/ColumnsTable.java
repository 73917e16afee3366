package io.gpuquery.calcite.system;

import io.gpuquery.calcite.table.ValueText;
import io.gpuquery.catalog.CatalogTable;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.engine.ColumnResidency;
import io.gpuquery.engine.TableDescription;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ColumnStatistics;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.TypeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code sys.columns}: the columns of all tables that can be read, and what of them is in memory: {@code resident_bytes} were
 * allocated, {@code shared_bytes} are used where they lie in the mapped file.
 */
final class ColumnsTable {
    private static final List<SystemTable.Column> COLUMNS = List.of(
            SystemTable.text("schema_name"),
            SystemTable.text("table_name"),
            SystemTable.number("ordinal_position"),
            SystemTable.text("column_name"),
            SystemTable.text("name_in_file"),
            SystemTable.text("repair"),
            SystemTable.text("data_type"),
            SystemTable.text("type_source"),
            SystemTable.text("type_reason"),
            SystemTable.flag("nullable"),
            SystemTable.number("null_count"),
            SystemTable.number("distinct_count"),
            SystemTable.text("min_value"),
            SystemTable.text("max_value"),
            SystemTable.text("residency"),
            SystemTable.number("resident_rows"),
            SystemTable.number("resident_bytes"),
            SystemTable.number("shared_bytes"),
            SystemTable.number("dictionary_entries"));

    private ColumnsTable() {}

    static SystemTable of(Supplier<List<SystemSource>> sources) {
        return new SystemTable(COLUMNS, cancellation -> {
            List<@Nullable Object[]> rows = new ArrayList<>();
            sources.get().forEach(source -> add(source, cancellation, rows));
            return rows;
        });
    }

    private static void add(SystemSource source, Cancellation cancellation, List<@Nullable Object[]> rows) {
        for (TableDescription described : source.describe(cancellation)) {
            FileDescription description = described.description();
            if (description != null) {
                cancellation.check();
                List<ColumnResidency> residency = source.engine().residency(described.table());
                for (int i = 0; i < description.schema().columnCount(); i++) {
                    rows.add(row(source.schema(), described.table(), description, residency, i));
                }
            }
        }
    }

    private static @Nullable Object[] row(
            @Nullable String schema,
            CatalogTable table,
            FileDescription description,
            List<ColumnResidency> residency,
            int index) {
        ColumnDefinition column = description.schema().column(index);
        ColumnStatistics statistics = description.statistics().column(index);
        String original = description.finding(index).nameInFile();
        TypeSource source = typeSource(table, description, index);
        ColumnResidency resident = resident(residency, column, index);
        return new @Nullable Object[] {
            schema,
            table.name(),
            (long) index + 1,
            column.name(),
            original == null || original.isEmpty() ? null : original,
            repair(original, column.name(), source),
            column.type().toString(),
            source.label(),
            source == TypeSource.INFERRED ? description.finding(index).reason() : null,
            column.nullable(),
            statistics.nullCount(),
            statistics.distinctCount(),
            text(column.type(), statistics.min()),
            text(column.type(), statistics.max()),
            resident == null ? null : resident.state().name().toLowerCase(Locale.ROOT),
            resident == null ? null : (Long) resident.rows(),
            resident == null ? null : (Long) resident.bytes(),
            resident == null ? null : (Long) resident.sharedBytes(),
            resident == null ? null : (Long) (long) resident.dictionaryEntries()
        };
    }

    /** Null where the file was replaced meanwhile by one of other columns. */
    private static @Nullable ColumnResidency resident(
            List<ColumnResidency> residency, ColumnDefinition column, int index) {
        ColumnResidency found = index < residency.size() ? residency.get(index) : null;
        return found != null && found.column().equals(column.name()) ? found : null;
    }

    private static TypeSource typeSource(CatalogTable table, FileDescription description, int index) {
        TypeSource told = description
                .details()
                .typeSource(description.schema().column(index).name());
        if (told != null) {
            return told;
        }
        if (description.format() == FileFormat.PARQUET) {
            return TypeSource.STORED;
        }
        if (!table.options().columns().isEmpty()) {
            return TypeSource.DECLARED;
        }
        // A header of delimited text may state the types.
        boolean stated =
                description.format() == FileFormat.CSV && description.findings().isEmpty();
        return stated ? TypeSource.STORED : TypeSource.INFERRED;
    }

    /** Why a column has another name than in the file; null where it has the same. */
    private static @Nullable String repair(@Nullable String original, String name, TypeSource source) {
        if (name.equals(original)) {
            return null;
        }
        if (source == TypeSource.DECLARED) {
            return "declared";
        }
        if (original == null || original.isBlank()) {
            return "the file has no name for it";
        }
        return original.strip().equals(name)
                ? "blanks around the name"
                : "a name that another column has too, upper and lower case being equal";
    }

    private static @Nullable String text(ColumnType type, @Nullable Literal value) {
        return value == null ? null : ValueText.of(type, value);
    }
}
