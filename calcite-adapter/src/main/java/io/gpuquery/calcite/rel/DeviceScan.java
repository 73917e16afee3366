package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.exec.PlanNode;
import io.gpuquery.calcite.exec.PlanNode.ScanNode;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.calcite.table.DeviceEnumerable;
import io.gpuquery.calcite.table.DeviceTable;
import io.gpuquery.calcite.table.TableSource;
import io.gpuquery.column.ColumnDefinition;
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
import org.apache.calcite.sql.SqlExplainLevel;
import org.jspecify.annotations.Nullable;

/**
 * Reads columns of a table. Below operators of ours its predicates are hints: blocks of rows that cannot satisfy them are left out.
 * Alone it hands out the rows that satisfy them, and no others.
 */
public final class DeviceScan extends TableScan implements DeviceRel {
    private final ScanShape shape;
    private final boolean exact;

    private DeviceScan(RelOptCluster cluster, RelTraitSet traits, RelOptTable table, ScanShape shape, boolean exact) {
        super(cluster, traits, List.of(), table);
        this.shape = shape;
        this.exact = exact;
    }

    /** One that hands its rows to Calcite's operators. */
    static DeviceScan alone(PlannedScan scan) {
        return of(scan, true);
    }

    /** One for operators of ours. */
    static DeviceScan below(PlannedScan scan) {
        return of(scan, false);
    }

    private static DeviceScan of(PlannedScan scan, boolean exact) {
        RelOptCluster cluster = scan.getCluster();
        return new DeviceScan(
                cluster, cluster.traitSetOf(DeviceConvention.INSTANCE), scan.getTable(), scan.shape(), exact);
    }

    DeviceScan with(ScanShape newShape) {
        return new DeviceScan(getCluster(), getTraitSet(), table, newShape, exact);
    }

    /** Whether all rows that it hands out alone satisfy the predicates. */
    boolean isExact() {
        return exact || shape.predicates().isEmpty();
    }

    ScanShape shape() {
        return shape;
    }

    DeviceTable deviceTable() {
        return table.unwrapOrThrow(DeviceTable.class);
    }

    @Override
    public RelDataType deriveRowType() {
        return shape.rowType(table.getRowType(), getCluster().getTypeFactory());
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new DeviceScan(getCluster(), traits, table, shape, exact);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return shape.explain(super.explainTerms(writer)).itemIf("exact", true, exact && isDigest(writer));
    }

    private static boolean isDigest(RelWriter writer) {
        return writer.getDetailLevel() == SqlExplainLevel.DIGEST_ATTRIBUTES;
    }

    @Override
    public double estimateRowCount(RelMetadataQuery metadata) {
        return ScanEstimates.rows(table, shape);
    }

    @Override
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery metadata) {
        return ScanEstimates.cost(planner, table, shape);
    }

    /** The rows of an exact scan, for an execution; holds the table, and no node. */
    DevicePlan rows() {
        return new Rows(deviceTable(), shape.schema(), shape.columns(), shape.predicates());
    }

    private record Rows(DeviceTable table, TableSchema schema, List<Integer> columns, List<ScanPredicate> predicates)
            implements DevicePlan {
        @Override
        public Enumerable<@Nullable Object> rows(DataContext context) {
            return new DeviceEnumerable(table, schema, columns, predicates, context);
        }
    }

    @Override
    public PlanNode node(PlanTranslation translation, List<PlanNode> inputs) {
        List<ValueType> types = shape.columns().stream()
                .map(shape.schema()::column)
                .map(DeviceScan::type)
                .toList();
        TableSource source = new TableSource(
                deviceTable(), shape.schema(), shape.columns(), shape.predicates(), shape.hintsAreAll());
        return new ScanNode(deviceTable().name(), source, types);
    }

    private static ValueType type(ColumnDefinition column) {
        return new ValueType(column.type(), column.nullable());
    }
}
