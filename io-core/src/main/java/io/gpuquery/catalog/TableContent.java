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
import org.jspecify.annotations.Nullable;

/** What the rows of a table come from: one file, or several. What {@link CatalogTable} says of its methods holds here. */
sealed interface TableContent permits TableFile, FileGroup {
    List<Path> files();

    FileFormat format();

    ReadOptions options();

    FileDescription describe(Cancellation cancellation);

    /** Takes starter: how each file is read, with predicates as hints; null: so that all rows satisfy them. */
    Scan scan(
            TableSchema planned,
            List<Integer> columns,
            List<ScanPredicate> predicates,
            int batchRows,
            Cancellation cancellation,
            StatementFiles files,
            @Nullable ScanStarter starter);
}
