package io.gpuquery.parts;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.Selection;
import io.gpuquery.column.TableSchema;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.PredicateEvaluation;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanRequest;
import io.gpuquery.scan.Summary;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file under way: its own scan, whose batches become batches of the table. */
final class OpenPart implements AutoCloseable {
    private final PartRequest request;
    private final FileContents contents;
    private final List<ColumnSource> sources;
    /** Indexes of the table's columns: those wanted, and those that only the conjuncts here need. */
    private final List<Integer> tableColumns;
    /** Indexes of the file's columns that are read. */
    private final List<Integer> fileColumns;
    /** Conjuncts, over the table's columns, that are evaluated here. */
    private final List<ScanPredicate> conjuncts;

    private final Scan scan;
    /** Whether the file's own scan is told all predicates. */
    private final boolean allPushed;

    private OpenPart(
            PartRequest request,
            PartOpener.Version version,
            List<ColumnSource> sources,
            List<ScanPredicate> predicates) {
        this.request = request;
        this.contents = version.contents();
        this.sources = sources;
        List<ScanPredicate> pushed = new ArrayList<>();
        this.conjuncts = new ArrayList<>();
        this.tableColumns = new ArrayList<>(request.columns());
        for (ScanPredicate predicate : predicates) {
            if (predicate.columns().noneMatch(this::isConverted)) {
                pushed.add(PartPredicates.renumber(
                        predicate, column -> fileColumn(column).column()));
            } else if (request.exact()) {
                conjuncts.add(predicate);
                predicate
                        .columns()
                        .filter(column -> !tableColumns.contains(column))
                        .forEach(tableColumns::add);
            }
        }
        this.allPushed = pushed.size() == predicates.size();
        this.fileColumns = tableColumns.stream()
                .filter(column -> sources.get(column) instanceof ColumnSource.FileColumn)
                .map(column -> fileColumn(column).column())
                .toList();
        ScanRequest inner = new ScanRequest(
                contents,
                version.description().withSchema(readSchema(version.description())),
                fileColumns,
                pushed,
                version.options(),
                request.batchRows(),
                request.cancellation());
        this.scan = request.starter().start(version.reader(), inner);
    }

    /**
     * Opens a file; null if no row of it is wanted, which can also come out only now.
     *
     * @throws DataException if it cannot be opened or has other columns than the table was planned with
     */
    static @Nullable OpenPart open(PartFile part, PartRequest request) {
        PartOpener.Version version = request.opener().open(part, request.cancellation());
        if (version.description().isNothing()) {
            version.contents().close();
            return null;
        }
        try {
            List<ColumnSource> sources = request.sources(part, version.description());
            List<ScanPredicate> remaining = new PartPredicates(sources::get).remaining(request.predicates());
            if (remaining == null) {
                version.contents().close();
                return null;
            }
            return new OpenPart(request, version, sources, remaining);
        } catch (RuntimeException | Error e) {
            // A scan that fails to start closes them too, which does no harm.
            version.contents().close();
            throw e;
        }
    }

    private ColumnSource.FileColumn fileColumn(int tableColumn) {
        return (ColumnSource.FileColumn) sources.get(tableColumn);
    }

    private boolean isConverted(int tableColumn) {
        return fileColumn(tableColumn).converted();
    }

    /** The file's columns under the types that they are read as. */
    private TableSchema readSchema(FileDescription description) {
        List<ColumnDefinition> definitions =
                new ArrayList<>(description.schema().columns());
        for (ColumnSource source : sources) {
            if (source instanceof ColumnSource.FileColumn column) {
                ColumnDefinition found = definitions.get(column.column());
                definitions.set(column.column(), new ColumnDefinition(found.name(), column.read(), found.nullable()));
            }
        }
        return new TableSchema(definitions);
    }

    Scan scan() {
        return scan;
    }

