package io.gpuquery.calcite.rewrite;

import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableHashJoin;
import org.apache.calcite.adapter.enumerable.EnumerableNestedLoopJoin;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.convert.ConverterRule;
import org.apache.calcite.rel.core.JoinInfo;
import org.apache.calcite.rel.logical.LogicalJoin;

/**
 * Implements joins by Calcite's hash join where there are keys, else by its nested loops over kept rows (see {@link
 * EnumerableKeptRows}), which is the difference to Calcite's own rule.
 */
final class EnumerableJoinRule extends ConverterRule {
    static final RelOptRule INSTANCE = Config.INSTANCE
            .withConversion(
                    LogicalJoin.class, Convention.NONE, EnumerableConvention.INSTANCE, "EnumerableJoinOverKeptRowsRule")
            .withRuleFactory(EnumerableJoinRule::new)
            .toRule();

    private EnumerableJoinRule(Config config) {
        super(config);
    }

    @Override
    public RelNode convert(RelNode rel) {
        LogicalJoin join = (LogicalJoin) rel;
        RelNode left = enumerable(join.getLeft());
        RelNode right = enumerable(join.getRight());
        JoinInfo info = join.analyzeCondition();
        return info.leftKeys.isEmpty()
                ? EnumerableNestedLoopJoin.create(
                        left,
                        EnumerableKeptRows.of(right),
                        join.getCondition(),
                        join.getVariablesSet(),
                        join.getJoinType())
                : EnumerableHashJoin.create(
                        left, right, join.getCondition(), join.getVariablesSet(), join.getJoinType());
    }

    private static RelNode enumerable(RelNode input) {
        return convert(input, input.getTraitSet().replace(EnumerableConvention.INSTANCE));
    }
}
