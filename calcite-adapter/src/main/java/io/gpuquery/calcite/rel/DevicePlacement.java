package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.exec.PlanNode;
import io.gpuquery.scan.ScanPredicate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Minus;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.core.Window;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;
import org.apache.calcite.util.mapping.Mappings;
import org.jspecify.annotations.Nullable;

/**
 * Decides what our operators do: everything above scans of our tables for which there is one, up to the first node that is left to
 * Calcite. One walk over the rewritten query, so that the planner has nothing to search for there; rules would cost it more time
 * than most queries run.
 */
final class DevicePlacement {
    private final PlanTranslation translation;

    private DevicePlacement(PlanTranslation translation) {
        this.translation = translation;
    }

    /** The same query, in which our operators do what they can; if that is all of it, it is in their convention. */
    static RelNode apply(RelNode query) {
        PlanTranslation translation = new PlanTranslation(query.getCluster().getRexBuilder());
        return new DevicePlacement(translation).place(query).rel;
    }

    /**
     * What became of a node.
     *
     * @param rel the node
     * @param node what executes it; null if it was left to Calcite
     */
    private record Placed(RelNode rel, @Nullable PlanNode node) {}

    private Placed place(RelNode rel) {
        if (rel instanceof PlannedScan scan) {
            return placed(DeviceScan.below(scan));
        }
        List<Placed> inputs = new ArrayList<>();
        for (RelNode input : rel.getInputs()) {
            inputs.add(place(input));
        }
        if (rel instanceof SetOp || rel instanceof Join) {
            valuesBesideOthers(inputs);
        }
        boolean ours = !inputs.isEmpty() && inputs.stream().allMatch(input -> input.node != null);
        RelNode candidate =
                ours ? candidate(rel, inputs.stream().map(Placed::rel).toList()) : null;
        if (candidate != null) {
            Placed placed = placed(candidate);
            if (placed.node != null) {
                return placed;
            }
        }
        return new Placed(left(rel, inputs), null);
    }

    /** Rows that the statement lists are worth an operator of ours only beside one. */
    private void valuesBesideOthers(List<Placed> inputs) {
        if (inputs.stream().noneMatch(input -> input.node != null)) {
            return;
        }
        inputs.replaceAll(input -> {
            if (input.node != null || !(input.rel instanceof Values values)) {
                return input;
            }
            DeviceValues rel = DeviceValues.of(values);
            PlanNode node = rel.node(translation, List.of());
            return node == null ? input : new Placed(rel, node);
        });
    }

    private static @Nullable RelNode candidate(RelNode rel, List<RelNode> inputs) {
        RelNode input = inputs.get(0);
        if (rel instanceof Filter filter && filter.getVariablesSet().isEmpty()) {
            return DeviceFilter.of(hinted(input, filter.getCondition()), filter.getCondition());
        }
        if (rel instanceof Project project && project.getVariablesSet().isEmpty()) {
            RelNode narrowed = narrowed(input, project.getProjects());
            return narrowed == null ? project(project, input) : narrowed;
        }
        if (rel instanceof Aggregate aggregate) {
            return withLiterals(aggregate, input);
        }
        if (rel instanceof Join join) {
            return DeviceJoin.of(join, input, inputs.get(1));
        }
        if (rel instanceof Window window) {
            return DeviceWindow.of(window, input);
        }
        if (rel instanceof Sort sort) {
            return DeviceSort.of(input, sort.getCollation(), sort.offset, sort.fetch);
        }
        if (rel instanceof Union union) {
            DeviceUnion all = DeviceUnion.of(inputs);
            ImmutableBitSet columns = ImmutableBitSet.range(all.getRowType().getFieldCount());
            return union.all ? all : DeviceAggregate.of(all, columns, List.of(columns), List.of());
        }
        return rel instanceof Intersect || rel instanceof Minus ? SetOperations.of((SetOp) rel, inputs) : null;
    }

    /** A scan that leaves out what a condition cannot hold for. */
    private static RelNode hinted(RelNode input, RexNode condition) {
        if (!(input instanceof DeviceScan scan)) {
            return input;
        }
        PredicateTranslation predicates = new PredicateTranslation(
                scan.shape().schema(), input.getCluster().getRexBuilder());
        List<RexNode> conjuncts = RelOptUtil.conjunctions(condition).stream()
                .map(scan.shape()::overTable)
                .toList();
        PredicateTranslation.Split split = predicates.split(conjuncts);
        List<ScanPredicate> hints = new ArrayList<>(split.predicates());
        split.residual().forEach(conjunct -> hints.addAll(predicates.implied(conjuncts.get(conjunct))));
        return scan.with(scan.shape().hint(hints, split.residual().isEmpty()));
    }

