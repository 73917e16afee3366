package io.gpuquery.calcite.rel;

import io.gpuquery.calcite.rewrite.PlannerRules;
import io.gpuquery.calcite.rewrite.RuleConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptRule;
import org.apache.calcite.plan.RelOptRuleCall;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.RelRule;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.convert.ConverterRule;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.util.ImmutableBitSet;
import org.apache.calcite.util.mapping.Mappings;
import org.jspecify.annotations.Nullable;

/** The rules that turn logical scans of our tables, and what lies right above them, into nodes of ours. */
public final class DeviceRules {
    private static final ConverterRule SCAN = ConverterRule.Config.INSTANCE
            .withConversion(PlannedScan.class, Convention.NONE, DeviceConvention.INSTANCE, "DeviceScanRule")
            .withRuleFactory(ScanRule::new)
            .toRule(ScanRule.class);

    private static final RelOptRule FILTER = new RuleConfig(
                    "FilterIntoScanRule",
                    b -> b.operand(LogicalFilter.class)
                            .oneInput(scan -> scan.operand(PlannedScan.class).noInputs()),
                    FilterRule::new)
            .toRule();

    private static final RelOptRule PROJECT = new RuleConfig(
                    "ProjectIntoScanRule",
                    b -> b.operand(LogicalProject.class)
                            .oneInput(scan -> scan.operand(PlannedScan.class).noInputs()),
                    ProjectRule::new)
            .toRule();

    private static final RelOptRule AGGREGATE = new RuleConfig(
                    "AggregateColumnsIntoScanRule",
                    b -> b.operand(LogicalAggregate.class)
                            .oneInput(scan -> scan.operand(PlannedScan.class).noInputs()),
                    AggregateRule::new)
            .toRule();

    private DeviceRules() {}

    /**
     * All of them. {@link DirectoryTableScan} registers them with the planner that it enters; a program that clears its
     * planner's rules afterwards (a later one of several {@code Programs.ofRules}) has to name them itself.
     */
    public static List<RelOptRule> rules() {
        List<RelOptRule> rules = new ArrayList<>(PlannerRules.QUERY_REWRITE);
        rules.addAll(List.of(FILTER, PROJECT, AGGREGATE, SCAN, DeviceToEnumerable.RULE));
        return rules;
    }

    static void register(RelOptPlanner planner) {
        rules().forEach(planner::addRule);
        planner.addRule(WriteRule.INSTANCE);
        PlannerRules.register(planner);
    }

    private static final class ScanRule extends ConverterRule {
        ScanRule(Config config) {
            super(config);
        }

        @Override
        public RelNode convert(RelNode rel) {
            return DeviceScan.alone((PlannedScan) rel);
        }
    }

    /** Gives a scan those conjuncts of a filter that mean the same to it as to Calcite, and leaves the others. */
    private static final class FilterRule extends RelRule<RuleConfig> {
        FilterRule(RuleConfig config) {
            super(config);
        }

        @Override
        public void onMatch(RelOptRuleCall call) {
            Filter filter = call.rel(0);
            PlannedScan scan = call.rel(1);
            PredicateTranslation translation = new PredicateTranslation(
                    scan.shape().schema(), filter.getCluster().getRexBuilder());
            PredicateTranslation.Split split = translation.split(RelOptUtil.conjunctions(filter.getCondition()).stream()
                    .map(scan.shape()::overTable)
                    .toList());
            if (split.predicates().isEmpty()) {
                return;
            }
            RelNode narrowed = scan.with(scan.shape().filter(split.filters(), split.predicates()));
            List<RexNode> rest = new ArrayList<>();
            for (int i : split.residual()) {
                rest.add(RelOptUtil.conjunctions(filter.getCondition()).get(i));
            }
            if (!rest.isEmpty()) {
                RexNode condition =
                        RexUtil.composeConjunction(filter.getCluster().getRexBuilder(), rest);
                narrowed = filter.copy(filter.getTraitSet(), narrowed, condition);
            }
            call.transformTo(narrowed);
        }
    }

    /** Takes columns that nobody asked for out of a scan. */
    private static final class ProjectRule extends RelRule<RuleConfig> {
        ProjectRule(RuleConfig config) {
            super(config);
        }

        @Override
        public void onMatch(RelOptRuleCall call) {
            Project project = call.rel(0);
            PlannedScan scan = call.rel(1);
            List<Integer> references = references(project);
            if (references != null) {
                call.transformTo(scan.with(scan.shape().project(references)));
                return;
            }
            ImmutableBitSet used = RelOptUtil.InputFinder.bits(project.getProjects(), null);
            if (used.cardinality() == scan.getRowType().getFieldCount()) {
                return;
            }
            List<Integer> columns = used.asList();
            PlannedScan narrowed = scan.with(scan.shape().project(columns));
            RexShuttle shift = new RexShuttle() {
                @Override
                public RexNode visitInputRef(RexInputRef reference) {
                    return new RexInputRef(columns.indexOf(reference.getIndex()), reference.getType());
                }
            };
            call.transformTo(project.copy(
                    project.getTraitSet(), narrowed, shift.visitList(project.getProjects()), project.getRowType()));
        }

        /** The fields that a projection picks; null if it computes something, or picks a field twice. */
        private static @Nullable List<Integer> references(Project project) {
            List<Integer> references = new ArrayList<>();
            for (RexNode expression : project.getProjects()) {
                if (!(expression instanceof RexInputRef reference) || references.contains(reference.getIndex())) {
                    return null;
                }
                references.add(reference.getIndex());
            }
            return references;
        }
    }

    /** Takes columns that an aggregate does not look at out of its scan; Calcite keeps them: a count is of all columns to it. */
    private static final class AggregateRule extends RelRule<RuleConfig> {
        AggregateRule(RuleConfig config) {
            super(config);
        }

        @Override
        public void onMatch(RelOptRuleCall call) {
            Aggregate aggregate = call.rel(0);
            PlannedScan scan = call.rel(1);
            int fieldCount = scan.getRowType().getFieldCount();
            ImmutableBitSet used =
                    ImmutableBitSet.of(RelOptUtil.getAllFields2(aggregate.getGroupSet(), aggregate.getAggCallList()));
            if (used.cardinality() == fieldCount) {
                return;
            }
            Map<Integer, Integer> positions = new HashMap<>();
            used.forEach(field -> positions.put(field, positions.size()));
            Mappings.TargetMapping mapping = Mappings.target(positions, fieldCount, used.cardinality());
            call.transformTo(LogicalAggregate.create(
                    scan.with(scan.shape().project(used.asList())),
                    aggregate.getHints(),
                    aggregate.getGroupSet().permute(positions),
                    aggregate.getGroupSets().stream()
                            .map(set -> set.permute(positions))
                            .toList(),
                    aggregate.getAggCallList().stream()
                            .map(each -> each.transform(mapping))
                            .toList()));
        }
    }
}
