package io.gpuquery.format.parquet;

import io.gpuquery.format.parquet.metadata.ParquetFooter;
import io.gpuquery.format.parquet.metadata.ParquetFooter.RowGroup;
import io.gpuquery.scan.ColumnRange;
import io.gpuquery.scan.ScanPredicate;
import java.util.List;

/** Finds row groups in which no row can satisfy a predicate, by what the footer knows of their values. */
final class RowGroupPruning {
    private final ParquetFooter footer;

    RowGroupPruning(ParquetFooter footer) {
        this.footer = footer;
    }

    boolean mayMatch(RowGroup rowGroup, List<ScanPredicate> conjuncts) {
        return ColumnRange.mayMatch(
                conjuncts,
                column -> footer.morselFacts(rowGroup.ordinal(), column).range());
    }
}
