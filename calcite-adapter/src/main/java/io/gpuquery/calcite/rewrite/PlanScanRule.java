package io.gpuquery.calcite.rewrite;

import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.config.CalciteSystemProperty;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.rules.TransformationRule;

/**
 * Makes a scan one that can be implemented without a rewriting of the query, in the planner's top-down mode alone.
 *
 * <p>There, inputs have their turn before the root. Where the root turns out to be its own input (it kept all columns and
 * rows), nothing is left to call {@link QueryRewriteRule}. Costs decide between the two forms of the query then.
 */
final class PlanScanRule extends RelRule<RuleConfig> implements TransformationRule {
    static final RelOptRule INSTANCE = new RuleConfig(
                    "PlanScanRule",
                    b -> b.operand(TableScan.class)
                            .predicate(UnplannedScan.class::isInstance)
                            .noInputs(),
                    PlanScanRule::new)
            .toRule();

    private PlanScanRule(RuleConfig config) {
        super(config);
    }

    /** Whether {@code planner} works top-down ({@code topDownOpt}). */
    static boolean isNeeded(RelOptPlanner planner) {
        return planner.getContext()
                .maybeUnwrap(CalciteConnectionConfig.class)
                .map(CalciteConnectionConfig::topDownOpt)
                .orElseGet(CalciteSystemProperty.TOPDOWN_OPT::value);
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
        UnplannedScan scan = (UnplannedScan) call.rels[0];
        call.transformTo(scan.planned());
    }
}
