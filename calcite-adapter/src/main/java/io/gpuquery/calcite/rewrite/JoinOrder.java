package io.gpuquery.calcite.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.tools.RelBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Puts the inner joins of a query into the order that handles the fewest rows.
 *
 * <p>Up to {@value #EXHAUSTIVE_RELATIONS} relations, every order (bushy ones too) is tried by dynamic programming over
 * sets of relations (Selinger et al., SIGMOD 1979; sets as bits as in Moerkotte and Neumann, VLDB 2006); above that the
 * two sets whose join is smallest are joined, again and again (Fegaras, DEXA 1998). A join costs the rows that it reads
 * and puts out, those of its right input twice, since a hash table is built of them.
 */
final class JoinOrder {
    private static final int EXHAUSTIVE_RELATIONS = 10;
    private static final double BUILD_COST = 2;

    private final JoinGraph graph;
    private final GraphEstimates rows;
    /** Parallel to the graph's conjuncts. */
    private final long[] conjunctRelations;

    private JoinOrder(JoinGraph graph, RowEstimates estimates) {
        this.graph = graph;
        this.rows = new GraphEstimates(graph, estimates);
        this.conjunctRelations =
                graph.conjuncts().stream().mapToLong(graph::relationsIn).toArray();
    }

    /** Orders all joins in {@code rel}; the result has the same rows, columns and types. */
    static RelNode apply(RelNode rel) {
        return apply(rel, new RowEstimates(rel.getCluster().getMetadataQuery()));
    }

    private static RelNode apply(RelNode rel, RowEstimates estimates) {
        if (!JoinGraph.isJoinTree(rel)) {
            return withInputs(rel, estimates);
        }
        JoinGraph graph = JoinGraph.of(rel);
        List<RelNode> relations = new ArrayList<>();
        for (RelNode relation : graph.relations()) {
            relations.add(apply(relation, estimates));
        }
        if (relations.size() >= Long.SIZE) {
            return withInputs(rel, estimates);
        }
        graph = new JoinGraph(relations, graph.firstFields(), graph.conjuncts(), graph.outputs());
        return new JoinOrder(graph, estimates).build(rel);
    }

    private static RelNode withInputs(RelNode rel, RowEstimates estimates) {
        List<RelNode> inputs = new ArrayList<>();
        for (RelNode input : rel.getInputs()) {
            inputs.add(apply(input, estimates));
        }
        return inputs.equals(rel.getInputs()) ? rel : rel.copy(rel.getTraitSet(), inputs);
    }

    static RelBuilder builder(RelNode rel) {
        return RelFactories.LOGICAL_BUILDER.create(rel.getCluster(), null);
    }

    private RelNode build(RelNode original) {
        int count = graph.relations().size();
        Tree best = count <= EXHAUSTIVE_RELATIONS ? exhaustive(count) : greedy(count);
        Joined joined = join(best);
        RelBuilder builder = builder(original).push(joined.rel);
        List<RexNode> always = new ArrayList<>();
        for (int i = 0; i < conjunctRelations.length; i++) {
            if (conjunctRelations[i] == 0) {
                always.add(graph.conjuncts().get(i));
            }
        }
        builder.filter(always);
        builder.project(
                graph.outputs().stream().map(joined::localise).toList(),
                original.getRowType().getFieldNames(),
                true);
        return RelOptUtil.createCastRel(builder.build(), original.getRowType(), true);
    }

    /**
     * A join tree; {@code left} and {@code right} are both null for a single relation.
     *
     * @param products how many of its joins have no condition at all
     */
    private record Tree(
            long relations, @Nullable Tree left, @Nullable Tree right, int products, double cost) {
        boolean isBetterThan(@Nullable Tree other) {
            return other == null || products < other.products || (products == other.products && cost < other.cost);
        }
    }

    private Tree exhaustive(int count) {
        Tree[] best = new Tree[1 << count];
        for (int set = 1; set < best.length; set++) {
            if (Integer.bitCount(set) == 1) {
                best[set] = leaf(set);
                continue;
            }
            Tree cheapest = null;
            for (int left = (set - 1) & set; left != 0; left = (left - 1) & set) {
                Tree tree = joinOf(best[left], best[set ^ left]);
                if (tree.isBetterThan(cheapest)) {
                    cheapest = tree;
                }
            }
            best[set] = cheapest;
        }
        return best[best.length - 1];
    }

    private Tree greedy(int count) {
        List<Tree> trees = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            trees.add(leaf(1L << i));
        }
        while (trees.size() > 1) {
            Tree smallest = null;
            for (int i = 0; i < trees.size(); i++) {
                for (int j = i + 1; j < trees.size(); j++) {
                    Tree tree = smallerRight(trees.get(i), trees.get(j));
                    if (smallest == null
                            || tree.products < smallest.products
                            || (tree.products == smallest.products
                                    && rows.of(tree.relations) < rows.of(smallest.relations))) {
                        smallest = tree;
                    }
                }
            }
            Tree chosen = Objects.requireNonNull(smallest);
            trees.removeIf(tree -> (tree.relations & chosen.relations) != 0);
            trees.add(chosen);
        }
        return trees.get(0);
    }

    private Tree smallerRight(Tree one, Tree other) {
        boolean inOrder = rows.of(one.relations) >= rows.of(other.relations);
        return inOrder ? joinOf(one, other) : joinOf(other, one);
    }

    private static Tree leaf(long relation) {
        return new Tree(relation, null, null, 0, 0);
    }

    private Tree joinOf(Tree left, Tree right) {
        double leftRows = rows.of(left.relations);
        double rightRows = rows.of(right.relations);
        long both = left.relations | right.relations;
        // Without an equality, all pairs are visited; the smaller input is kept in memory.
        double work = rows.isLinked(left.relations, right.relations)
                ? leftRows + BUILD_COST * rightRows
                : BUILD_COST * leftRows * rightRows + rightRows;
        int products = left.products + right.products + (hasCondition(left.relations, right.relations) ? 0 : 1);
        return new Tree(both, left, right, products, left.cost + right.cost + work + rows.of(both));
    }

    private boolean hasCondition(long left, long right) {
        for (long needed : conjunctRelations) {
            if ((needed & left) != 0 && (needed & right) != 0 && (needed & ~(left | right)) == 0) {
                return true;
            }
        }
        return false;
    }

    /** A built tree, and which of the graph's fields its own fields are. */
    private record Joined(RelNode rel, List<Integer> fields) {
        RexNode localise(RexNode expression) {
            return expression.accept(new RexShuttle() {
                @Override
                public RexNode visitInputRef(RexInputRef ref) {
                    return new RexInputRef(fields.indexOf(ref.getIndex()), ref.getType());
                }
            });
        }
    }

    private Joined join(Tree tree) {
        if (tree.left == null || tree.right == null) {
            int relation = Long.numberOfTrailingZeros(tree.relations);
            List<Integer> fields = IntStream.range(
                            graph.firstFields().get(relation),
                            graph.firstFields().get(relation + 1))
                    .boxed()
                    .toList();
            return new Joined(graph.relations().get(relation), fields);
        }
        Joined left = join(tree.left);
        Joined right = join(tree.right);
        List<Integer> fields =
                Stream.concat(left.fields.stream(), right.fields.stream()).toList();
        Joined joined = new Joined(left.rel, fields);
        List<RexNode> conditions = new ArrayList<>();
        for (int i = 0; i < conjunctRelations.length; i++) {
            long needed = conjunctRelations[i];
            if (needed != 0
                    && (needed & ~tree.relations) == 0
                    && (needed & ~tree.left.relations) != 0
                    && (needed & ~tree.right.relations) != 0) {
                conditions.add(joined.localise(graph.conjuncts().get(i)));
            }
        }
        RelNode rel = builder(left.rel)
                .push(left.rel)
                .push(right.rel)
                .join(JoinRelType.INNER, conditions)
                .build();
        return new Joined(rel, fields);
    }
}
