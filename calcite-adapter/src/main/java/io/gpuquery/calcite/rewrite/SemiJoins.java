package io.gpuquery.calcite.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.Strong;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the semi-joins and anti-joins in what Calcite makes of EXISTS and NOT EXISTS.
 *
 * <ul>
 *   <li>A left join whose rows are kept only where nothing was found is an anti-join, and what is looked up in it needs
 *       not be distinct.
 *   <li>For a correlation that is not an equality, Calcite's decorrelator computes the outer query again, reduces it to
 *       the distinct values of the correlating columns (here: the generator), joins the inner query with these, and joins
 *       the outer query with the result. That is a semi-join (or anti-join) of the outer with the inner query, if the
 *       generator has all of the outer query's values, which {@link RowContainment} proves. TPC-H 21 has two of them, one
 *       in the other.
 * </ul>
 */
final class SemiJoins {
    private final RexBuilder rexBuilder;

    private SemiJoins(RexBuilder rexBuilder) {
        this.rexBuilder = rexBuilder;
    }

    /** Rewrites {@code rel}; the result has the same rows, columns and types. */
    static RelNode apply(RelNode rel) {
        return new SemiJoins(rel.getCluster().getRexBuilder()).rewrite(rel);
    }

    private RelNode rewrite(RelNode rel) {
        List<RelNode> inputs = new ArrayList<>();
        for (RelNode input : rel.getInputs()) {
            inputs.add(rewrite(input));
        }
        RelNode rewritten = inputs.equals(rel.getInputs()) ? rel : rel.copy(rel.getTraitSet(), inputs);
        RelNode found = null;
        if (rewritten instanceof Filter filter && filter.getInput() instanceof Join join) {
            found = antiJoin(filter, join);
        } else if (rewritten instanceof Join join && join.getJoinType() == JoinRelType.INNER) {
            found = semiJoin(join);
        }
        return found == null ? rewritten : found;
    }

    /** A left join below a filter that keeps the rows without a partner. */
    private @Nullable RelNode antiJoin(Filter filter, Join join) {
        if (join.getJoinType() != JoinRelType.LEFT || !join.getVariablesSet().isEmpty()) {
            return null;
        }
        int leftWidth = join.getLeft().getRowType().getFieldCount();
        List<RexNode> remaining = new ArrayList<>(RelOptUtil.conjunctions(filter.getCondition()));
        if (!remaining.removeIf(conjunct -> isMissing(conjunct, join.getRight(), leftWidth))) {
            return null;
        }
        RelNode kept = lookUp(JoinRelType.ANTI, join);
        List<RexNode> columns = new ArrayList<>();
        for (RelDataTypeField field : join.getRowType().getFieldList()) {
            columns.add(
                    field.getIndex() < leftWidth
                            ? RexInputRef.of(field.getIndex(), kept.getRowType())
                            : rexBuilder.makeNullLiteral(field.getType()));
        }
        return JoinOrder.builder(kept)
                .push(kept)
                .project(columns, join.getRowType().getFieldNames(), true)
                .filter(remaining)
                .build();
    }

    /** Whether {@code conjunct} is IS NULL of a field of {@code right} that is null only where no row was found. */
    private static boolean isMissing(RexNode conjunct, RelNode right, int leftWidth) {
        return conjunct.getKind() == SqlKind.IS_NULL
                && ((RexCall) conjunct).getOperands().get(0) instanceof RexInputRef ref
                && ref.getIndex() >= leftWidth
                && !right.getRowType()
                        .getFieldList()
                        .get(ref.getIndex() - leftWidth)
                        .getType()
                        .isNullable();
    }

