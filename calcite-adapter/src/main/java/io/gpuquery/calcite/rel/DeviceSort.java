package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.exec.PlanNode;
import io.gpuquery.calcite.exec.PlanNode.LimitNode;
import io.gpuquery.calcite.exec.PlanNode.SortNode;
import io.gpuquery.calcite.exec.SortKey;
import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlExplainLevel;
import org.jspecify.annotations.Nullable;

/** Sorts rows, or leaves out all but some of them, or both at once: the first few are found without sorting the others. */
public final class DeviceSort extends Sort implements DeviceRel {
    private DeviceSort(
            RelOptCluster cluster,
            RelTraitSet traits,
            RelNode input,
            RelCollation collation,
            @Nullable RexNode offset,
            @Nullable RexNode fetch) {
        super(cluster, traits, input, collation, offset, fetch);
    }

    static DeviceSort of(RelNode input, RelCollation collation, @Nullable RexNode offset, @Nullable RexNode fetch) {
        RelOptCluster cluster = input.getCluster();
        RelTraitSet traits = cluster.traitSetOf(DeviceConvention.INSTANCE).replace(collation);
        return new DeviceSort(cluster, traits, input, collation, offset, fetch);
    }

    @Override
    public Sort copy(
            RelTraitSet traits,
            RelNode input,
            RelCollation newCollation,
            @Nullable RexNode newOffset,
            @Nullable RexNode newFetch) {
        return new DeviceSort(getCluster(), traits, input, newCollation, newOffset, newFetch);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        if (writer.getDetailLevel() == SqlExplainLevel.DIGEST_ATTRIBUTES) {
            return super.explainTerms(writer);
        }
        ExpressionText text = new ExpressionText(getInput());
        List<String> keys = new ArrayList<>();
        for (RelFieldCollation key : collation.getFieldCollations()) {
            keys.add(text.column(key.getFieldIndex())
                    + (key.direction.isDescending() ? " DESC" : "")
                    + (isNullsFirst(key) ? " NULLS FIRST" : ""));
        }
        return writer.input("input", getInput())
                .itemIf("keys", keys, !keys.isEmpty())
                .itemIf("offset", offset, offset != null)
                .itemIf("fetch", fetch, fetch != null);
    }

    @Override
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery metadata) {
        return DeviceCosts.ofRows(planner, metadata.getRowCount(getInput()));
    }

    private static boolean isNullsFirst(RelFieldCollation key) {
        return key.nullDirection == RelFieldCollation.NullDirection.FIRST;
    }

    @Override
    public @Nullable PlanNode node(PlanTranslation translation, List<PlanNode> inputs) {
        PlanNode input = inputs.get(0);
        Expression skipped = offset == null ? null : translation.constant(offset);
        Expression most = fetch == null ? null : translation.constant(fetch);
        if ((offset != null && skipped == null) || (fetch != null && most == null)) {
            return null;
        }
        List<SortKey> keys = keys(collation, input);
        if (keys == null) {
            return null;
        }
        return keys.isEmpty() ? new LimitNode(input, skipped, most) : new SortNode(input, keys, skipped, most);
    }

    /** The keys of an order; null if there is a column whose values have none. */
    static @Nullable List<SortKey> keys(RelCollation collation, PlanNode input) {
        List<SortKey> keys = new ArrayList<>();
        for (RelFieldCollation key : collation.getFieldCollations()) {
            boolean ordered = isOrdered(input.types().get(key.getFieldIndex()).type());
            if (!ordered || key.direction == RelFieldCollation.Direction.CLUSTERED) {
                return null;
            }
            keys.add(new SortKey(key.getFieldIndex(), key.direction.isDescending(), isNullsFirst(key)));
        }
        return keys;
    }

    /** Whether our operators know an order of values of a type. */
    static boolean isOrdered(ColumnType type) {
        return type.kind() != ColumnType.Kind.VARBINARY && type.kind() != ColumnType.Kind.UUID && !type.isNested();
    }
}
