package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.exec.PlanNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlExplainLevel;
import org.jspecify.annotations.Nullable;

/** Joins two inputs: the right one is kept in memory by its keys, and the rows of the left one are looked up there. */
public final class DeviceJoin extends Join implements DeviceRel {
    private static final int MOST_NODES = 24;

    private DeviceJoin(
            RelOptCluster cluster,
            RelTraitSet traits,
            RelNode left,
            RelNode right,
            RexNode condition,
            JoinRelType joinType) {
        super(cluster, traits, List.of(), left, right, condition, Set.of(), joinType);
    }

    /** A join as Calcite has it; of a right join, its mirror image and a projection; of a full join, a
     * left join and an anti-join. Null for kinds that we have not. */
    static @Nullable RelNode of(Join join, RelNode left, RelNode right) {
        if (!join.getVariablesSet().isEmpty()) {
            return null;
        }
        return switch (join.getJoinType()) {
            case INNER, LEFT, SEMI, ANTI -> of(left, right, join.getCondition(), join.getJoinType());
            case RIGHT -> mirrored(join, left, right);
            case FULL -> full(join, left, right);
            case ASOF, LEFT_ASOF, LEFT_MARK -> null;
        };
    }

    private static DeviceJoin of(RelNode left, RelNode right, RexNode condition, JoinRelType type) {
        RelOptCluster cluster = left.getCluster();
        return new DeviceJoin(cluster, cluster.traitSetOf(DeviceConvention.INSTANCE), left, right, condition, type);
    }

    private static RelNode mirrored(Join join, RelNode left, RelNode right) {
        int leftCount = left.getRowType().getFieldCount();
        int rightCount = right.getRowType().getFieldCount();
        DeviceJoin mirrored = of(
                /* left= */ right, /* right= */ left, mirroredCondition(join, leftCount, rightCount), JoinRelType.LEFT);
        List<RexNode> columns = IntStream.range(0, leftCount + rightCount)
                .map(index -> index < leftCount ? rightCount + index : index - leftCount)
                .mapToObj(index -> (RexNode) RexInputRef.of(index, mirrored.getRowType()))
                .toList();
        return DeviceProject.of(mirrored, columns, join.getRowType());
    }

    private static RexNode mirroredCondition(Join join, int leftCount, int rightCount) {
        return join.getCondition().accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef field) {
                int index = field.getIndex();
                return new RexInputRef(index < leftCount ? rightCount + index : index - leftCount, field.getType());
            }
        });
    }

    /** All rows of the left input, as a left join has them, and those of the right input for which there is none. */
    private static @Nullable RelNode full(Join join, RelNode left, RelNode right) {
        // Both inputs are read twice: full joins of full joins would multiply.
        if (nodes(left) + nodes(right) > MOST_NODES) {
            return null;
        }
        int leftCount = left.getRowType().getFieldCount();
        int rightCount = right.getRowType().getFieldCount();
        RelNode alone = of(
                /* left= */ right, /* right= */ left, mirroredCondition(join, leftCount, rightCount), JoinRelType.ANTI);
        List<RexNode> columns = new ArrayList<>();
        for (int index = 0; index < leftCount + rightCount; index++) {
            columns.add(
                    index < leftCount
                            ? join.getCluster()
                                    .getRexBuilder()
                                    .makeNullLiteral(join.getRowType()
                                            .getFieldList()
                                            .get(index)
                                            .getType())
                            : RexInputRef.of(index - leftCount, alone.getRowType()));
        }
        RelDataType type = join.getCluster()
                .getTypeFactory()
                .createStructType(
                        columns.stream().map(RexNode::getType).toList(),
                        join.getRowType().getFieldNames());
        return DeviceUnion.of(List.of(
                of(left, right, join.getCondition(), JoinRelType.LEFT), DeviceProject.of(alone, columns, type)));
    }

    private static int nodes(RelNode rel) {
        return 1 + rel.getInputs().stream().mapToInt(DeviceJoin::nodes).sum();
    }

    @Override
    public Join copy(
            RelTraitSet traits,
            RexNode newCondition,
            RelNode newLeft,
            RelNode newRight,
            JoinRelType newType,
            boolean semiJoinDone) {
        return new DeviceJoin(getCluster(), traits, newLeft, newRight, newCondition, newType);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        if (writer.getDetailLevel() == SqlExplainLevel.DIGEST_ATTRIBUTES) {
            return super.explainTerms(writer);
        }
        return writer.input("left", getLeft())
                .input("right", getRight())
                .item("type", joinType.name().toLowerCase(Locale.ROOT))
                .itemIf(
                        "condition",
                        ExpressionText.ofPairs(getLeft(), getRight()).of(condition),
                        !condition.isAlwaysTrue());
    }

    @Override
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery metadata) {
        List<RelNode> inputs = new ArrayList<>(getInputs());
        double rows = 0;
        for (RelNode input : inputs) {
            Double count = metadata.getRowCount(input);
            rows += count == null ? 0 : count;
        }
        return DeviceCosts.ofRows(planner, rows);
    }

    @Override
    public @Nullable PlanNode node(PlanTranslation translation, List<PlanNode> inputs) {
        return new JoinTranslation(translation, inputs.get(0), inputs.get(1)).translate(this);
    }
}