    /** The anti-join or semi-join of a join's inputs, by way of what its right input was made from. */
    private RelNode lookUp(JoinRelType type, Join join) {
        RelNode direct = withoutGenerator(type, join);
        if (direct != null) {
            return direct;
        }
        Source source = Source.of(join.getRight());
        int leftWidth = join.getLeft().getRowType().getFieldCount();
        ImmutableBitSet read = RelOptUtil.InputFinder.bits(join.getCondition());
        for (int field : read) {
            if (field >= leftWidth && source.fields.get(field - leftWidth) < 0) {
                return builder(join, join.getRight())
                        .join(type, join.getCondition())
                        .build();
            }
        }
        RexNode condition = join.getCondition().accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return ref.getIndex() < leftWidth
                        ? ref
                        : new RexInputRef(leftWidth + source.fields.get(ref.getIndex() - leftWidth), ref.getType());
            }
        });
        return builder(join, source.rel).join(type, condition).build();
    }

    private static RelBuilder builder(Join join, RelNode right) {
        return JoinOrder.builder(join).push(join.getLeft()).push(right);
    }

    /** An inner join with distinct values that only say for which rows there is a partner. */
    private @Nullable RelNode semiJoin(Join join) {
        if (!join.getVariablesSet().isEmpty() || !isDistinct(join.getRight())) {
            return null;
        }
        Map<Integer, Key> keys = keys(join);
        int leftWidth = join.getLeft().getRowType().getFieldCount();
        RelNode kept = withoutGenerator(JoinRelType.SEMI, join);
        if (kept == null || keys.size() < join.getRight().getRowType().getFieldCount()) {
            return null;
        }
        List<RexNode> columns = new ArrayList<>();
        for (RelDataTypeField field : join.getRowType().getFieldList()) {
            int position = field.getIndex();
            if (position >= leftWidth) {
                Key key = keys.get(position - leftWidth);
                if (key == null) {
                    return null;
                }
                position = key.leftField;
            }
            columns.add(rexBuilder.ensureType(field.getType(), RexInputRef.of(position, kept.getRowType()), true));
        }
        return JoinOrder.builder(kept)
                .push(kept)
                .project(columns, join.getRowType().getFieldNames(), true)
                .build();
    }

    private static boolean isDistinct(RelNode rel) {
        return rel instanceof Aggregate aggregate
                && aggregate.getGroupType() == Aggregate.Group.SIMPLE
                && aggregate.getAggCallList().isEmpty();
    }

    /** Joins the left input with the inner query itself, where the right input joined that with a generator. */
    private @Nullable RelNode withoutGenerator(JoinRelType type, Join join) {
        Source source = Source.of(join.getRight());
        Map<Integer, Key> keys = keys(join);
        if (!(source.rel instanceof Join inner)
                || inner.getJoinType() != JoinRelType.INNER
                || keys.size() != RelOptUtil.conjunctions(join.getCondition()).size()) {
            return null;
        }
        RelNode direct = withoutGenerator(type, join, inner, source, keys, true);
        return direct == null ? withoutGenerator(type, join, inner, source, keys, false) : direct;
    }

    private @Nullable RelNode withoutGenerator(
            JoinRelType type, Join join, Join inner, Source source, Map<Integer, Key> keys, boolean leftGenerates) {
        RelNode generator = leftGenerates ? inner.getLeft() : inner.getRight();
        RelNode query = leftGenerates ? inner.getRight() : inner.getLeft();
        int innerLeftWidth = inner.getLeft().getRowType().getFieldCount();
        int generatorStart = leftGenerates ? 0 : innerLeftWidth;
        int queryStart = leftGenerates ? innerLeftWidth : 0;
        if (!isDistinct(generator)) {
            return null;
        }
        Source generating = Source.of(generator);
        List<Integer> contained = RowContainment.map(generating.rel, join.getLeft());
        if (contained == null) {
            return null;
        }
        // For each column of the generator, the outer query's column that it was made from and is compared with.
        Map<Integer, Key> outerFields = new HashMap<>();
        for (Map.Entry<Integer, Key> key : keys.entrySet()) {
            int column = source.fields.get(key.getKey()) - generatorStart;
            if (column < 0
                    || column >= generator.getRowType().getFieldCount()
                    || generating.fields.get(column) < 0
                    || key.getValue().leftField != contained.get(generating.fields.get(column))) {
                return null;
            }
            outerFields.put(column + generatorStart, key.getValue());
        }
        int leftWidth = join.getLeft().getRowType().getFieldCount();
        List<Integer> fields = new ArrayList<>();
        for (int field = 0; field < inner.getRowType().getFieldCount(); field++) {
            boolean ofQuery = field >= queryStart
                    && field < queryStart + query.getRowType().getFieldCount();
            fields.add(ofQuery ? leftWidth + field - queryStart : leftField(outerFields.get(field)));
        }
        for (int field : RelOptUtil.InputFinder.bits(inner.getCondition())) {
            if (fields.get(field) < 0) {
                return null;
            }
        }
        List<RexNode> conditions =
                new ArrayList<>(RelOptUtil.conjunctions(RowContainment.mapFields(inner.getCondition(), fields)));
        conditions.addAll(notNull(outerFields.values(), join.getLeft(), conditions));
        return builder(join, query).join(type, conditions).build();
    }

    private static int leftField(@Nullable Key key) {
        return key == null ? -1 : key.leftField;
    }

    /** The outer columns that were compared by =, which nulls do not pass, where the conditions do not imply it. */
    private List<RexNode> notNull(Iterable<Key> keys, RelNode left, List<RexNode> conditions) {
        List<RexNode> notNull = new ArrayList<>();
        for (Key key : keys) {
            ImmutableBitSet alone = ImmutableBitSet.of(key.leftField);
            RelDataType type =
                    left.getRowType().getFieldList().get(key.leftField).getType();
            if (!key.nullsAreEqual
                    && type.isNullable()
                    && conditions.stream().noneMatch(condition -> Strong.isNotTrue(condition, alone))) {
                notNull.add(rexBuilder.makeCall(
                        SqlStdOperatorTable.IS_NOT_NULL, RexInputRef.of(key.leftField, left.getRowType())));
            }
        }
        return notNull;
    }

    /** A left field that a join compares with a right field, by = or by IS NOT DISTINCT FROM. */
    private record Key(int leftField, boolean nullsAreEqual) {}

    /** The conjuncts of a join that say that a right field equals a left field, by the number of the right one. */
    private static Map<Integer, Key> keys(Join join) {
        int leftWidth = join.getLeft().getRowType().getFieldCount();
        Map<Integer, Key> keys = new HashMap<>();
        for (RexNode conjunct : RelOptUtil.conjunctions(join.getCondition())) {
            SqlKind kind = conjunct.getKind();
            if ((kind == SqlKind.EQUALS || kind == SqlKind.IS_NOT_DISTINCT_FROM)
                    && ((RexCall) conjunct).getOperands().get(0) instanceof RexInputRef one
                    && ((RexCall) conjunct).getOperands().get(1) instanceof RexInputRef other) {
                int left = Math.min(one.getIndex(), other.getIndex());
                int right = Math.max(one.getIndex(), other.getIndex());
                if (left < leftWidth && right >= leftWidth) {
                    keys.put(right - leftWidth, new Key(left, kind == SqlKind.IS_NOT_DISTINCT_FROM));
                }
            }
        }
        return keys;
    }

    /**
     * What an expression was made from by choosing columns and dropping duplicates.
     *
     * @param fields for each field of the expression its position in {@code rel}, -1 if it was computed
     */
    private record Source(RelNode rel, List<Integer> fields) {
        static Source of(RelNode rel) {
            if (rel instanceof Project project) {
                Source input = of(project.getInput());
                List<Integer> fields = new ArrayList<>();
                for (RexNode expression : project.getProjects()) {
                    fields.add(expression instanceof RexInputRef ref ? input.fields.get(ref.getIndex()) : -1);
                }
                return new Source(input.rel, fields);
            }
            if (rel instanceof Aggregate aggregate
                    && aggregate.getGroupType() == Aggregate.Group.SIMPLE
                    && !aggregate.getGroupSet().isEmpty()) {
                Source input = of(aggregate.getInput());
                List<Integer> fields = new ArrayList<>();
                aggregate.getGroupSet().asList().forEach(key -> fields.add(input.fields.get(key)));
                aggregate.getAggCallList().forEach(call -> fields.add(-1));
                return new Source(input.rel, fields);
            }
            List<Integer> identity = new ArrayList<>();
            for (int i = 0; i < rel.getRowType().getFieldCount(); i++) {
                identity.add(i);
            }
            return new Source(rel, identity);
        }
    }
}
