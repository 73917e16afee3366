package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.rewrite.UnplannedScan;
import io.gpuquery.calcite.table.DeviceTable;
import io.gpuquery.calcite.table.SqlTypes;
import io.gpuquery.column.TableSchema;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import java.util.List;
import org.apache.calcite.plan.AbstractRelOptPlanner;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelShuttle;
import org.apache.calcite.rel.core.TableScan;

/**
 * The logical scan of the whole of one of our tables.
 *
 * <p>It belongs to no convention, so a logical plan that contains it can still be handed to another engine, and it brings our
 * rules along: nobody else registers them on a plain connection or with {@code Frameworks}.
 */
public final class DirectoryTableScan extends TableScan implements UnplannedScan {
    private final TableSchema schema;

    private DirectoryTableScan(RelOptCluster cluster, RelTraitSet traits, RelOptTable table, TableSchema schema) {
        super(cluster, traits, List.of(), table);
        this.schema = schema;
    }

    /**
     * Scans a table that is, or unwraps to, a {@link DeviceTable}.
     *
     * @throws DataException if it cannot be read, or has changed its columns since the query was validated
     */
    public static DirectoryTableScan create(RelOptCluster cluster, RelOptTable table) {
        DeviceTable deviceTable = table.unwrapOrThrow(DeviceTable.class);
        TableSchema schema = deviceTable.schema();
        if (!SqlTypes.rowType(schema, deviceTable.fractionDigits(), cluster.getTypeFactory())
                .equals(table.getRowType())) {
            throw new DataException(
                    "The columns of table " + deviceTable.name() + " changed while the query was prepared",
                    Location.of(deviceTable.files().get(0)),
                    "Ask again.");
        }
        return new DirectoryTableScan(cluster, cluster.traitSetOf(Convention.NONE), table, schema);
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new DirectoryTableScan(getCluster(), traits, table, schema);
    }

    /**
     * Asks whether planning is to stop: Calcite's removal of correlation, which can take minutes, asks nobody, but walks over the query
     * again and again.
     */
    @Override
    public RelNode accept(RelShuttle shuttle) {
        if (getCluster().getPlanner() instanceof AbstractRelOptPlanner planner) {
            planner.checkCancel();
        }
        return super.accept(shuttle);
    }

    @Override
    public TableScan planned() {
        return new PlannedScan(getCluster(), getTraitSet(), table, ScanShape.all(schema));
    }

    @Override
    public RelNode placed(RelNode query) {
        return ExecutionSettings.current().operators() ? DevicePlacement.apply(query) : query;
    }

    @Override
    public void register(RelOptPlanner planner) {
        DeviceRules.register(planner);
    }
}
