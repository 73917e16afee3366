package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.Evaluator;
import io.gpuquery.calcite.exec.evaluation.Frame;
import io.gpuquery.calcite.exec.evaluation.Program;
import io.gpuquery.calcite.exec.grouping.Grouping;
import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.scan.Summary;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The groups of an aggregate: all input is read at the first call, in parallel, then there is a row for each group. */
final class AggregateCursor implements BlockCursor {
    private final PlanNode.AggregateNode node;
    private final Environment environment;
    private final AggregatePlan plan;
    private final Pipeline pipeline;
    private @Nullable BlockQueue result;

    /** Takes filters of its input: groups without rows that pass need not be there. */
    AggregateCursor(PlanNode.AggregateNode node, List<KeyFilter> filters, Environment environment) {
        this.node = node;
        this.environment = environment;
        this.pipeline = Pipeline.of(node.input(), filters, environment);
        this.plan = new AggregatePlan(node, pipeline.builder(), environment);
    }

    @Override
    public @Nullable Block next() {
        BlockQueue rows = result;
        if (rows == null) {
            rows = aggregate();
            result = rows;
        }
        return rows.next();
    }

    private BlockQueue aggregate() {
        pipeline.prepare();
        SummaryPlan summaries = SummaryPlan.of(node);
        Summary known = summaries == null ? null : pipeline.takeKnown(summaries);
        Program program = pipeline.program();
        List<Worker> workers = new ArrayList<>();
        if (!pipeline.isEmpty()) {
            Workers.run(pipeline.feed(), environment.context(), () -> {
                Worker worker = new Worker(pipeline.worker(program));
                workers.add(worker);
                return worker;
            });
        }
        BlockQueue rows = new BlockQueue(node.types(), environment.context().blockRows());
        for (int set = 0; set < node.groupingSets().size(); set++) {
            List<Grouping> parts = new ArrayList<>();
            for (Worker worker : workers) {
                for (List<Grouping> run : worker.runs) {
                    parts.add(run.get(set));
                }
            }
            Grouping all = Grouping.merged(parts, plan.grouping(set));
            if (summaries != null && known != null) {
                plan.add(summaries, known, all);
            }
            if (all.groupCount() > 0) {
                rows.add(plan.result(set, all), all.groupCount());
            }
        }
        return rows;
    }

    @Override
    public void close() {
        pipeline.close();
    }

    /** What one thread makes of the units that it takes: a run of groupings, and another one each time it has to go back. */
    private final class Worker implements Workers.Worker {
        private final PipelineWorker worker;
        private final List<List<Grouping>> runs = new ArrayList<>();
        private final List<AggregatePlan.Step> steps = new ArrayList<>();
        private long last = Long.MAX_VALUE;

        Worker(PipelineWorker worker) {
            this.worker = worker;
        }

        @Override
        public void work(Unit unit) {
            if (unit.position() < last) {
                List<Grouping> run = new ArrayList<>();
                steps.clear();
                for (int set = 0; set < node.groupingSets().size(); set++) {
                    Grouping grouping = plan.grouping(set);
                    run.add(grouping);
                    steps.add(plan.step(set, grouping));
                }
                runs.add(run);
            }
            last = unit.position();
            List<Grouping> run = runs.get(runs.size() - 1);
            run.forEach(grouping -> grouping.beginSegment(unit.position()));
            worker.run(unit, this::accept);
            run.forEach(Grouping::endSegment);
        }

        private void accept(Evaluator evaluator, Frame frame) {
            for (AggregatePlan.Step step : steps) {
                step.accept(evaluator, frame);
            }
        }
    }
}
