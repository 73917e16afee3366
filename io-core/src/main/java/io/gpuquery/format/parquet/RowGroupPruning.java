package io.gpuquery.format.parquet;

import io.gpuquery.column.ColumnType.Kind;
import io.gpuquery.format.parquet.metadata.LiteralOrder;
import io.gpuquery.format.parquet.metadata.ParquetFooter;
import io.gpuquery.format.parquet.metadata.ParquetFooter.LeafColumn;
import io.gpuquery.format.parquet.metadata.ParquetFooter.RowGroup;
import io.gpuquery.scan.ColumnStatistics;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanPredicate.Operator;
import java.util.List;

/**
 * Finds row groups in which no row can satisfy a predicate, by their bounds and null counts. Where anything is not
 * known, a row group may match.
 *
 * <p>NaN is outside all bounds. It satisfies {@code <>} and no other comparison, so {@code <>} never rules out a column
 * that may hold it. Zeros of both signs are equal, here as in the predicate.
 */
final class RowGroupPruning {
    private final ParquetFooter footer;

    RowGroupPruning(ParquetFooter footer) {
        this.footer = footer;
    }

    boolean mayMatch(RowGroup rowGroup, List<ScanPredicate> conjuncts) {
        return conjuncts.stream().allMatch(conjunct -> mayMatch(rowGroup, conjunct));
    }

    private boolean mayMatch(RowGroup rowGroup, ScanPredicate predicate) {
        if (predicate instanceof ScanPredicate.And and) {
            return mayMatch(rowGroup, and.operands());
        }
        if (predicate instanceof ScanPredicate.Or or) {
            return or.operands().stream().anyMatch(operand -> mayMatch(rowGroup, operand));
        }
        if (predicate instanceof ScanPredicate.NullTest test) {
            Long nullCount = statistics(rowGroup, test.column()).nullCount();
            return nullCount == null || (test.negated() ? nullCount < rowGroup.rowCount() : nullCount > 0);
        }
        if (predicate instanceof ScanPredicate.In in) {
            return in.literals().stream().anyMatch(literal -> mayMatch(rowGroup, in.column(), Operator.EQ, literal));
        }
        ScanPredicate.Comparison comparison = (ScanPredicate.Comparison) predicate;
        return mayMatch(rowGroup, comparison.column(), comparison.operator(), comparison.literal());
    }

    private boolean mayMatch(RowGroup rowGroup, int column, Operator operator, Literal literal) {
        ColumnStatistics statistics = statistics(rowGroup, column);
        Long nullCount = statistics.nullCount();
        if (nullCount != null && nullCount == rowGroup.rowCount()) {
            return false;
        }
        Literal min = statistics.min();
        Literal max = statistics.max();
        if (min == null || max == null) {
            return true;
        }
        Integer toMin = LiteralOrder.compare(literal, min);
        Integer toMax = LiteralOrder.compare(literal, max);
        if (toMin == null || toMax == null) {
            return true;
        }
        return switch (operator) {
            case EQ -> toMin >= 0 && toMax <= 0;
            case NE -> toMin != 0 || toMax != 0 || mayHoldNan(column);
            case LT -> toMin > 0;
            case LE -> toMin >= 0;
            case GT -> toMax < 0;
            case GE -> toMax <= 0;
        };
    }

    private boolean mayHoldNan(int column) {
        Kind kind = column(column).type().kind();
        return kind == Kind.REAL || kind == Kind.DOUBLE;
    }

    private LeafColumn column(int index) {
        return footer.columns().get(index);
    }

    private ColumnStatistics statistics(RowGroup rowGroup, int column) {
        return rowGroup.chunks().get(column(column).leafIndex()).statistics();
    }
}
