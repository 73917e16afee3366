package io.gpuquery.calcite.rel;

import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptTable;
import org.apache.calcite.rel.metadata.RelMdUtil;
import org.apache.calcite.rex.RexNode;

/** What the planner is told about the size and the cost of scans. */
final class ScanEstimates {
    /** What reading a row costs beside handing it on as an array of objects. */
    private static final double SHARE_OF_READING = 0.1;

    private ScanEstimates() {}

    /** Rows that a scan gives: the table's, less what the predicates are guessed to leave out. */
    static double rows(RelOptTable table, ScanShape shape) {
        double rows = table.getRowCount();
        for (RexNode filter : shape.filters()) {
            rows *= RelMdUtil.guessSelectivity(filter);
        }
        return Math.max(1, rows);
    }

    /** Less for fewer columns and, through the rows that others have to handle, for fewer rows. */
    static RelOptCost cost(RelOptPlanner planner, RelOptTable table, ScanShape shape) {
        double columns = 1 + shape.columns().size();
        double all = 1 + shape.schema().columnCount();
        double rows = 1 + table.getRowCount() * SHARE_OF_READING * columns / all;
        return planner.getCostFactory().makeCost(rows, rows, 0);
    }
}
