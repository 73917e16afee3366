package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.exec.DeviceOutlook;
import io.gpuquery.calcite.exec.PlanNode;
import io.gpuquery.calcite.kernel.DeviceUse;
import io.gpuquery.calcite.table.DeviceTable;
import io.gpuquery.device.DeviceException;
import io.gpuquery.error.DataException;
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
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.convert.ConverterImpl;
import org.apache.calcite.rel.convert.ConverterRule;
import org.apache.calcite.sql.SqlExplainLevel;
import org.jspecify.annotations.Nullable;

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

    /** Rows of a node, in the order that traits ask for, which the node has. */
    static DeviceToEnumerable of(RelNode input, RelTraitSet traits) {
        return new DeviceToEnumerable(input.getCluster(), traits.replace(EnumerableConvention.INSTANCE), input);
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new DeviceToEnumerable(getCluster(), traits, sole(inputs));
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        RelWriter described = super.explainTerms(writer);
        if (writer.getDetailLevel() == SqlExplainLevel.DIGEST_ATTRIBUTES) {
            return described;
        }
        List<String> fallbacks = fallbacks();
        List<String> kernels = kernels();
        return described
                .item("device", candidates())
                .itemIf("kernels", kernels, !kernels.isEmpty())
                .itemIf("fallbacks", fallbacks, !fallbacks.isEmpty());
    }

    @Override
    public Result implement(EnumerableRelImplementor implementor, Prefer prefer) {
        PhysType type = PhysTypeImpl.of(implementor.getTypeFactory(), getRowType(), JavaRowFormat.ARRAY);
        Expression plan = implementor.stash(plan(), DevicePlan.class);
        return implementor.result(
                type, Blocks.toBlock(Expressions.call(plan, "rows", implementor.getRootExpression())));
    }

    /** What generated code, or whoever needs none, runs; stable, so that it can be executed any number of times. */
    public DevicePlan plan() {
        if (getInput() instanceof DeviceScan scan && scan.isExact()) {
            return scan.rows();
        }
        PlanTranslation translation = new PlanTranslation(getCluster().getRexBuilder());
        PlanNode node = translation.node(getInput());
        if (node == null) {
            throw new IllegalStateException("no operators for " + RelOptUtil.toString(getInput()));
        }
        return new OperatorPlan(
                node, getRowType().getFieldNames(), translation.parameters(), table(getInput()), Fallbacks.in(node));
    }

    /** What Calcite's code computes for our operators; nothing for a plan that is still being looked for. */
    private List<String> fallbacks() {
        PlanNode node = new PlanTranslation(getCluster().getRexBuilder()).node(getInput());
        return node == null ? List.of() : Fallbacks.in(node);
    }

    /** What a device would do, and not do; nothing where there is none. */
    private List<String> kernels() {
        DeviceTable table = tableIn(getInput());
        PlanTranslation translation = new PlanTranslation(getCluster().getRexBuilder());
        PlanNode node = translation.node(getInput());
        if (table == null || node == null) {
            return List.of();
        }
        try {
            DeviceUse use = table.deviceUse();
            return use == null
                    ? List.of()
                    : DeviceOutlook.of(node, translation.parameters().count(), use);
        } catch (DataException | DeviceException e) {
            return List.of("none: " + e.getMessage());
        }
    }

    /** What may run the operators below. */
    private String candidates() {
        DeviceTable table = tableIn(getInput());
        return table == null ? "cpu" : table.deviceCandidates();
    }

    private static DeviceTable table(RelNode node) {
        DeviceTable table = tableIn(node);
        if (table == null) {
            throw new IllegalStateException("no table under " + node);
        }
        return table;
    }

    private static @Nullable DeviceTable tableIn(RelNode node) {
        if (node instanceof DeviceScan scan) {
            return scan.deviceTable();
        }
        for (RelNode input : node.getInputs()) {
            DeviceTable table = tableIn(input);
            if (table != null) {
                return table;
            }
        }
        return null;
    }

    private static final class Rule extends ConverterRule {
        Rule(Config config) {
            super(config);
        }

        @Override
        public RelNode convert(RelNode rel) {
            return of(rel, rel.getTraitSet());
        }
    }
}
