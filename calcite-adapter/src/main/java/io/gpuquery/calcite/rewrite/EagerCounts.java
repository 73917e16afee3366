package io.gpuquery.calcite.rewrite;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinInfo;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Counts before a left join what an aggregate would count behind it: where all groups are of left columns, each left row adds the count
 * of its key, and all that the join looks up is one row for each key. TPC-H 13 counts the orders of each customer so.
 *
 * <p>Source: Yan and Larson, "Eager Aggregation and Lazy Aggregation", VLDB 1995.
 */
final class EagerCounts {
    /** The right input has so many times the rows of the left one, or each key has too few of them to make it worth the while. */
    private static final double FEWEST_ROWS_OF_KEY = 3;

    private final RowEstimates estimates;
    private final RexBuilder rexBuilder;

    private EagerCounts(RelNode rel) {
        this.estimates = new RowEstimates(rel.getCluster().getMetadataQuery());
        this.rexBuilder = rel.getCluster().getRexBuilder();
    }

    /** Rewrites {@code rel}; the result has the same rows, columns and types. */
    static RelNode apply(RelNode rel) {
        return new EagerCounts(rel).rewrite(rel);
    }

    private RelNode rewrite(RelNode rel) {
        List<RelNode> inputs = new ArrayList<>();
        for (RelNode input : rel.getInputs()) {
            inputs.add(rewrite(input));
        }
        RelNode rewritten = inputs.equals(rel.getInputs()) ? rel : rel.copy(rel.getTraitSet(), inputs);
        RelNode eager = rewritten instanceof Aggregate aggregate ? eager(aggregate) : null;
        return eager == null ? rewritten : eager;
    }

    private @Nullable RelNode eager(Aggregate aggregate) {
        Project project = aggregate.getInput() instanceof Project found ? found : null;
        RelNode below = project == null ? aggregate.getInput() : project.getInput();
        if (!(below instanceof Join join) || !isSuitable(aggregate, join)) {
            return null;
        }
        int leftWidth = join.getLeft().getRowType().getFieldCount();
        List<RexNode> groups = new ArrayList<>();
        for (int field : aggregate.getGroupSet()) {
            RexNode group = expression(project, join, field);
            if (!(group instanceof RexInputRef ref) || ref.getIndex() >= leftWidth) {
                return null;
            }
            groups.add(group);
        }
        List<@Nullable RexInputRef> counted = new ArrayList<>();
        for (AggregateCall call : aggregate.getAggCallList()) {
            if (call.getAggregation().getKind() != SqlKind.COUNT
                    || call.isDistinct()
                    || call.hasFilter()
                    || call.getArgList().size() > 1) {
                return null;
            }
            RexNode argument = call.getArgList().isEmpty()
                    ? null
                    : expression(project, join, call.getArgList().get(0));
            if (argument != null && !(argument instanceof RexInputRef ref && ref.getIndex() >= leftWidth)) {
                return null;
            }
            counted.add((RexInputRef) argument);
        }
        return counted.isEmpty() ? null : eager(aggregate, join, groups, counted);
    }

    private boolean isSuitable(Aggregate aggregate, Join join) {
        JoinInfo info = join.analyzeCondition();
        return aggregate.getGroupType() == Aggregate.Group.SIMPLE
                && join.getJoinType() == JoinRelType.LEFT
                && join.getVariablesSet().isEmpty()
                && info.isEqui()
                && !info.rightKeys.isEmpty()
                && estimates.rows(join.getRight()) >= FEWEST_ROWS_OF_KEY * estimates.rows(join.getLeft());
    }

    private static RexNode expression(@Nullable Project project, Join join, int field) {
        return project == null
                ? RexInputRef.of(field, join.getRowType())
                : project.getProjects().get(field);
    }

    /** Takes what is counted in the join's row, null for its rows themselves. */
    private RelNode eager(Aggregate aggregate, Join join, List<RexNode> groups, List<@Nullable RexInputRef> counted) {
        JoinInfo info = join.analyzeCondition();
        int leftWidth = join.getLeft().getRowType().getFieldCount();
        RelBuilder builder = JoinOrder.builder(join).push(join.getRight());
        List<RexNode> keys = new ArrayList<>(builder.fields(info.rightKeys));
        List<RelBuilder.AggCall> counts = new ArrayList<>();
        for (RexInputRef column : counted) {
            counts.add(
                    column == null
                            ? builder.countStar(null)
                            : builder.count(builder.field(column.getIndex() - leftWidth)));
        }
        RelNode right = builder.aggregate(builder.groupKey(keys), counts).build();
        // The builder sorts the keys of a group.
        List<Integer> sorted = ImmutableBitSet.of(info.rightKeys).asList();
        List<RexNode> equalities = new ArrayList<>();
        for (int i = 0; i < info.leftKeys.size(); i++) {
            int key = sorted.indexOf(info.rightKeys.get(i));
            equalities.add(rexBuilder.makeCall(
                    SqlStdOperatorTable.EQUALS,
                    RexInputRef.of(info.leftKeys.get(i), join.getLeft().getRowType()),
                    new RexInputRef(
                            leftWidth + key,
                            right.getRowType().getFieldList().get(key).getType())));
        }
        builder.push(join.getLeft()).push(right);
        builder.join(JoinRelType.LEFT, RexUtil.composeConjunction(rexBuilder, equalities));
        List<RexNode> columns = new ArrayList<>(groups);
        for (int i = 0; i < counted.size(); i++) {
            columns.add(found(builder.field(leftWidth + sorted.size() + i), counted.get(i) == null ? 1 : 0));
        }
        builder.project(columns);
        List<RelBuilder.AggCall> sums = new ArrayList<>();
        for (int i = 0; i < counted.size(); i++) {
            sums.add(builder.aggregateCall(SqlStdOperatorTable.SUM0, builder.field(groups.size() + i)));
        }
        RelNode summed = builder.aggregate(builder.groupKey(ImmutableBitSet.range(groups.size())), sums)
                .build();
        return typed(aggregate, summed);
    }

    /** How often a left row counts; takes the count of its key, and what stands for none. */
    private RexNode found(RexNode count, int none) {
        RelDataType decimal = rexBuilder.getTypeFactory().decimalOf(count.getType());
        RelDataType type = rexBuilder.getTypeFactory().createTypeWithNullability(decimal, true);
        RexNode nullable = rexBuilder.makeCast(type, count);
        RelDataType present = rexBuilder.getTypeFactory().createTypeWithNullability(decimal, false);
        return rexBuilder.makeCall(
                present,
                SqlStdOperatorTable.COALESCE,
                List.of(nullable, rexBuilder.makeCast(present, rexBuilder.makeExactLiteral(BigDecimal.valueOf(none)))));
    }

    private RelNode typed(Aggregate aggregate, RelNode summed) {
        List<RexNode> columns = new ArrayList<>();
        for (int i = 0; i < aggregate.getRowType().getFieldCount(); i++) {
            RexNode column = RexInputRef.of(i, summed.getRowType());
            columns.add(rexBuilder.makeCast(
                    aggregate.getRowType().getFieldList().get(i).getType(), column, true, false));
        }
        return JoinOrder.builder(summed)
                .push(summed)
                .project(columns, aggregate.getRowType().getFieldNames(), true)
                .build();
    }
}
