package io.gpuquery.parts;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.TableSchema;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanStarter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a scan of a table of several files wants of each.
 *
 * @param keys the columns that folders give, which are the last ones of the table
 * @param planned the columns of the table
 * @param columns those wanted, as indexes into {@code planned}
 * @param predicates over indexes into {@code planned}
 * @param batchRows most rows of a batch
 * @param cancellation the statement's
 * @param opener opens each file
 * @param starter how each file is read
 * @param exact whether every row handed out has to satisfy the predicates, which otherwise are hints
 */
record PartRequest(
        PartitionColumns keys,
        TableSchema planned,
        List<Integer> columns,
        List<ScanPredicate> predicates,
        int batchRows,
        Cancellation cancellation,
        PartOpener opener,
        ScanStarter starter,
        boolean exact) {
    /** Number of columns that come from files. */
    int fileColumns() {
        return planned.columnCount() - keys.definitions().size();
    }

    TableSchema schema() {
        return planned.project(columns);
    }

    /** What is known of a column before a file is opened. */
    ColumnSource sourceUnopened(PartFile part, int column) {
        return column < fileColumns()
                ? ColumnSource.Unknown.INSTANCE
                : new ColumnSource.Constant(keys.value(part, column - fileColumns()));
    }

    /**
     * Where each column of the table comes from in a file.
     *
     * @throws DataException if the file has other columns than the table was planned with
     */
    List<ColumnSource> sources(PartFile part, FileDescription description) {
        TableSchema found = description.schema();
        boolean inferred = description.format() != FileFormat.PARQUET;
        for (ColumnDefinition column : found.columns()) {
            if (!keys.has(column.name()) && planned.indexOf(column.name()) < 0) {
                throw changed(part.path());
            }
        }
        List<ColumnSource> sources = new ArrayList<>();
        for (int i = 0; i < planned.columnCount(); i++) {
            ColumnDefinition column = planned.column(i);
            int index = i < fileColumns() ? found.indexOf(column.name()) : -1;
            if (i >= fileColumns()) {
                sources.add(sourceUnopened(part, i));
            } else if (index < 0) {
                if (!column.nullable()) {
                    throw changed(part.path());
                }
                sources.add(ColumnSource.Constant.NULL);
            } else {
                boolean valueless = !description.finding(index).hasValues();
                sources.add(source(part, column, found.column(index), index, inferred, valueless));
            }
        }
        return sources;
    }

    /** Text is read as what the table wants, from the start; values that have a type are converted. */
    private static ColumnSource source(
            PartFile part,
            ColumnDefinition wanted,
            ColumnDefinition found,
            int index,
            boolean inferred,
            boolean valueless) {
        boolean same = wanted.type().equals(found.type());
        boolean holds = ColumnConversion.isPossible(found.type(), wanted.type())
                || (inferred && (valueless || wanted.type().equals(TypeUnion.ofText(wanted.type(), found.type()))));
        if (!holds || (found.nullable() && !wanted.nullable())) {
            throw changed(part.path());
        }
        return inferred
                ? new ColumnSource.FileColumn(index, wanted.type(), false)
                : new ColumnSource.FileColumn(index, found.type(), !same);
    }

    static DataException changed(Path path) {
        return new DataException(
                "The columns of the file changed while the statement was prepared",
                Location.of(path),
                "Run the statement again.");
    }
}
