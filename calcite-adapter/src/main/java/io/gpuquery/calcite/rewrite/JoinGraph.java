package io.gpuquery.calcite.rewrite;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * A tree of inner joins, filters and projects, laid flat: relations, conjuncts over all their fields, and what is put
 * out. Fields are numbered through, relation after relation.
 *
 * @param relations what is joined; filtered by the conjuncts that speak of one relation alone
 * @param firstFields the number of each relation's first field; at the end, the number of all fields
 * @param conjuncts the conditions that speak of several relations, or of none
 * @param outputs the tree's own fields, as expressions over the relations' fields
 */
record JoinGraph(List<RelNode> relations, List<Integer> firstFields, List<RexNode> conjuncts, List<RexNode> outputs) {

    /** Whether {@code rel} is the top of a tree that {@link #of} can lay flat. */
    static boolean isJoinTree(RelNode rel) {
        if (rel instanceof Join join) {
            return join.getJoinType() == JoinRelType.INNER
                    && join.getVariablesSet().isEmpty()
                    && isMovable(join.getCondition());
        }
        if (rel instanceof Filter filter) {
            return filter.getVariablesSet().isEmpty()
                    && isMovable(filter.getCondition())
                    && isJoinTree(filter.getInput());
        }
        if (rel instanceof Project project) {
            return project.getVariablesSet().isEmpty()
                    && project.getProjects().stream().allMatch(JoinGraph::isMovable)
                    && isJoinTree(project.getInput());
        }
        return false;
    }

    private static boolean isMovable(RexNode expression) {
        return RexUtil.isDeterministic(expression)
                && !RexOver.containsOver(expression)
                && RexUtil.SubQueryFinder.find(expression) == null;
    }

    /** Lays a tree flat for which {@link #isJoinTree} holds. */
    static JoinGraph of(RelNode tree) {
        Flattening flattening = new Flattening(tree.getCluster().getRexBuilder());
        List<RexNode> outputs = flattening.flatten(tree);
        return flattening.finish(outputs);
    }

    /** The relations, as bits, whose fields {@code expression} reads. */
    long relationsIn(RexNode expression) {
        long found = 0;
        for (int field : RelOptUtil.InputFinder.bits(expression)) {
            found |= 1L << relationOf(field);
        }
        return found;
    }

    /** The relation that a field belongs to. */
    int relationOf(int field) {
        int relation = 0;
        while (firstFields.get(relation + 1) <= field) {
            relation++;
        }
        return relation;
    }

    private static final class Flattening {
        private final RexBuilder rexBuilder;
        private final List<RelNode> relations = new ArrayList<>();
        private final List<Integer> firstFields = new ArrayList<>(List.of(0));
        private final List<RexNode> conjuncts = new ArrayList<>();

        Flattening(RexBuilder rexBuilder) {
            this.rexBuilder = rexBuilder;
        }

        /** Adds {@code rel}'s relations and conjuncts, and gives its fields as expressions over all relations' fields. */
        List<RexNode> flatten(RelNode rel) {
            if (!isJoinTree(rel)) {
                return addRelation(rel);
            }
            if (rel instanceof Join join) {
                List<RexNode> fields = new ArrayList<>(flatten(join.getLeft()));
                fields.addAll(flatten(join.getRight()));
                addCondition(join.getCondition(), fields);
                return fields;
            }
            List<RexNode> fields = flatten(rel.getInput(0));
            if (rel instanceof Filter filter) {
                addCondition(filter.getCondition(), fields);
                return fields;
            }
            return ((Project) rel)
                    .getProjects().stream()
                            .map(expression -> replaceFields(expression, fields))
                            .toList();
        }

        private List<RexNode> addRelation(RelNode rel) {
            int first = firstFields.get(relations.size());
            relations.add(rel);
            firstFields.add(first + rel.getRowType().getFieldCount());
            List<RexNode> fields = new ArrayList<>();
            for (int i = 0; i < rel.getRowType().getFieldCount(); i++) {
                fields.add(new RexInputRef(
                        first + i, rel.getRowType().getFieldList().get(i).getType()));
            }
            return fields;
        }

        private void addCondition(RexNode condition, List<RexNode> fields) {
            conjuncts.addAll(RelOptUtil.conjunctions(replaceFields(condition, fields)));
        }

        /** Moves the conjuncts over a single relation into a filter of that relation. */
        JoinGraph finish(List<RexNode> outputs) {
            List<RexNode> remaining = new ArrayList<>(conjuncts);
            List<RelNode> filtered = new ArrayList<>();
            for (int i = 0; i < relations.size(); i++) {
                ImmutableBitSet own = ImmutableBitSet.range(firstFields.get(i), firstFields.get(i + 1));
                List<RexNode> conditions = new ArrayList<>();
                for (RexNode conjunct : conjuncts) {
                    ImmutableBitSet fields = RelOptUtil.InputFinder.bits(conjunct);
                    if (!fields.isEmpty() && own.contains(fields)) {
                        conditions.add(RexUtil.shift(conjunct, -firstFields.get(i)));
                        remaining.remove(conjunct);
                    }
                }
                filtered.add(JoinOrder.builder(relations.get(i))
                        .push(relations.get(i))
                        .filter(conditions)
                        .build());
            }
            return new JoinGraph(filtered, List.copyOf(firstFields), remaining, outputs);
        }

        private RexNode replaceFields(RexNode expression, List<RexNode> fields) {
            return expression.accept(new RexShuttle() {
                @Override
                public RexNode visitInputRef(RexInputRef ref) {
                    RexNode field = fields.get(ref.getIndex());
                    return field.getType().equals(ref.getType())
                            ? field
                            : rexBuilder.makeAbstractCast(ref.getType(), field, false);
                }
            });
        }
    }
}
