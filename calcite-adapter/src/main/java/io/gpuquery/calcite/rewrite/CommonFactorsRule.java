package io.gpuquery.calcite.rewrite;

import java.util.List;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;

/**
 * Takes what all branches of a disjunction have in common out of it: {@code (a AND b) OR (a AND c)} becomes
 * {@code a AND (b OR c)}. Without that, a join condition inside a disjunction is a cross product.
 */
final class CommonFactorsRule extends RelRule<RuleConfig> {
    /** For the condition of a filter. */
    static final RelOptRule FILTER = new RuleConfig(
                    "CommonFactorsRule(Filter)",
                    b -> b.operand(Filter.class)
                            .predicate(filter -> hasDisjunction(filter.getCondition()))
                            .anyInputs(),
                    CommonFactorsRule::new)
            .toRule();

    /** For the condition of a join. */
    static final RelOptRule JOIN = new RuleConfig(
                    "CommonFactorsRule(Join)",
                    b -> b.operand(Join.class)
                            .predicate(join -> hasDisjunction(join.getCondition()))
                            .anyInputs(),
                    CommonFactorsRule::new)
            .toRule();

    private CommonFactorsRule(RuleConfig config) {
        super(config);
    }

    private static boolean hasDisjunction(RexNode condition) {
        return condition.toString().contains("OR(");
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
        RelNode rel = call.rel(0);
        RexNode condition = rel instanceof Join join ? join.getCondition() : ((Filter) rel).getCondition();
        RexNode factored = RexUtil.pullFactors(rel.getCluster().getRexBuilder(), condition);
        if (factored.equals(condition)) {
            return;
        }
        List<RelNode> inputs = rel.getInputs();
        call.transformTo(
                rel instanceof Join join
                        ? join.copy(
                                join.getTraitSet(),
                                factored,
                                inputs.get(0),
                                inputs.get(1),
                                join.getJoinType(),
                                join.isSemiJoinDone())
                        : ((Filter) rel).copy(rel.getTraitSet(), inputs.get(0), factored));
    }
}
