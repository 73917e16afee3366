package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.exec.PlanNode;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.sql.SqlExplainLevel;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/** Groups rows and aggregates them, by one or several sets of keys. */
public final class DeviceAggregate extends Aggregate implements DeviceRel {
    private DeviceAggregate(
            RelOptCluster cluster,
            RelTraitSet traits,
            RelNode input,
            ImmutableBitSet groupSet,
            @Nullable List<ImmutableBitSet> groupSets,
            List<AggregateCall> calls) {
        super(cluster, traits, List.of(), input, groupSet, groupSets, calls);
    }

    static DeviceAggregate of(
            RelNode input, ImmutableBitSet groupSet, List<ImmutableBitSet> groupSets, List<AggregateCall> calls) {
        RelOptCluster cluster = input.getCluster();
        return new DeviceAggregate(
                cluster, cluster.traitSetOf(DeviceConvention.INSTANCE), input, groupSet, groupSets, calls);
    }

    @Override
    public Aggregate copy(
            RelTraitSet traits,
            RelNode input,
            ImmutableBitSet newGroupSet,
            @Nullable List<ImmutableBitSet> newGroupSets,
            List<AggregateCall> calls) {
        return new DeviceAggregate(getCluster(), traits, input, newGroupSet, newGroupSets, calls);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        if (writer.getDetailLevel() == SqlExplainLevel.DIGEST_ATTRIBUTES) {
            return super.explainTerms(writer);
        }
        ExpressionText text = new ExpressionText(getInput());
        List<String> calls = new ArrayList<>();
        for (int i = 0; i < aggCalls.size(); i++) {
            String name = getRowType().getFieldNames().get(groupSet.cardinality() + i);
            calls.add(text.call(aggCalls.get(i)) + text.alias(name));
        }
        List<List<String>> sets =
                groupSets.stream().map(set -> text.columns(set)).toList();
        return writer.input("input", getInput())
                .item("group", text.columns(groupSet))
                .itemIf("sets", sets, getGroupType() != Group.SIMPLE)
                .itemIf("aggregates", calls, !calls.isEmpty());
    }

    @Override
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery metadata) {
        return DeviceCosts.ofRows(planner, metadata.getRowCount(getInput()));
    }

    @Override
    public @Nullable PlanNode node(PlanTranslation translation, List<PlanNode> inputs) {
        return new AggregateTranslation(inputs.get(0)).translate(this);
    }
}