    /** A scan of those columns only that a projection picks; null if that does not say it all. */
    private static @Nullable RelNode narrowed(RelNode input, List<RexNode> projects) {
        if (!(input instanceof DeviceScan scan)) {
            return null;
        }
        List<Integer> picked = new ArrayList<>();
        for (RexNode each : projects) {
            if (!(each instanceof RexInputRef reference) || picked.contains(reference.getIndex())) {
                return null;
            }
            picked.add(reference.getIndex());
        }
        return scan.with(scan.shape().project(picked));
    }

    /** Columns that no expression looks at are not read. */
    private static RelNode project(Project project, RelNode input) {
        List<RexNode> projects = project.getProjects();
        ImmutableBitSet used = RelOptUtil.InputFinder.bits(projects, null);
        int fieldCount = input.getRowType().getFieldCount();
        if (!(input instanceof DeviceScan scan) || used.cardinality() == fieldCount) {
            return DeviceProject.of(input, projects, project.getRowType());
        }
        Map<Integer, Integer> positions = new HashMap<>();
        used.forEach(field -> positions.put(field, positions.size()));
        Mappings.TargetMapping mapping = Mappings.target(positions, fieldCount, used.cardinality());
        return DeviceProject.of(
                scan.with(scan.shape().project(used.asList())), RexUtil.apply(mapping, projects), project.getRowType());
    }

    /** Literals for groups, of which Calcite makes aggregates, are those of a projection. */
    private static RelNode withLiterals(Aggregate aggregate, RelNode input) {
        List<AggregateCall> calls = new ArrayList<>(aggregate.getAggCallList());
        calls.removeIf(DevicePlacement::isLiteral);
        if (calls.size() == aggregate.getAggCallList().size()) {
            return aggregate(aggregate, input);
        }
        RelNode groups = aggregate(
                aggregate.copy(
                        aggregate.getTraitSet(),
                        aggregate.getInput(),
                        aggregate.getGroupSet(),
                        aggregate.getGroupSets(),
                        calls),
                input);
        List<RexNode> columns = new ArrayList<>();
        int next = 0;
        for (; next < aggregate.getGroupCount(); next++) {
            columns.add(RexInputRef.of(next, groups.getRowType()));
        }
        for (AggregateCall call : aggregate.getAggCallList()) {
            columns.add(isLiteral(call) ? call.rexList.get(0) : RexInputRef.of(next++, groups.getRowType()));
        }
        return DeviceProject.of(groups, columns, aggregate.getRowType());
    }

    private static boolean isLiteral(AggregateCall call) {
        return call.getAggregation().getKind() == SqlKind.LITERAL_AGG && !call.hasFilter();
    }

    /** Columns that an aggregate does not look at are not read; Calcite keeps them: a count is of all columns to it. */
    private static RelNode aggregate(Aggregate aggregate, RelNode input) {
        ImmutableBitSet used =
                ImmutableBitSet.of(RelOptUtil.getAllFields2(aggregate.getGroupSet(), aggregate.getAggCallList()));
        int fieldCount = input.getRowType().getFieldCount();
        if (!(input instanceof DeviceScan scan) || used.cardinality() == fieldCount) {
            return DeviceAggregate.of(
                    input, aggregate.getGroupSet(), aggregate.getGroupSets(), aggregate.getAggCallList());
        }
        Map<Integer, Integer> positions = new HashMap<>();
        used.forEach(field -> positions.put(field, positions.size()));
        Mappings.TargetMapping mapping = Mappings.target(positions, fieldCount, used.cardinality());
        return DeviceAggregate.of(
                scan.with(scan.shape().project(used.asList())),
                aggregate.getGroupSet().permute(positions),
                aggregate.getGroupSets().stream()
                        .map(set -> set.permute(positions))
                        .toList(),
                aggregate.getAggCallList().stream()
                        .map(each -> each.transform(mapping))
                        .toList());
    }

    /** A candidate, with what executes it. */
    private Placed placed(RelNode candidate) {
        return new Placed(candidate, translation.node(candidate));
    }

    /** A node that Calcite executes, over rows. */
    private static RelNode left(RelNode rel, List<Placed> inputs) {
        List<RelNode> rows = new ArrayList<>();
        for (Placed input : inputs) {
            rows.add(
                    input.node == null
                            ? input.rel
                            : DeviceToEnumerable.of(
                                    input.rel, input.rel.getCluster().traitSet()));
        }
        return rows.equals(rel.getInputs()) ? rel : rel.copy(rel.getTraitSet(), rows);
    }
}
