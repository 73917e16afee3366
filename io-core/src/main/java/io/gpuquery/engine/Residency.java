package io.gpuquery.engine;

import io.gpuquery.catalog.CatalogTable;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.TableSchema;
import io.gpuquery.engine.ColumnResidency.State;
import io.gpuquery.error.DataException;
import io.gpuquery.resident.ResidentColumn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is in memory of a table: of all its files together. */
final class Residency {
    private long rows;
    private long bytes;
    private long sharedBytes;
    private int blocks;
    private int dictionaryEntries;
    private boolean complete = true;

    private Residency() {}

    static List<ColumnResidency> of(CatalogTable table, StoredFiles files) {
        TableSchema schema;
        try {
            schema = table.describe().schema();
        } catch (DataException e) {
            // It has no columns that could be in memory; whoever reads it gets the failure.
            return List.of();
        }
        List<ColumnResidency> columns = new ArrayList<>();
        for (ColumnDefinition definition : schema.columns()) {
            Residency residency = new Residency();
            for (Path path : table.filledFiles()) {
                residency.add(files.present(path, table.options()), definition);
            }
            columns.add(residency.column(definition));
        }
        return columns;
    }

    private void add(@Nullable StoredFile file, ColumnDefinition definition) {
        StoredColumn column = file == null
                ? null
                : file.columns.stream()
                        .filter(each -> each.definition.name().equals(definition.name()))
                        .findFirst()
                        .orElse(null);
        if (file == null || column == null) {
            complete = false;
            return;
        }
        complete &= file.isComplete(column);
        for (ResidentColumn segment : column.segments()) {
            rows += segment.rowCount();
            bytes += segment.bytes();
            sharedBytes += segment.sharedBytes();
            blocks += segment.bounds().blockCount();
        }
        bytes += column.dictionary.allocatedBytes();
        dictionaryEntries += column.dictionary.size();
    }

    private ColumnResidency column(ColumnDefinition definition) {
        State state = complete ? State.RESIDENT : blocks > 0 ? State.PARTIAL : State.ABSENT;
        return new ColumnResidency(
                definition.name(), definition.type(), state, rows, bytes, sharedBytes, blocks, dictionaryEntries);
    }

    /** What reading all files has found; null where somebody has not been read as a whole. */
    static @Nullable TableFindings findings(CatalogTable table, StoredFiles files) {
        TableFindings sum = TableFindings.NOTHING;
        for (Path path : table.filledFiles()) {
            StoredFile file = files.present(path, table.options());
            TableFindings found = file == null ? null : file.findings();
            if (found == null) {
                return null;
            }
            sum = sum.plus(found);
        }
        return sum;
    }

    /** Rows of all files; -1 where somebody has not been read as a whole. */
    static long rowCount(CatalogTable table, StoredFiles files) {
        long rows = 0;
        for (Path path : table.filledFiles()) {
            StoredFile file = files.present(path, table.options());
            long ofFile = file == null ? -1 : file.rowCount();
            if (ofFile < 0) {
                return -1;
            }
            rows += ofFile;
        }
        return rows;
    }
}
