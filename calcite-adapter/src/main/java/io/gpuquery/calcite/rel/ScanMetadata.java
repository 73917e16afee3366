package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.rewrite.Selectivity;
import io.gpuquery.calcite.table.DeviceTable;
import io.gpuquery.scan.TableStatistics;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.metadata.BuiltInMetadata;
import org.apache.calcite.rel.metadata.RelColumnOrigin;
import org.apache.calcite.rel.metadata.RelMdUtil;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * What scans of our tables tell the planner beside their row count. Calcite finds it through {@code table.unwrap}, so it needs no
 * metadata provider of ours.
 */
public final class ScanMetadata {
    private static final BuiltInMetadata.ColumnOrigin.Handler ORIGINS = new Origins();
    private static final BuiltInMetadata.DistinctRowCount.Handler DISTINCT = new Distinct();
    private static final BuiltInMetadata.Selectivity.Handler SELECTIVITY = new Shares();

    private ScanMetadata() {}

    /** The handler of a kind of metadata; null for kinds that Calcite knows as well, and for all other types. */
    public static <C> @Nullable C handler(Class<C> type) {
        if (type == BuiltInMetadata.ColumnOrigin.Handler.class) {
            return type.cast(ORIGINS);
        }
        if (type == BuiltInMetadata.Selectivity.Handler.class) {
            return type.cast(SELECTIVITY);
        }
        return type == BuiltInMetadata.DistinctRowCount.Handler.class ? type.cast(DISTINCT) : null;
    }

    private static @Nullable ScanShape shape(RelNode rel) {
        if (rel instanceof PlannedScan scan) {
            return scan.shape();
        }
        return rel instanceof DeviceScan scan ? scan.shape() : null;
    }

    /** A scan that gives few columns counts them differently than its table. */
    private static final class Origins implements BuiltInMetadata.ColumnOrigin.Handler {
        @Override
        public Set<RelColumnOrigin> getColumnOrigins(RelNode rel, RelMetadataQuery metadata, int outputColumn) {
            ScanShape shape = shape(rel);
            int column = shape == null ? outputColumn : shape.columns().get(outputColumn);
            return Set.of(new RelColumnOrigin(((TableScan) rel).getTable(), column, false));
        }
    }

    /** What the files say about the number of different values. */
    private static final class Distinct implements BuiltInMetadata.DistinctRowCount.Handler {
        @Override
        public @Nullable Double getDistinctRowCount(
                RelNode rel, RelMetadataQuery metadata, ImmutableBitSet groupKey, @Nullable RexNode predicate) {
            ScanShape shape = shape(rel);
            DeviceTable table = ((TableScan) rel).getTable().unwrap(DeviceTable.class);
            if (shape == null || table == null) {
                return null;
            }
            TableStatistics statistics = table.statistics();
            double combinations = 1;
            for (int key : groupKey) {
                Long distinct = statistics.column(shape.columns().get(key)).distinctCount();
                if (distinct == null) {
                    return null;
                }
                combinations *= Math.max(1, distinct);
            }
            double share = predicate == null ? 1 : Selectivity.ofTable(shape.overTable(predicate), table);
            double rows = Math.max(1, metadata.getRowCount(rel) * share);
            return Math.min(combinations, rows);
        }
    }

    /** Which share of a scan's rows satisfies a condition, by what the files say of their values. */
    private static final class Shares implements BuiltInMetadata.Selectivity.Handler {
        @Override
        public @Nullable Double getSelectivity(RelNode rel, RelMetadataQuery metadata, @Nullable RexNode predicate) {
            ScanShape shape = shape(rel);
            DeviceTable table = ((TableScan) rel).getTable().unwrap(DeviceTable.class);
            if (predicate == null) {
                return 1.0;
            }
            return shape == null || table == null
                    ? RelMdUtil.guessSelectivity(predicate)
                    : Selectivity.ofTable(shape.overTable(predicate), table);
        }
    }
}
