package io.gpuquery.calcite.jdbc;

import org.apache.calcite.plan.Context;
import org.apache.calcite.plan.RelOptCostFactory;
import org.apache.calcite.plan.volcano.VolcanoPlanner;
import org.jspecify.annotations.Nullable;

/**
 * Calcite's planner, which asks before each application of a rule whether the statement is to stop, its time-out included. The
 * planners of the phases before and after it find the same through it.
 */
final class StoppablePlanner extends VolcanoPlanner {
    private final @Nullable StatementControl control;

    /** Made on the thread that executes the statement. */
    StoppablePlanner(@Nullable RelOptCostFactory costFactory, Context context) {
        super(costFactory, context);
        this.control = StatementControl.atWork();
    }

    @Override
    public void checkCancel() {
        if (control != null) {
            control.check();
        }
    }
}
