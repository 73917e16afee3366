package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.exec.PlanNode;
import io.gpuquery.calcite.exec.PlanNode.FilterNode;
import io.gpuquery.calcite.expression.Expression;
import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlExplainLevel;
import org.jspecify.annotations.Nullable;

/** Keeps the rows for which a condition is TRUE. */
public final class DeviceFilter extends Filter implements DeviceRel {
    private DeviceFilter(RelOptCluster cluster, RelTraitSet traits, RelNode input, RexNode condition) {
        super(cluster, traits, input, condition);
    }

    static DeviceFilter of(RelNode input, RexNode condition) {
        RelOptCluster cluster = input.getCluster();
        return new DeviceFilter(cluster, cluster.traitSetOf(DeviceConvention.INSTANCE), input, condition);
    }

    @Override
    public Filter copy(RelTraitSet traits, RelNode input, RexNode condition) {
        return new DeviceFilter(getCluster(), traits, input, condition);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        if (writer.getDetailLevel() == SqlExplainLevel.DIGEST_ATTRIBUTES) {
            return super.explainTerms(writer);
        }
        return writer.input("input", getInput()).item("condition", new ExpressionText(getInput()).of(condition));
    }

    @Override
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery metadata) {
        return DeviceCosts.ofRows(planner, metadata.getRowCount(getInput()));
    }

    @Override
    public @Nullable PlanNode node(PlanTranslation translation, List<PlanNode> inputs) {
        Expression translated = translation.over(inputs.get(0)).translate(condition);
        return translated == null ? null : new FilterNode(inputs.get(0), translated);
    }
}
