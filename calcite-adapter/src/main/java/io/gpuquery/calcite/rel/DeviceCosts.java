package io.gpuquery.calcite.rel;

import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;

/** What the planner is told of our operators' costs, in units of handing one row to an operator of Calcite's. */
final class DeviceCosts {
    private static final double ROW = 0.05;

    private DeviceCosts() {}

    /** The cost of an operator that looks at so many rows. */
    static RelOptCost ofRows(RelOptPlanner planner, double rowCount) {
        double cost = 1 + rowCount * ROW;
        return planner.getCostFactory().makeCost(cost, cost, 0);
    }
}
