package io.gpuquery.calcite.rewrite;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Proves that an expression has all the rows of another one, where both were made from the same text: the copies that a
 * decorrelator makes of the outer query have fewer columns and fewer conditions than the outer query, in the same shape.
 */
final class RowContainment {
    private RowContainment() {}

    /**
     * Finds where the fields of {@code copy} are in {@code original}, so that every row of {@code original}, reduced to
     * those fields, is a row of {@code copy}. How often a row occurs does not matter.
     *
     * @return for each field of {@code copy} the position of its like in {@code original}; null if there is no proof, or
     *     {@code original} lacks one of the fields (-1 stands for a field that is not needed)
     */
    static @Nullable List<Integer> map(RelNode copy, RelNode original) {
        if (copy.deepEquals(original)) {
            return IntStream.range(0, copy.getRowType().getFieldCount()).boxed().toList();
        }
        if (copy instanceof Project project) {
            return mapProject(project, original);
        }
        if (original instanceof Project project) {
            return throughProject(copy, project);
        }
        if (copy instanceof Join copiedJoin
                && original instanceof Join originalJoin
                && copiedJoin.getJoinType() == originalJoin.getJoinType()
                && copiedJoin.getVariablesSet().isEmpty()) {
            List<Integer> joined = mapJoin(copiedJoin, originalJoin);
            if (joined != null) {
                return joined;
            }
        }
        if (copy instanceof Filter copied && original instanceof Filter filter) {
            List<Integer> fields = map(copied.getInput(), filter.getInput());
            if (fields != null && isImplied(copied.getCondition(), fields, filter.getCondition())) {
                return fields;
            }
        }
        if (original instanceof Filter filter) {
            return map(copy, filter.getInput());
        }
        if (original instanceof Join join && !join.getJoinType().projectsRight()) {
            return map(copy, join.getLeft());
        }
        return null;
    }

    private static @Nullable List<Integer> mapProject(Project copy, RelNode original) {
        List<Integer> inputFields = map(copy.getInput(), original);
        if (inputFields == null) {
            return null;
        }
        List<Integer> fields = new ArrayList<>();
        for (RexNode expression : copy.getProjects()) {
            fields.add(expression instanceof RexInputRef ref ? inputFields.get(ref.getIndex()) : -1);
        }
        return fields;
    }

    private static @Nullable List<Integer> throughProject(RelNode copy, Project original) {
        List<Integer> inputFields = map(copy, original.getInput());
        if (inputFields == null) {
            return null;
        }
        List<Integer> fields = new ArrayList<>();
        for (int inputField : inputFields) {
            int position = -1;
            for (int i = 0; i < original.getProjects().size(); i++) {
                if (original.getProjects().get(i) instanceof RexInputRef ref && ref.getIndex() == inputField) {
                    position = i;
                    break;
                }
            }
            fields.add(position);
        }
        return fields;
    }

    private static @Nullable List<Integer> mapJoin(Join copy, Join original) {
        JoinRelType type = copy.getJoinType();
        if (type != JoinRelType.INNER && type != JoinRelType.SEMI && type != JoinRelType.ANTI) {
            return null;
        }
        List<Integer> left = map(copy.getLeft(), original.getLeft());
        List<Integer> right = type == JoinRelType.ANTI && !copy.getRight().deepEquals(original.getRight())
                ? null
                : map(copy.getRight(), original.getRight());
        if (left == null || right == null) {
            return null;
        }
        int originalLeftWidth = original.getLeft().getRowType().getFieldCount();
        List<Integer> fields = new ArrayList<>(left);
        for (int field : right) {
            fields.add(field < 0 ? -1 : field + originalLeftWidth);
        }
        boolean proven = type == JoinRelType.ANTI
                ? isImplied(copy.getCondition(), fields, original.getCondition())
                        && conjunctCount(copy) == conjunctCount(original)
                : isImplied(copy.getCondition(), fields, original.getCondition());
        return proven ? fields.subList(0, copy.getRowType().getFieldCount()) : null;
    }

    private static int conjunctCount(Join join) {
        return RelOptUtil.conjunctions(join.getCondition()).size();
    }

    /** Whether each conjunct of {@code copied}, over {@code fields}, is one of {@code original}'s. */
    private static boolean isImplied(RexNode copied, List<Integer> fields, RexNode original) {
        Set<RexNode> known = new HashSet<>(RelOptUtil.conjunctions(original));
        for (RexNode conjunct : RelOptUtil.conjunctions(copied)) {
            for (int field : RelOptUtil.InputFinder.bits(conjunct)) {
                if (fields.get(field) < 0) {
                    return false;
                }
            }
            if (!known.contains(mapFields(conjunct, fields))) {
                return false;
            }
        }
        return true;
    }

    /** {@code expression} with each field replaced by the one at its position in {@code fields}. */
    static RexNode mapFields(RexNode expression, List<Integer> fields) {
        return expression.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return new RexInputRef(fields.get(ref.getIndex()), ref.getType());
            }
        });
    }
}
