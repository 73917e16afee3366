package io.gpuquery.calcite.rewrite;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.plan.volcano.RelSubset;
import org.apache.calcite.plan.volcano.VolcanoPlanner;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.rules.SubstitutionRule;
import org.apache.calcite.rel.rules.TransformationRule;
import org.jspecify.annotations.Nullable;

/**
 * Adds what {@link QueryRewrite} makes of the whole query, before the planner does anything else with it.
 *
 * <p>Calcite offers no phase before the cost-based one that an adapter could add rules to. So this rule matches any
 * node, and waits for one that stands for the query's root.
 */
class QueryRewriteRule extends RelRule<RuleConfig> implements TransformationRule {
    /**
     * The rule, twice. As a {@link SubstitutionRule} it comes before the ordinary ones. But another substitution may
     * take the root away and put its input there, whose turn has passed; the second one comes for it.
     */
    static final List<RelOptRule> INSTANCES = List.of(
            new RuleConfig("QueryRewriteRule(first)", QueryRewriteRule::anyLogicalNode, First::new).toRule(),
            new RuleConfig("QueryRewriteRule(later)", QueryRewriteRule::anyLogicalNode, QueryRewriteRule::new)
                    .toRule());

    private QueryRewriteRule(RuleConfig config) {
        super(config);
    }

    private static Done anyLogicalNode(OperandBuilder builder) {
        return builder.operand(RelNode.class).trait(Convention.NONE).anyInputs();
    }

    private static final class First extends QueryRewriteRule implements SubstitutionRule {
        First(RuleConfig config) {
            super(config);
        }
    }

    @Override
    public void onMatch(RelOptRuleCall call) {
        RelNode rel = call.rel(0);
        if (!(call.getPlanner() instanceof VolcanoPlanner planner)
                || !(planner.getRoot() instanceof RelSubset root)
                || !isSameSet(planner.getSubset(rel), root)) {
            return;
        }
        Unplanned unplanned = new Unplanned();
        // A query without unplanned scans reads none of our tables. It is rewritten as it came in, and not again.
        boolean asItCameIn = this instanceof First && rel.equals(root.getOriginal());
        if (!unplanned.contains(rel) && !asItCameIn) {
            return;
        }
        unplanned.contains(root);
        RelNode query = original(root, identitySet());
        if (query == null) {
            throw new IllegalStateException("The planner has lost the query: " + root);
        }
        RelNode rewritten = QueryRewrite.apply(query);
        for (UnplannedScan scan : unplanned.scans) {
            rewritten = scan.placed(rewritten);
        }
        call.transformTo(rewritten);
        if (!PlanScanRule.isNeeded(planner)) {
            unplanned.expressions.forEach(planner::prune);
        }
    }

    private static boolean isSameSet(@Nullable RelSubset left, RelSubset right) {
        return left != null && left.getOriginal() == right.getOriginal();
    }

    private static Set<RelNode> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /**
     * The query that was put into the planner, or an equal one, with planned scans.
     *
     * <p>Null where {@code rel} was met before on the way down to it: rules that already ran may have put an expression
     * into the equivalence set of its own input. Then some other expression of that set is part of the query.
     *
     * @param open the first expressions of the sets on the way from the root to {@code rel}
     */
    private static @Nullable RelNode original(RelNode rel, Set<RelNode> open) {
        if (rel instanceof UnplannedScan scan) {
            return scan.planned();
        }
        if (rel instanceof RelSubset subset) {
            RelNode first = subset.getOriginal();
            if (first == null || !open.add(first)) {
                return null;
            }
            RelNode found = original(first, open);
            for (RelNode other : subset.getRelList()) {
                if (found != null) {
                    break;
                }
                found = original(other, open);
            }
            open.remove(first);
            return found;
        }
        List<RelNode> inputs = new ArrayList<>();
        for (RelNode input : rel.getInputs()) {
            RelNode original = original(input, open);
            if (original == null) {
                return null;
            }
            inputs.add(original);
        }
        return inputs.isEmpty() ? rel : rel.copy(rel.getTraitSet(), inputs);
    }

    /**
     * The expressions that cannot be had without an unplanned scan: nothing in them can be implemented, and no rewritten
     * query has one in common with them.
     */
    private static final class Unplanned {
        final Set<RelNode> expressions = identitySet();

        /** One of each class. */
        final List<UnplannedScan> scans = new ArrayList<>();

        private final Set<RelNode> visited = identitySet();
        private final Set<RelNode> open = identitySet();

        /** Whether an expression, or every expression of an equivalence set, has an unplanned scan in it. */
        boolean contains(RelNode rel) {
            if (rel instanceof RelSubset subset) {
                boolean all = subset.getOriginal() == null || contains(subset.getOriginal());
                for (RelNode other : subset.getRelList()) {
                    all &= contains(other);
                }
                return all;
            }
            if (!visited.add(rel)) {
                // One that needs itself is no way round an unplanned scan.
                return open.contains(rel) || expressions.contains(rel);
            }
            open.add(rel);
            boolean any = rel instanceof UnplannedScan;
            if (rel instanceof UnplannedScan scan
                    && scans.stream().noneMatch(other -> other.getClass().equals(scan.getClass()))) {
                scans.add(scan);
            }
            for (RelNode input : rel.getInputs()) {
                any |= contains(input);
            }
            open.remove(rel);
            if (any) {
                expressions.add(rel);
            }
            return any;
        }
    }
}
