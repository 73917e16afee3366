package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.Program;
import io.gpuquery.calcite.exec.evaluation.ProgramBuilder;
import io.gpuquery.calcite.kernel.DeviceUse;
import io.gpuquery.memory.Closing;
import io.gpuquery.scan.Summary;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Filters, projections and joins over one input, which is read once and in parallel. What lies between two joins becomes one program;
 * right inputs of joins are read as a whole before.
 */
final class Pipeline implements AutoCloseable {
    private final Environment environment;
    private final ExecutionContext context;
    private volatile Feed feed;
    private int columnCount;
    private volatile List<PipelineJoin> joins;
    /** What happens before the first join, between joins, and after the last. */
    private List<ProgramBuilder> builders;

    private List<Program> programsBelow = List.of();
    private volatile boolean closed;

    private final @Nullable ScanSteps steps;
    private final List<JoinProbe> probes;
    private final @Nullable DeviceFilter deviceFilter;

    private Pipeline(
            Environment environment,
            Feed feed,
            int columnCount,
            List<PipelineJoin> joins,
            List<ProgramBuilder> builders,
            @Nullable ScanSteps steps,
            List<JoinProbe> probes) {
        this.environment = environment;
        this.context = environment.context();
        this.steps = steps;
        DeviceUse use = context.device();
        this.probes = probes;
        this.deviceFilter =
                use == null || steps == null ? null : DeviceFilter.of(use, steps, builders.get(0), probes, context);
        this.feed = feed;
        this.columnCount = columnCount;
        this.joins = joins;
        this.builders = builders;
    }

    /** The pipeline that ends in a node. */
    static Pipeline of(PlanNode node, Environment environment) {
        return of(node, List.of(), environment);
    }

    /** The pipeline that ends in a node, of which some rows may be left out. */
    static Pipeline of(PlanNode node, List<KeyFilter> filters, Environment environment) {
        Deque<PlanNode> steps = new ArrayDeque<>();
        PlanNode base = node;
        while (base instanceof PlanNode.FilterNode
                || base instanceof PlanNode.ProjectNode
                || base instanceof PlanNode.JoinNode) {
            steps.push(base);
            base = base.inputs().get(0);
        }
        PipelineMaker maker = new PipelineMaker(environment, base, List.copyOf(steps));
        filters.forEach(maker::leaveOut);
        PipelineMaker.Made made = maker.make();
        Pipeline pipeline = new Pipeline(
                environment,
                made.feed(),
                base.types().size(),
                made.joins(),
                made.builders(),
                base instanceof PlanNode.ScanNode scan && environment.context().device() != null
                        ? ScanSteps.of(scan, List.copyOf(steps))
                        : null,
                made.probes());
        environment.opened(pipeline);
        return pipeline;
    }

    /** To add outputs to. */
    ProgramBuilder builder() {
        return builders.get(builders.size() - 1);
    }

    Feed feed() {
        return feed;
    }

    /** What is known of rows of a scan, which are not among the feed's then; null if nothing is. To be called once it is prepared. */
    @Nullable
    Summary takeKnown(SummaryPlan plan) {
        return joins.isEmpty() && feed instanceof ScanFeed scan ? scan.takeKnown(plan) : null;
    }

    /** All that happens, if that is no more than filters and projections over a scan; else null. */
    @Nullable
    ScanSteps steps() {
        return joins.isEmpty() ? steps : null;
    }

    /** Whether a device applies all conditions, of which there is one at least. */
    boolean isFilteredByDevice() {
        DeviceFilter filter = deviceFilter;
        return filter != null
                && filter.conditions().cardinality() == builders.get(0).conditionCount();
    }

    boolean hasJoins() {
        return !joins.isEmpty();
    }

    /** Reads what joins need before the first row; to be called once, before workers are made. */
    void prepare() {
        joins.forEach(PipelineJoin::prepare);
        for (int join = 0; join < joins.size(); join++) {
            if (joins.get(join) instanceof JoinStep step && step.isSpilled()) {
                split(join, step);
                join = -1;
            }
        }
        buildBelow();
    }

    /** What memory has no room for is joined apart: what comes before becomes a pipeline of its own, and the pairs are read here. */
    private void split(int join, JoinStep step) {
        Pipeline below = new Pipeline(
                environment,
                feed,
                columnCount,
                joins.subList(0, join),
                List.copyOf(builders.subList(0, join + 1)),
                steps,
                probes);
        below.buildBelow();
        Feed pairs = new CursorFeed(new SpilledJoinCursor(step, below, environment));
        environment.opened(pairs);
        feed = pairs;
        columnCount = step.node().types().size();
        joins = List.copyOf(joins.subList(join + 1, joins.size()));
        builders = List.copyOf(builders.subList(join + 1, builders.size()));
    }

    private void buildBelow() {
        programsBelow = builders.subList(0, joins.size()).stream()
                .map(ProgramBuilder::build)
                .toList();
    }

    /** Whether it is known, once it is prepared, that there are no rows. */
    boolean isEmpty() {
        return joins.stream().anyMatch(PipelineJoin::isEmpty);
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
                programs,
                joins.stream().map(PipelineJoin::prober).toList(),
                columnCount,
                context,
                this::checkpoint,
                deviceFilter);
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
        all.addAll(joins);
        if (deviceFilter != null) {
            all.add(deviceFilter);
        }
        Closing.all(all);
    }
}
