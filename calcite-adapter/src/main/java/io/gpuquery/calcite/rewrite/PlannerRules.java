package io.gpuquery.calcite.rewrite;

import io.gpuquery.calcite.translation.ConstantFolding;
import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableRules;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.volcano.VolcanoPlanner;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.rules.JoinPushThroughJoinRule;
import org.apache.calcite.rex.RexExecutor;

/**
 * Sets a planner up for queries over our tables.
 *
 * <p>A table scan (an {@link UnplannedScan}) calls {@link #register} from its own {@code register(RelOptPlanner)}. That is the one place that every
 * way into Calcite passes through (our driver, {@code jdbc:calcite:} connections, {@code Frameworks},
 * {@code RelBuilder}), so that all of them get the same plans.
 */
public final class PlannerRules {
    /** The rules that rewrite whole queries, for programs that list their rules. */
    public static final List<RelOptRule> QUERY_REWRITE = QueryRewriteRule.INSTANCES;

    /**
     * Rules that enumerate join orders by trial. They find poor orders (their estimates take each join for a filter of
     * 15%), and take seconds from six tables on. {@link JoinOrder} does that work.
     */
    private static final List<RelOptRule> JOIN_ENUMERATION = List.of(
            CoreRules.JOIN_COMMUTE,
            CoreRules.JOIN_ASSOCIATE,
            JoinPushThroughJoinRule.LEFT,
            JoinPushThroughJoinRule.RIGHT);

    /**
     * Sorting both inputs in order to merge them: files are not sorted, and Calcite's costs prefer two sorts to one hash
     * table all the same.
     */
    private static final RelOptRule SORT_MERGE_JOIN = EnumerableRules.ENUMERABLE_MERGE_JOIN_RULE;

    /**
     * Semi-joins are found beforehand, too; the planner would make some of our own joins, by estimates that take a semi-join's rows for
     * far fewer than a join's, and none of ours of them.
     */
    private static final List<RelOptRule> SEMI_JOINS =
            List.of(CoreRules.PROJECT_TO_SEMI_JOIN, CoreRules.JOIN_ON_UNIQUE_TO_SEMI_JOIN, CoreRules.JOIN_TO_SEMI_JOIN);

    /** Our aggregates compute their input's projection themselves; what this rule puts above them instead would be Calcite's. */
    private static final RelOptRule AGGREGATE_OF_PROJECT = CoreRules.AGGREGATE_PROJECT_MERGE;

    /** Unions are merged beforehand; the planner would keep every way to do so, and take minutes over some hundred. */
    private static final RelOptRule UNION_MERGE = CoreRules.UNION_MERGE;

    private PlannerRules() {}

    /**
     * Adds the rewriting of whole queries, and takes away the rules that it replaces; constants are computed without code being
     * generated for them. Calling it again does no harm.
     *
     * <p>Our driver calls it for each planner, since statements without tables are to compute exactly, too.
     *
     * <p>Planners other than Volcano (a heuristic one that carries out somebody's own program) are left as they are.
     */
    public static void register(RelOptPlanner planner) {
        if (planner instanceof VolcanoPlanner) {
            JOIN_ENUMERATION.forEach(planner::removeRule);
            SEMI_JOINS.forEach(planner::removeRule);
            planner.removeRule(AGGREGATE_OF_PROJECT);
            planner.removeRule(SORT_MERGE_JOIN);
            planner.removeRule(UNION_MERGE);
            if (planner.removeRule(EnumerableRules.ENUMERABLE_JOIN_RULE)) {
                planner.addRule(EnumerableJoinRule.INSTANCE);
            }
            QUERY_REWRITE.forEach(planner::addRule);
            RexExecutor executor = planner.getExecutor();
            if (executor != null) {
                planner.setExecutor(ConstantFolding.before(executor));
            }
            if (PlanScanRule.isNeeded(planner)) {
                planner.addRule(PlanScanRule.INSTANCE);
            }
        }
    }
}
