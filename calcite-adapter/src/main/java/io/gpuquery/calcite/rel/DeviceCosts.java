package io.gpuquery.calcite.rel;

import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;

/** What the planner is told of our operators' costs, in units of handing one row to an operator of Calcite's. */
final class DeviceCosts {
    private static final double ROW = 0.05;
    /** Less than a row of Calcite's, which is the least that it takes any operator for. */
    private static final double OPERATOR = 0.5;

    private DeviceCosts() {}

    /** The cost of an operator that looks at so many rows. */
    static RelOptCost ofRows(RelOptPlanner planner, double rowCount) {
        double cost = OPERATOR + rowCount * ROW;
        return planner.getCostFactory().makeCost(cost, cost, 0);
    }
}
