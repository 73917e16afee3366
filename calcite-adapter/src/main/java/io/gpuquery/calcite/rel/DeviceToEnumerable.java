package io.gpuquery.calcite.rel;

import java.util.List;
import org.apache.calcite.adapter.enumerable.EnumerableConvention;
import org.apache.calcite.adapter.enumerable.EnumerableRel;
import org.apache.calcite.adapter.enumerable.EnumerableRelImplementor;
import org.apache.calcite.adapter.enumerable.JavaRowFormat;
import org.apache.calcite.adapter.enumerable.PhysType;
import org.apache.calcite.adapter.enumerable.PhysTypeImpl;
import org.apache.calcite.linq4j.tree.Blocks;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.plan.ConventionTraitDef;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.convert.ConverterImpl;
import org.apache.calcite.rel.convert.ConverterRule;

/** Hands the rows of a {@link DeviceRel} to Calcite's own operators: the only way out of {@link DeviceConvention}. */
public final class DeviceToEnumerable extends ConverterImpl implements EnumerableRel {
    static final ConverterRule RULE = ConverterRule.Config.INSTANCE
            .withConversion(
                    DeviceRel.class, DeviceConvention.INSTANCE, EnumerableConvention.INSTANCE, "DeviceToEnumerableRule")
            .withRuleFactory(Rule::new)
            .toRule(Rule.class);

    private DeviceToEnumerable(RelOptCluster cluster, RelTraitSet traits, RelNode input) {
        super(cluster, ConventionTraitDef.INSTANCE, traits, input);
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new DeviceToEnumerable(getCluster(), traits, sole(inputs));
    }

    @Override
    public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
        PhysType type = PhysTypeImpl.of(implementor.getTypeFactory(), getRowType(), JavaRowFormat.ARRAY);
        Expression plan = implementor.stash(((DeviceRel) getInput()).plan(), DevicePlan.class);
        return implementor.result(
                type, Blocks.toBlock(Expressions.call(plan, "rows", implementor.getRootExpression())));
    }

    private static final class Rule extends ConverterRule {
        Rule(Config config) {
            super(config);
        }

        @Override
        public RelNode convert(RelNode rel) {
            return new DeviceToEnumerable(
                    rel.getCluster(), rel.getTraitSet().replace(EnumerableConvention.INSTANCE), rel);
        }
    }
}
