package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.table.DeviceEnumerable;
import io.gpuquery.calcite.table.DeviceTable;
import io.gpuquery.column.TableSchema;
import io.gpuquery.scan.ScanPredicate;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.linq4j.Enumerable;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.jspecify.annotations.Nullable;

/** Reads columns of a table, and of those rows only that satisfy its predicates. */
public final class DeviceScan extends TableScan implements DeviceRel {
    private final ScanShape shape;

    private DeviceScan(RelOptCluster cluster, RelTraitSet traits, RelOptTable table, ScanShape shape) {
        super(cluster, traits, List.of(), table);
        this.shape = shape;
    }

    static DeviceScan of(PlannedScan scan) {
        return new DeviceScan(
                scan.getCluster(),
                scan.getCluster().traitSetOf(DeviceConvention.INSTANCE),
                scan.getTable(),
                scan.shape());
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
        return new DeviceScan(getCluster(), traits, table, shape);
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
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery metadata) {
        return ScanEstimates.cost(planner, table, shape);
    }

    /** A plan that outlives the planner: it holds the table, and no node. */
    @Override
    public DevicePlan plan() {
        return new Plan(table.unwrapOrThrow(DeviceTable.class), shape.schema(), shape.columns(), shape.predicates());
    }

    private record Plan(DeviceTable table, TableSchema schema, List<Integer> columns, List<ScanPredicate> predicates)
            implements DevicePlan {
        @Override
        public Enumerable<@Nullable Object> rows(DataContext context) {
            return new DeviceEnumerable(table, schema, columns, predicates, context);
        }
    }
}
