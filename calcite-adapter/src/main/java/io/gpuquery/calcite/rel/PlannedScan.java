package io.gpuquery.calcite.rel;

import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;

/**
 * A logical scan of some columns and rows of a table. Exists only inside a cost-based planner, where rules make it out of what lies
 * above it.
 */
final class PlannedScan extends TableScan {
    private final ScanShape shape;

    PlannedScan(RelOptCluster cluster, RelTraitSet traits, RelOptTable table, ScanShape shape) {
        super(cluster, traits, List.of(), table);
        this.shape = shape;
    }

    PlannedScan with(ScanShape newShape) {
        return new PlannedScan(getCluster(), getTraitSet(), table, newShape);
    }

    ScanShape shape() {
        return shape;
    }

    @Override
    public RelDataType deriveRowType() {
        return shape.rowType(table.getRowType(), getCluster().getTypeFactory());
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new PlannedScan(getCluster(), traits, table, shape);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return shape.explain(super.explainTerms(writer));
    }

    @Override
    public double estimateRowCount(RelMetadataQuery metadata) {
        return ScanEstimates.rows(table, shape);
    }
}
