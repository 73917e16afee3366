package io.gpuquery.parts;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.TableSchema;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ColumnFinding;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanStarter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several files read as one table, in their order. Immutable; any thread may use it. */
public final class PartTable {
    private final List<PartFile> parts;
    private final PartitionColumns keys;

    /** Takes the files in the order of the rows: one at least. */
    public PartTable(List<? extends PartFile> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("a table of no files");
        }
        this.parts = List.copyOf(parts);
        this.keys = PartitionColumns.of(parts);
    }

    /**
     * The files' columns, united, and the sums of their statistics.
     *
     * @param descriptions what is known of each file, in their order
     * @throws io.gpuquery.error.DataException if the types of a column cannot be united, with the column and two files
     */
    public FileDescription describe(List<FileDescription> descriptions) {
        TableSchema schema = SchemaUnion.of(parts.stream().map(PartFile::path).toList(), descriptions, keys);
        List<String> keyNames =
                keys.definitions().stream().map(ColumnDefinition::name).toList();
        return new FileDescription(
                descriptions.get(0).format(),
                schema,
                new PartStatistics(parts, descriptions, keys).of(schema),
                new PartDetails(parts.size(), keyNames),
                findings(schema, descriptions));
    }

    /** Where the columns' names come from, as the first file that has each says. */
    @SuppressWarnings(
            "ReferenceEquality") // Neighbours often share their schema; comparing others costs more than it saves.
    private List<ColumnFinding> findings(TableSchema schema, List<FileDescription> descriptions) {
        List<@Nullable ColumnFinding> findings = new ArrayList<>();
        schema.columns().forEach(column -> findings.add(null));
        TableSchema last = null;
        for (FileDescription description : descriptions) {
            if (description.schema() == last || description.findings().isEmpty()) {
                continue;
            }
            last = description.schema();
            for (int i = 0; i < last.columnCount(); i++) {
                int column = schema.indexOf(last.column(i).name());
                if (column >= 0 && findings.get(column) == null) {
                    findings.set(column, description.finding(i));
                }
            }
            if (!findings.contains(null)) {
                break;
            }
        }
        List<ColumnFinding> all = new ArrayList<>();
        for (int i = 0; i < schema.columnCount(); i++) {
            ColumnFinding finding = findings.get(i);
            all.add(finding == null ? new ColumnFinding(schema.column(i).name(), true) : finding);
        }
        return all;
    }

    /**
     * Reads the table. A file that no row of can be wanted is not opened.
     *
     * @param planned the columns that the caller knows the table by; indexes refer to them
     * @param starter how each file is read
     * @param exact whether every row handed out satisfies all predicates, as every row of each file's scan does; else they are hints
     * @return to be closed by the caller
     * @throws io.gpuquery.error.DataException if the files' folders give other columns than planned
     */
    public Scan scan(
            TableSchema planned,
            List<Integer> columns,
            List<ScanPredicate> predicates,
            int batchRows,
            Cancellation cancellation,
            PartOpener opener,
            ScanStarter starter,
            boolean exact) {
        return scan(
                new PartRequest(keys, planned, columns, predicates, batchRows, cancellation, opener, starter, exact));
    }

    private Scan scan(PartRequest request) {
        requireKeys(request);
        List<PartFile> wanted = new ArrayList<>();
        for (PartFile part : parts) {
            PartPredicates predicates = new PartPredicates(column -> request.sourceUnopened(part, column));
            if (predicates.remaining(request.predicates()) != null) {
                wanted.add(part);
            }
        }
        return new PartsScan(wanted, request);
    }

    private void requireKeys(PartRequest request) {
        int first = request.fileColumns();
        TableSchema planned = request.planned();
        boolean same = first >= 0;
        for (int i = 0; same && i < keys.definitions().size(); i++) {
            ColumnDefinition now = keys.definitions().get(i);
            ColumnDefinition before = planned.column(first + i);
            same = before.name().equals(now.name())
                    && before.type().equals(now.type())
                    && (before.nullable() || !now.nullable());
        }
        if (!same) {
            throw PartRequest.changed(parts.get(0).path());
        }
    }
}
