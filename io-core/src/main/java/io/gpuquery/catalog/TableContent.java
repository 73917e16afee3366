package io.gpuquery.catalog;

import io.gpuquery.column.TableSchema;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.FileFormat;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanStarter;
import java.nio.file.Path;
import java.util.List;

/** What the rows of a table come from: one file, or several. What {@link CatalogTable} says of its methods holds here. */
sealed interface TableContent permits TableFile, FileGroup {
    List<Path> files();

    /** Of those, the ones that are not known to be empty. */
    default List<Path> filledFiles() {
        return files();
    }

    FileFormat format();

    ReadOptions options();

    FileDescription describe(Cancellation cancellation);

    /** Takes starter: how each file is read; and exact: whether all rows satisfy the predicates, which otherwise are hints. */
    Scan scan(
            TableSchema planned,
            List<Integer> columns,
            List<ScanPredicate> predicates,
            int batchRows,
            Cancellation cancellation,
            StatementFiles files,
            ScanStarter starter,
            boolean exact);
}
