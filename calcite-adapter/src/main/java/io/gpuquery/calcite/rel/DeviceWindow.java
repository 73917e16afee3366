package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.exec.PlanNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.core.Window;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexWindowBound;
import org.apache.calcite.rex.RexWindowExclusion;
import org.apache.calcite.sql.SqlExplainLevel;
import org.jspecify.annotations.Nullable;

/** Adds the results of window functions to rows, which stay in their order. */
public final class DeviceWindow extends Window implements DeviceRel {
    private DeviceWindow(
            RelOptCluster cluster,
            RelTraitSet traits,
            RelNode input,
            List<RexLiteral> constants,
            RelDataType rowType,
            List<Group> groups) {
        super(cluster, traits, List.of(), input, constants, rowType, groups);
    }

    static DeviceWindow of(Window window, RelNode input) {
        RelOptCluster cluster = input.getCluster();
        return new DeviceWindow(
                cluster,
                cluster.traitSetOf(DeviceConvention.INSTANCE),
                input,
                window.constants,
                window.getRowType(),
                window.groups);
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new DeviceWindow(getCluster(), traits, sole(inputs), constants, getRowType(), groups);
    }

    @Override
    public Window copy(List<RexLiteral> newConstants) {
        return new DeviceWindow(getCluster(), getTraitSet(), getInput(), newConstants, getRowType(), groups);
    }

    /** The constant that an operand stands for, which Calcite numbers behind the columns of the input; null if it is a column. */
    @Nullable
    RexLiteral constant(RexNode operand) {
        if (operand instanceof RexLiteral literal) {
            return literal;
        }
        int columnCount = getInput().getRowType().getFieldCount();
        return operand instanceof RexInputRef reference && reference.getIndex() >= columnCount
                ? constants.get(reference.getIndex() - columnCount)
                : null;
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        if (writer.getDetailLevel() == SqlExplainLevel.DIGEST_ATTRIBUTES) {
            return super.explainTerms(writer);
        }
        ExpressionText text = new ExpressionText(getInput());
        writer.input("input", getInput());
        return writer.item(
                "windows", groups.stream().map(group -> text(group, text)).collect(Collectors.joining("; ", "[", "]")));
    }

    private String text(Group group, ExpressionText text) {
        List<String> calls = new ArrayList<>();
        for (RexWinAggCall call : group.aggCalls) {
            String arguments = call.getOperands().stream()
                    .map(operand -> operand(operand, text))
                    .collect(Collectors.joining(", "));
            calls.add(call.getOperator().getName() + "(" + (call.distinct ? "DISTINCT " : "") + arguments + ")"
                    + (call.ignoreNulls ? " IGNORE NULLS" : ""));
        }
        List<String> parts = new ArrayList<>();
        if (!group.keys.isEmpty()) {
            parts.add("PARTITION BY " + String.join(", ", text.columns(group.keys)));
        }
        if (!group.orderKeys.getFieldCollations().isEmpty()) {
            parts.add("ORDER BY "
                    + group.orderKeys.getFieldCollations().stream()
                            .map(key -> order(key, text))
                            .collect(Collectors.joining(", ")));
        }
        parts.add((group.isRows ? "ROWS" : "RANGE") + " BETWEEN " + bound(group.lowerBound, text) + " AND "
                + bound(group.upperBound, text));
        if (group.exclude != RexWindowExclusion.EXCLUDE_NO_OTHER) {
            parts.add(group.exclude.toString());
        }
        return String.join(", ", calls) + " OVER (" + String.join(" ", parts) + ")";
    }

    private String operand(RexNode operand, ExpressionText text) {
        RexLiteral constant = constant(operand);
        return text.of(constant == null ? operand : constant);
    }

    private static String order(RelFieldCollation key, ExpressionText text) {
        return text.column(key.getFieldIndex())
                + (key.direction.isDescending() ? " DESC" : "")
                + (key.nullDirection == RelFieldCollation.NullDirection.FIRST ? " NULLS FIRST" : "");
    }

    private String bound(RexWindowBound bound, ExpressionText text) {
        RexNode offset = bound.getOffset();
        return offset == null
                ? bound.toString()
                : operand(offset, text) + (bound.isPreceding() ? " PRECEDING" : " FOLLOWING");
    }

    @Override
    public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery metadata) {
        return DeviceCosts.ofRows(planner, metadata.getRowCount(getInput()));
    }

    @Override
    public @Nullable PlanNode node(PlanTranslation translation, List<PlanNode> inputs) {
        return new WindowTranslation(this, translation, inputs.get(0)).translate();
    }
}
