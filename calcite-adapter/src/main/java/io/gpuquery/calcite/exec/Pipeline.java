package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.Program;
import io.gpuquery.calcite.exec.evaluation.ProgramBuilder;
import io.gpuquery.memory.Closing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Filters, projections and joins over one input, which is read once and in parallel. What lies between two joins becomes one program;
 * right inputs of joins are read as a whole before.
 */
final class Pipeline implements AutoCloseable {
    private final ExecutionContext context;
    private final Feed feed;
    private final int columnCount;
    private final List<JoinStep> joins = new ArrayList<>();
    /** What happens before the first join, between joins, and after the last. */
    private final List<ProgramBuilder> builders = new ArrayList<>();

    private List<Program> programsBelow = List.of();
    private volatile boolean closed;

    private Pipeline(PlanNode base, Environment environment) {
        this.context = environment.context();
        this.columnCount = base.types().size();
        this.feed = environment.feed(base);
        builders.add(builder(base, context));
    }

    private static ProgramBuilder builder(PlanNode node, ExecutionContext context) {
        return new ProgramBuilder(node.types(), context.parameters(), context.receipt()::fallback);
    }

    /** The pipeline that ends in a node. */
    static Pipeline of(PlanNode node, Environment environment) {
        Deque<PlanNode> steps = new ArrayDeque<>();
        PlanNode base = node;
        while (base instanceof PlanNode.FilterNode
                || base instanceof PlanNode.ProjectNode
                || base instanceof PlanNode.JoinNode) {
            steps.push(base);
            base = base.inputs().get(0);
        }
        Pipeline pipeline = new Pipeline(base, environment);
        environment.opened(pipeline);
        for (PlanNode step : steps) {
            if (step instanceof PlanNode.FilterNode filter) {
                pipeline.builder().filter(filter.condition());
            } else if (step instanceof PlanNode.JoinNode join) {
                pipeline.joins.add(new JoinStep(join, pipeline.builder(), environment));
                pipeline.builders.add(builder(join, environment.context()));
            } else {
                pipeline.builder().project(((PlanNode.ProjectNode) step).expressions());
            }
        }
        return pipeline;
    }

    /** To add outputs to. */
    ProgramBuilder builder() {
        return builders.get(builders.size() - 1);
    }

    Feed feed() {
        return feed;
    }

    boolean hasJoins() {
        return !joins.isEmpty();
    }

    /** Reads what joins need before the first row; to be called once, before workers are made. */
    void prepare() {
        joins.forEach(JoinStep::prepare);
        programsBelow = builders.subList(0, joins.size()).stream()
                .map(ProgramBuilder::build)
                .toList();
    }

    /** Whether it is known, once it is prepared, that there are no rows. */
    boolean isEmpty() {
        return joins.stream().anyMatch(JoinStep::isEmpty);
    }

    /** What happens after the last join, with the outputs added so far. */
    Program program() {
        return builder().build();
    }

    /** Makes a worker for one thread; takes what happens after the last join. */
    PipelineWorker worker(Program program) {
        List<Program> programs = new ArrayList<>(programsBelow);
        programs.add(program);
        return new PipelineWorker(
                programs, joins.stream().map(JoinStep::prober).toList(), columnCount, context, this::checkpoint);
    }

    private void checkpoint() {
        context.cancellation().check();
        if (closed) {
            throw new CancellationException("the statement was cancelled");
        }
    }

    /** Stops reading; any thread may call. Idempotent. */
    @Override
    public void close() {
        closed = true;
        List<AutoCloseable> all = new ArrayList<>();
        all.add(feed);
        joins.forEach(join -> all.add(join::close));
        Closing.all(all);
    }
}
