package io.gpuquery.calcite.system;

import io.gpuquery.catalog.CatalogTable;
import io.gpuquery.engine.TableDescription;
import io.gpuquery.engine.TableFindings;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.FileVersion;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.TableStatistics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code sys.tables}: every table, and what is known of its rows: without reading them, and since they were read once. */
final class TablesTable {
    private static final List<SystemTable.Column> COLUMNS = List.of(
            SystemTable.text("schema_name"),
            SystemTable.text("table_name"),
            SystemTable.text("format"),
            SystemTable.text("path"),
            SystemTable.number("file_count"),
            SystemTable.number("size_bytes"),
            SystemTable.number("column_count"),
            SystemTable.number("row_count"),
            SystemTable.flag("row_count_exact"),
            SystemTable.number("rows_padded"),
            SystemTable.number("rows_skipped"),
            SystemTable.text("details"),
            SystemTable.text("error"));

    private TablesTable() {}

    static SystemTable of(Supplier<List<SystemSource>> sources) {
        return new SystemTable(COLUMNS, cancellation -> {
            List<@Nullable Object[]> rows = new ArrayList<>();
            sources.get().forEach(source -> add(source, cancellation, rows));
            return rows;
        });
    }

    private static void add(SystemSource source, Cancellation cancellation, List<@Nullable Object[]> rows) {
        for (TableDescription described : source.describe(cancellation)) {
            CatalogTable table = described.table();
            FileDescription description = described.description();
            DataException failure = described.failure();
            TableStatistics statistics = description == null ? null : statistics(source, table, description);
            TableFindings findings =
                    description == null ? null : source.engine().findings(table);
            rows.add(new @Nullable Object[] {
                source.schema(),
                table.name(),
                (description == null ? table.format() : description.format()).label(),
                table.relativePath(),
                (long) table.files().size(),
                sizeBytes(table),
                description == null ? null : (Long) (long) description.schema().columnCount(),
                statistics == null ? null : (Long) statistics.rowCount(),
                statistics == null ? null : (Boolean) statistics.exact(),
                findings == null ? null : (Long) findings.rowsPadded(),
                findings == null ? null : (Long) findings.rowsSkipped(),
                description == null ? null : details(description),
                failure == null ? null : failure.getMessage()
            });
        }
    }

    /** Reading a text counts its rows. */
    private static TableStatistics statistics(SystemSource source, CatalogTable table, FileDescription description) {
        try {
            return source.engine().statistics(table);
        } catch (DataException e) {
            // It was replaced meanwhile by one that cannot be read.
            return description.statistics();
        }
    }

    private static @Nullable Long sizeBytes(CatalogTable table) {
        long sum = 0;
        for (Path file : table.files()) {
            try {
                sum += FileVersion.of(file).sizeBytes();
            } catch (DataException e) {
                // It vanished since it was listed, or may not be looked at.
                return null;
            }
        }
        return sum;
    }

    private static String details(FileDescription description) {
        return description.details().facts().entrySet().stream()
                .map(fact -> fact.getKey() + "=" + fact.getValue())
                .collect(Collectors.joining(", "));
    }
}
