package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.ProgramBuilder;
import io.gpuquery.calcite.exec.joining.JoinKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the programs and joins of a pipeline of its steps, from its input upwards. */
final class PipelineMaker {
    private final Environment environment;
    private final PlanNode base;
    private final List<PlanNode> steps;
    private final List<PipelineJoin> joins = new ArrayList<>();
    private final List<ProgramBuilder> builders = new ArrayList<>();
    /** By the number of steps below them. */
    private final Map<Integer, List<KeyFilter>> filters = new TreeMap<>();

    private final List<KeyFilter> filtersOfInput = new ArrayList<>();
    private final List<KeyBounds> bounds = new ArrayList<>();

    private final List<JoinProbe> probes = new ArrayList<>();

    /** What a pipeline is made of: one builder more than joins; and what joins tell of keys of the scan. */
    record Made(Feed feed, List<PipelineJoin> joins, List<ProgramBuilder> builders, List<JoinProbe> probes) {}

    /** Takes what the pipeline reads, and its steps in order. */
    PipelineMaker(Environment environment, PlanNode base, List<PlanNode> steps) {
        this.environment = environment;
        this.base = base;
        this.steps = steps;
    }

    /** Lets rows of the last step be left out, as far below it as they can be known. */
    void leaveOut(KeyFilter filter) {
        leaveOut(filter, steps.size());
    }

    private void leaveOut(KeyFilter filter, int stepsBelow) {
        KeyFilter deepest = filter;
        int at = stepsBelow;
        for (; at > 0; at--) {
            KeyFilter below = deepest.below(steps.get(at - 1));
            if (below == null) {
                break;
            }
            deepest = below;
        }
        KeyFilter ofGroups = at == 0 ? ofGroups(deepest) : null;
        addBounds(at == 0 ? deepest : null);
        addProbe(at == 0 ? deepest : null, false);
        if (ofGroups == null) {
            filters.computeIfAbsent(at, number -> new ArrayList<>()).add(deepest);
        } else {
            filtersOfInput.add(ofGroups);
        }
    }

    private @Nullable KeyFilter ofGroups(KeyFilter filter) {
        return base instanceof PlanNode.AggregateNode ? filter.below(base) : null;
    }

    private void addBounds(@Nullable KeyFilter ofInput) {
        if (ofInput != null && base instanceof PlanNode.ScanNode scan) {
            bounds.addAll(KeyBounds.of(ofInput, scan));
        }
    }

    Made make() {
        builders.add(builder(base));
        leaveOutAt(0, base);
        for (int i = 0; i < steps.size(); i++) {
            PlanNode step = steps.get(i);
            ProgramBuilder builder = builders.get(builders.size() - 1);
            if (step instanceof PlanNode.FilterNode filter) {
                builder.filter(filter.condition());
            } else if (step instanceof PlanNode.JoinNode join) {
                JoinStep made = new JoinStep(join, builder, environment);
                joins.add(made);
                builders.add(builder(join));
                tellInput(made, join, i);
            } else {
                builder.project(((PlanNode.ProjectNode) step).expressions());
            }
            leaveOutAt(i + 1, step);
        }
        return new Made(environment.feed(base, filtersOfInput, bounds), joins, builders, probes);
    }

    private ProgramBuilder builder(PlanNode node) {
        ExecutionContext context = environment.context();
        return new ProgramBuilder(node.types(), context.parameters(), context.receipt()::fallback);
    }

    private void leaveOutAt(int stepsBelow, PlanNode node) {
        for (KeyFilter filter : filters.getOrDefault(stepsBelow, List.of())) {
            ProgramBuilder left = builders.get(builders.size() - 1);
            joins.add(
                    filter.over(left, node.types().size(), environment.context().blockRows()));
            builders.add(builder(node));
        }
    }

    private void addProbe(@Nullable KeyFilter ofInput, boolean negated) {
        if (ofInput != null && base instanceof PlanNode.ScanNode) {
            probes.add(new JoinProbe(ofInput.join(), ofInput.keys(), negated));
        }
    }

    /** Groups that this join will not find need not be made, nor rows be read that are out of the bounds of its keys. */
    private void tellInput(JoinStep made, PlanNode.JoinNode join, int stepsBelow) {
        if (join.leftKeys().isEmpty() || join.kind() == JoinKind.LEFT) {
            return;
        }
        KeyFilter filter = new KeyFilter(made, join.leftKeys());
        for (int at = stepsBelow; at > 0 && filter != null; at--) {
            filter = filter.below(steps.get(at - 1));
        }
        addProbe(filter, join.kind() == JoinKind.ANTI);
        if (join.kind() == JoinKind.ANTI) {
            return;
        }
        addBounds(filter);
        KeyFilter ofGroups = filter == null ? null : ofGroups(filter);
        if (ofGroups != null) {
            filtersOfInput.add(ofGroups);
        }
    }
}
