package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.table.DeviceTable;
import java.util.List;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;

/**
 * The logical scan of one of our tables.
 *
 * <p>It belongs to no convention, so a logical plan that contains it can still be handed to another engine, and it brings our
 * rules along: nobody else registers them on a plain connection or with {@code Frameworks}. Scans that leave out columns or
 * rows exist only inside a cost-based planner, where the rules make them.
 */
public final class DirectoryTableScan extends TableScan {
    private final ScanShape shape;

    private DirectoryTableScan(RelOptCluster cluster, RelTraitSet traits, RelOptTable table, ScanShape shape) {
        super(cluster, traits, List.of(), table);
        this.shape = shape;
    }

    /** The whole of a table that is, or unwraps to, a {@link DeviceTable}. */
    public static DirectoryTableScan create(RelOptCluster cluster, RelOptTable table) {
        DeviceTable deviceTable = table.unwrapOrThrow(DeviceTable.class);
        return new DirectoryTableScan(
                cluster, cluster.traitSetOf(Convention.NONE), table, ScanShape.all(deviceTable.schema()));
    }

    DirectoryTableScan with(ScanShape newShape) {
        return new DirectoryTableScan(getCluster(), getTraitSet(), table, newShape);
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
        return new DirectoryTableScan(getCluster(), traits, table, shape);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return shape.explain(super.explainTerms(writer));
    }

    @Override
    public double estimateRowCount(RelMetadataQuery metadata) {
        return ScanEstimates.rows(table, shape);
    }

    @Override
    public void register(RelOptPlanner planner) {
        DeviceRules.register(planner);
    }
}