    /**
     * What is wanted of all rows of the file that satisfy the predicates; null if it is not known without reading. The scan is of no
     * use afterwards.
     */
    @Nullable
    Summary summary(List<Summary.Wanted> wanted) {
        List<Summary.Wanted> ofFile = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            if (sources.get(tableColumns.get(i)) instanceof ColumnSource.FileColumn file) {
                if (file.converted() && (wanted.get(i).min() || wanted.get(i).max())) {
                    return null;
                }
                ofFile.add(wanted.get(i));
            }
        }
        Summary known = allPushed ? scan.takeKnown(ofFile, true) : null;
        if (known == null || isAnythingLeft()) {
            return null;
        }
        List<Summary.Values> values = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < wanted.size(); i++) {
            if (sources.get(tableColumns.get(i)) instanceof ColumnSource.Constant constant) {
                boolean none = constant.value() == null || known.rowCount() == 0;
                Literal value = none ? null : constant.value();
                values.add(new Summary.Values(none ? 0 : known.rowCount(), value, value));
            } else {
                values.add(known.columns().get(next++));
            }
        }
        return new Summary(known.rowCount(), values);
    }

    private boolean isAnythingLeft() {
        try (Morsel morsel = scan.nextMorsel()) {
            return morsel != null;
        }
    }

    /** The next batch of a morsel of this file; null after the last. */
    @Nullable
    ColumnBatch nextBatch(Morsel morsel) {
        while (true) {
            ColumnBatch batch = morsel.nextBatch();
            if (batch == null) {
                return null;
            }
            ColumnBatch adapted;
            try {
                adapted = contents.guard(() -> adapt(batch));
                if (!conjuncts.isEmpty() || hasConverted()) {
                    contents.ensureUnchanged();
                }
            } catch (RuntimeException | Error e) {
                batch.close();
                throw e;
            }
            if (adapted.selectedCount() > 0) {
                return adapted;
            }
            adapted.close();
        }
    }

    private boolean hasConverted() {
        return tableColumns.stream()
                .anyMatch(column -> sources.get(column) instanceof ColumnSource.FileColumn file && file.converted());
    }

    /** The batch becomes one of the table; on failure it stays the caller's. */
    private ColumnBatch adapt(ColumnBatch batch) {
        List<Column> made = new ArrayList<>();
        List<Column> columns = new ArrayList<>();
        try {
            for (int tableColumn : tableColumns) {
                ColumnDefinition definition = request.planned().column(tableColumn);
                if (sources.get(tableColumn) instanceof ColumnSource.FileColumn file) {
                    Column source = batch.column(fileColumns.indexOf(file.column()));
                    if (file.converted()) {
                        made.add(convert(source, definition));
                    }
                    columns.add(file.converted() ? made.get(made.size() - 1) : source);
                } else {
                    ColumnSource.Constant constant = (ColumnSource.Constant) sources.get(tableColumn);
                    made.add(ConstantColumns.of(definition.type(), constant.value(), batch.rowCount()));
                    columns.add(made.get(made.size() - 1));
                }
            }
            return select(batch, columns);
        } catch (RuntimeException | Error e) {
            made.forEach(Column::close);
            throw e;
        }
    }

    private ColumnBatch select(ColumnBatch batch, List<Column> columns) {
        Selection selection = batch.selection();
        if (!conjuncts.isEmpty()) {
            TableSchema all = request.planned().project(tableColumns);
            ColumnBatch whole = new ColumnBatch(all, batch.rowCount(), columns, selection);
            selection = new PredicateEvaluation(whole, tableColumns).select(conjuncts);
        }
        int wanted = request.columns().size();
        ColumnBatch result = new ColumnBatch(request.schema(), batch.rowCount(), columns.subList(0, wanted), selection);
        for (Column column : columns.subList(wanted, columns.size())) {
            column.close();
        }
        for (Column column : batch.columns()) {
            if (columns.stream().noneMatch(used -> used == column)) {
                column.close();
            }
        }
        return result;
    }

    private Column convert(Column source, ColumnDefinition wanted) {
        try {
            return ColumnConversion.convert(source, wanted.type());
        } catch (ArithmeticException e) {
            throw new DataException(
                    "A value of column \"" + wanted.name() + "\" is " + source.type() + " and too large for "
                            + wanted.type() + ", the type that other files of the table have",
                    Location.of(contents.path()).withColumn(wanted.name()),
                    "Query the file by itself: its path is the name of a table too.",
                    e);
        }
    }

    /** Ends the file's scan; what morsels already out read lives until they are closed. */
    @Override
    public void close() {
        scan.close();
    }
}
