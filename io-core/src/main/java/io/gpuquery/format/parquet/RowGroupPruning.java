package io.gpuquery.format.parquet;

import io.gpuquery.column.ColumnType.Kind;
import io.gpuquery.format.parquet.metadata.ParquetFooter;
import io.gpuquery.format.parquet.metadata.ParquetFooter.LeafColumn;
import io.gpuquery.format.parquet.metadata.ParquetFooter.RowGroup;
import io.gpuquery.scan.ColumnRange;
import io.gpuquery.scan.ColumnStatistics;
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
                conjuncts, column -> range(rowGroup, footer.columns().get(column)));
    }

    private static ColumnRange range(RowGroup rowGroup, LeafColumn column) {
        ColumnStatistics known = rowGroup.chunks().get(column.leafIndex()).statistics();
        Kind kind = column.type().kind();
        boolean mayHoldNan = kind == Kind.REAL || kind == Kind.DOUBLE;
        return new ColumnRange(rowGroup.rowCount(), known.nullCount(), known.min(), known.max(), mayHoldNan);
    }
}
