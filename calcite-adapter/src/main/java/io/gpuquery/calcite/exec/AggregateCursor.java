package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.Evaluator;
import io.gpuquery.calcite.exec.evaluation.Frame;
import io.gpuquery.calcite.exec.evaluation.Program;
import io.gpuquery.calcite.exec.grouping.Grouping;
import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.calcite.kernel.DeviceUse;
import io.gpuquery.calcite.kernel.Partials;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.memory.Closing;
import io.gpuquery.scan.Summary;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The groups of an aggregate: all input is read at the first call, in parallel, then there is a row for each group. */
final class AggregateCursor implements BlockCursor {
    private final PlanNode.AggregateNode node;
    private final Environment environment;
    private final AggregatePlan plan;
    private final Pipeline pipeline;
    private final @Nullable DeviceAggregation device;
    private volatile @Nullable WorkSpace space;
    /** What is left of the results, one for each grouping set. */
    private @Nullable Deque<BlockSource> results;

    /** Takes filters of its input: groups without rows that pass need not be there. */
    AggregateCursor(PlanNode.AggregateNode node, List<KeyFilter> filters, Environment environment) {
        this.node = node;
        this.environment = environment;
        this.pipeline = Pipeline.of(node.input(), filters, environment);
        this.plan = new AggregatePlan(node, pipeline.builder(), environment);
        this.device = device();
    }

    private @Nullable DeviceAggregation device() {
        DeviceUse use = environment.context().device();
        ScanSteps steps = pipeline.steps();
        if (use == null || steps == null) {
            return null;
        }
        DeviceAggregation made =
                DeviceAggregation.of(use, node, steps, environment.context(), !pipeline.isFilteredByDevice());
        if (made != null) {
            environment.opened(made);
        }
        return made;
    }

    @Override
    public @Nullable Block next() {
        Deque<BlockSource> left = results;
        if (left == null) {
            left = aggregate();
            results = left;
        }
        while (!left.isEmpty()) {
            Block block = left.getFirst().next();
            if (block != null) {
                return block;
            }
            left.removeFirst();
        }
        return null;
    }

    private Deque<BlockSource> aggregate() {
        pipeline.prepare();
        SummaryPlan summaries = SummaryPlan.of(node);
        Summary known = summaries == null ? null : pipeline.takeKnown(summaries);
        Program program = pipeline.program();
        WorkSpace own = environment.workSpace();
        space = own;
        List<Worker> workers = new ArrayList<>();
        if (!pipeline.isEmpty()) {
            Workers.run(pipeline.feed(), environment.context(), () -> {
                Worker worker = new Worker(pipeline.worker(program), own);
                workers.add(worker);
                return worker;
            });
        }
        pipeline.close();
        Deque<BlockSource> rows = new ArrayDeque<>();
        for (int set = 0; set < node.groupingSets().size(); set++) {
            List<GroupingStep> steps = new ArrayList<>();
            for (Worker worker : workers) {
                for (List<GroupingStep> run : worker.runs) {
                    steps.add(run.get(set));
                }
            }
            rows.add(groups(set, steps, summaries, known, own));
        }
        return rows;
    }

    private BlockSource groups(
            int set,
            List<GroupingStep> steps,
            @Nullable SummaryPlan summaries,
            @Nullable Summary known,
            WorkSpace own) {
        if (steps.stream().anyMatch(step -> step.written() != null)) {
            return new SpilledGroups(node, plan, set, environment).merged(steps, own);
        }
        BlockQueue rows = new BlockQueue(node.types(), environment.context().blockRows());
        Grouping all =
                Grouping.merged(steps.stream().map(GroupingStep::grouping).toList(), plan.grouping(set, own));
        if (summaries != null && known != null) {
            plan.add(summaries, known, all);
        }
        if (all.groupCount() > 0) {
            rows.add(plan.result(set, all), all.groupCount());
        }
        return rows;
    }

    @Override
    public void close() {
        WorkSpace own = space;
        Closing.all(own == null ? List.of(pipeline) : List.of(pipeline, own));
    }

    /** What one thread makes of the units that it takes: a run of groupings, and another one each time it has to go back. */
    private final class Worker implements Workers.Worker {
        private final PipelineWorker worker;
        private final WorkSpace own;
        private final List<List<GroupingStep>> runs = new ArrayList<>();
        private final DeviceAggregation.@Nullable Worker onDevice;
        private List<GroupingStep> steps = List.of();
        private long last = Long.MAX_VALUE;

        Worker(PipelineWorker worker, WorkSpace own) {
            this.worker = worker;
            this.own = own;
            this.onDevice = device == null ? null : device.worker();
        }

        @Override
        public void work(Unit unit) {
            if (unit.position() < last) {
                steps = new ArrayList<>();
                for (int set = 0; set < node.groupingSets().size(); set++) {
                    steps.add(plan.step(set, plan.grouping(set, own), own));
                }
                runs.add(steps);
            }
            last = unit.position();
            steps.forEach(step -> step.begin(unit));
            if (onDevice == null || unit.batch() == null || !steps.get(0).takesGroups()) {
                worker.run(unit, this::accept);
            } else {
                switch (onDevice.aggregate(unit.batch())) {
                    case DONE -> add(onDevice, unit, unit.batch(), steps.get(0));
                    case REFUSED -> worker.run(unit, this::accept);
                    case LEFT_TO_CPU -> worker.runOnCpu(unit, this::accept);
                }
            }
            steps.forEach(GroupingStep::end);
        }

        private void add(DeviceAggregation.Worker by, Unit unit, ColumnBatch batch, GroupingStep step) {
            Partials partials = by.partials();
            Grouping grouping = step.grouping();
            if (node.keys().isEmpty()) {
                if (partials.rowCounts()[0] > 0) {
                    plan.add(grouping, partials, null);
                }
                return;
            }
            PartialRows rows = PartialRows.of(partials, batch.selectedCount());
            if (rows.count() > 0) {
                PipelineWorker.reading(batch, () -> {
                    int[] groups = new int[rows.count()];
                    grouping.table().find(by.keys(batch, rows.rows()), groups.length, groups);
                    grouping.ensure();
                    plan.add(grouping, partials, rows.ofPartials(groups));
                });
                step.relieve();
            }
            if (partials.rest() != null) {
                worker.runSome(unit, partials.rest(), this::accept);
            }
        }

        private void accept(Evaluator evaluator, Frame frame) {
            for (GroupingStep step : steps) {
                step.accept(evaluator, frame);
            }
        }
    }
}
