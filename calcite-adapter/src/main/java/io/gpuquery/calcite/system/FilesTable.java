package io.gpuquery.calcite.system;

import io.gpuquery.catalog.CatalogFile;
import io.gpuquery.catalog.CatalogTable;
import io.gpuquery.engine.TableDescription;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.FileVersion;
import io.gpuquery.scan.Cancellation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code sys.files}: every entry of the directory.
 *
 * <p>Size and time are those of the moment. {@code reason} is why an entry is no table; {@code error} why it cannot be read, though it
 * is one.
 */
final class FilesTable {
    private static final List<SystemTable.Column> COLUMNS = List.of(
            SystemTable.text("schema_name"),
            SystemTable.text("path"),
            SystemTable.text("status"),
            SystemTable.text("table_name"),
            SystemTable.text("format"),
            SystemTable.number("size_bytes"),
            SystemTable.instant("modified"),
            SystemTable.text("reason"),
            SystemTable.text("error"));

    private FilesTable() {}

    static SystemTable of(Supplier<List<SystemSource>> sources) {
        return new SystemTable(COLUMNS, cancellation -> {
            List<@Nullable Object[]> rows = new ArrayList<>();
            sources.get().forEach(source -> add(source, cancellation, rows));
            return rows;
        });
    }

    private static void add(SystemSource source, Cancellation cancellation, List<@Nullable Object[]> rows) {
        Map<String, TableDescription> tables = new HashMap<>();
        source.describe(cancellation).forEach(table -> tables.put(table.table().name(), table));
        for (CatalogFile file : source.files()) {
            cancellation.check();
            TableDescription table = file.table() == null ? null : tables.get(file.table());
            FileVersion version = version(file.path());
            rows.add(new @Nullable Object[] {
                source.schema(),
                file.relativePath(),
                file.status().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                file.table(),
                table == null ? null : table.table().format().label(),
                version == null ? null : (Long) version.sizeBytes(),
                version == null ? null : (Long) TimeUnit.NANOSECONDS.toMillis(version.modifiedNanos()),
                file.reason().isEmpty() ? null : file.reason(),
                table == null ? null : error(table, file.path())
            });
        }
    }

    /** Of a file that vanished since it was listed, or may not be looked at, nothing is known. */
    private static @Nullable FileVersion version(Path path) {
        try {
            return FileVersion.of(path);
        } catch (DataException e) {
            return null;
        }
    }

    /** A table of many files fails over the one that is named. */
    private static @Nullable String error(TableDescription described, Path file) {
        DataException failure = described.failure();
        if (failure == null) {
            return null;
        }
        CatalogTable table = described.table();
        Path named = failure.location().file();
        boolean another = named != null && !named.equals(file) && table.files().contains(named);
        return another ? null : failure.getMessage();
    }
}
