package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.rewrite.Selectivity;
import io.gpuquery.calcite.table.DeviceTable;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.metadata.RelMdUtil;
import org.apache.calcite.rex.RexNode;

/** What the planner is told about the size and the cost of scans. */
final class ScanEstimates {
    /** What reading a column of a row costs, where handing a row on costs 1. */
    private static final double READING_A_COLUMN = 0.5;

    private ScanEstimates() {}

    /** Rows that a scan gives: the table's, less what the predicates are guessed to leave out. */
    static double rows(RelOptTable table, ScanShape shape) {
        double rows = table.getRowCount();
        DeviceTable known = table.unwrap(DeviceTable.class);
        for (RexNode filter : shape.filters()) {
            rows *= known == null ? RelMdUtil.guessSelectivity(filter) : Selectivity.ofTable(filter, known);
        }
        return Math.max(1, rows);
    }

    /** Less for fewer columns and, through the rows that others have to handle, for fewer rows. */
    static RelOptCost cost(RelOptPlanner planner, RelOptTable table, ScanShape shape) {
        double rows =
                1 + table.getRowCount() * READING_A_COLUMN * (shape.columns().size() + 0.1);
        return planner.getCostFactory().makeCost(rows, rows, 0);
    }
}
