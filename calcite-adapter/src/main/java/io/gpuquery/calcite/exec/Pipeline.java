package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.Program;
import io.gpuquery.calcite.exec.evaluation.ProgramBuilder;
import java.util.ArrayDeque;
import java.util.Deque;

/** Filters and projections over one input, which is read once and in parallel: they become one program. */
final class Pipeline {
    private final ExecutionContext context;
    private final Feed feed;
    private final ProgramBuilder builder;
    private final int columnCount;

    private Pipeline(ExecutionContext context, Feed feed, ProgramBuilder builder, int columnCount) {
        this.context = context;
        this.feed = feed;
        this.builder = builder;
        this.columnCount = columnCount;
    }

    /** The pipeline that ends in a node. */
    static Pipeline of(PlanNode node, Environment environment) {
        Deque<PlanNode> steps = new ArrayDeque<>();
        PlanNode base = node;
        while (base instanceof PlanNode.FilterNode || base instanceof PlanNode.ProjectNode) {
            steps.push(base);
            base = base.inputs().get(0);
        }
        ExecutionContext context = environment.context();
        ProgramBuilder builder = new ProgramBuilder(base.types(), context.parameters(), context.receipt()::fallback);
        for (PlanNode step : steps) {
            if (step instanceof PlanNode.FilterNode filter) {
                builder.filter(filter.condition());
            } else {
                builder.project(((PlanNode.ProjectNode) step).expressions());
            }
        }
        return new Pipeline(
                context, environment.feed(base), builder, base.types().size());
    }

    /** To add outputs to. */
    ProgramBuilder builder() {
        return builder;
    }

    Feed feed() {
        return feed;
    }

    /** The program with the outputs added so far. */
    Program program() {
        return builder.build();
    }

    PipelineWorker worker(Program program) {
        return new PipelineWorker(program, columnCount, context);
    }
}
