package io.gpuquery.calcite.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;

/**
 * How many rows the join of any set of a graph's relations has.
 *
 * <p>Fields that the conjuncts make equal, directly or by way of others, form a class, and a class has a domain: how
 * many values can meet there (see {@link RowEstimates.Domain}). A relation that joins a set through a class finds each
 * of its values with a probability of one in the domain. Taking the class and not the single equality keeps two big
 * relations from being joined through a column of a small third one (TPC-H 5: customers and suppliers of one nation).
 */
final class GraphEstimates {
    private final JoinGraph graph;
    private final RowEstimates estimates;
    private final double[] relationRows;
    private final List<FieldClass> classes = new ArrayList<>();
    private final List<OtherConjunct> others = new ArrayList<>();
    private final Map<Long, Double> known = new HashMap<>();

    GraphEstimates(JoinGraph graph, RowEstimates estimates) {
        this.graph = graph;
        this.estimates = estimates;
        this.relationRows =
                graph.relations().stream().mapToDouble(estimates::rows).toArray();
        List<List<Integer>> equalFields = new ArrayList<>();
        for (RexNode conjunct : graph.conjuncts()) {
            if (conjunct instanceof RexCall call
                    && call.getKind() == SqlKind.EQUALS
                    && RowEstimates.field(call.getOperands().get(0)) instanceof RexInputRef left
                    && RowEstimates.field(call.getOperands().get(1)) instanceof RexInputRef right) {
                unite(equalFields, left.getIndex(), right.getIndex());
            } else {
                others.add(new OtherConjunct(graph.relationsIn(conjunct), isEquality(conjunct), selectivity(conjunct)));
            }
        }
        for (List<Integer> fields : equalFields) {
            classes.add(fieldClass(fields));
        }
    }

    /** Fields that are equal: the relations that they are in, and how many values they range over. */
    private record FieldClass(long relations, double domain) {}

    private record OtherConjunct(long relations, boolean equality, double selectivity) {}

    private static void unite(List<List<Integer>> classes, int left, int right) {
        List<Integer> united = new ArrayList<>(List.of(left, right));
        classes.removeIf(fields -> {
            boolean touches = fields.contains(left) || fields.contains(right);
            if (touches) {
                united.addAll(fields);
            }
            return touches;
        });
        classes.add(united);
    }

    private FieldClass fieldClass(List<Integer> fields) {
        long relations = 0;
        List<RowEstimates.Domain> domains = new ArrayList<>();
        for (int field : fields) {
            int relation = graph.relationOf(field);
            relations |= 1L << relation;
            RelNode rel = graph.relations().get(relation);
            domains.add(estimates.domain(rel, field - graph.firstFields().get(relation)));
        }
        return new FieldClass(relations, RowEstimates.Domain.common(domains));
    }

    private double selectivity(RexNode conjunct) {
        if (!isEquality(conjunct)) {
            return Selectivity.ofUnknownColumns(conjunct);
        }
        double fewest = Double.POSITIVE_INFINITY;
        for (long rest = graph.relationsIn(conjunct); rest != 0; rest &= rest - 1) {
            fewest = Math.min(fewest, relationRows[Long.numberOfTrailingZeros(rest)]);
        }
        return 1 / Math.max(1, fewest);
    }

    /** Whether a conjunct compares something of some relations with something of others. */
    private boolean isEquality(RexNode conjunct) {
        return conjunct instanceof RexCall call
                && call.getKind() == SqlKind.EQUALS
                && (graph.relationsIn(call.getOperands().get(0))
                                & graph.relationsIn(call.getOperands().get(1)))
                        == 0;
    }

    /** Whether an equality links two sets without relations in common. */
    boolean isLinked(long left, long right) {
        for (FieldClass fieldClass : classes) {
            if ((fieldClass.relations & left) != 0 && (fieldClass.relations & right) != 0) {
                return true;
            }
        }
        for (OtherConjunct other : others) {
            if (other.equality
                    && (other.relations & ~(left | right)) == 0
                    && (other.relations & left) != 0
                    && (other.relations & right) != 0) {
                return true;
            }
        }
        return false;
    }

    /** The rows of the join of {@code relations}, a set as bits that is not empty. */
    double of(long relations) {
        Double rows = known.get(relations);
        if (rows == null) {
            rows = compute(relations);
            known.put(relations, rows);
        }
        return rows;
    }

    private double compute(long relations) {
        int last = Long.SIZE - 1 - Long.numberOfLeadingZeros(relations);
        long rest = relations & ~(1L << last);
        if (rest == 0) {
            return relationRows[last];
        }
        double rows = of(rest) * relationRows[last] / domain(last, rest);
        for (OtherConjunct other : others) {
            if ((other.relations & ~relations) == 0 && (other.relations & 1L << last) != 0) {
                rows *= other.selectivity;
            }
        }
        return Math.max(1, rows);
    }

    /** How many combinations of values can meet between a relation and the join of {@code rest}. */
    private double domain(int relation, long rest) {
        double domain = 1;
        int links = 0;
        long holdersOfAll = rest;
        for (FieldClass fieldClass : classes) {
            if ((fieldClass.relations & 1L << relation) != 0 && (fieldClass.relations & rest) != 0) {
                domain *= fieldClass.domain;
                holdersOfAll &= fieldClass.relations;
                links++;
            }
        }
        if (links > 1) {
            // A key of several columns has no more values than the smaller of the tables that hold all of it has rows.
            for (long holders = holdersOfAll; holders != 0; holders &= holders - 1) {
                int holder = Long.numberOfTrailingZeros(holders);
                domain = Math.min(
                        domain,
                        Math.min(
                                estimates.unfilteredRows(graph.relations().get(holder)),
                                estimates.unfilteredRows(graph.relations().get(relation))));
            }
        }
        return Math.max(1, domain);
    }
}
