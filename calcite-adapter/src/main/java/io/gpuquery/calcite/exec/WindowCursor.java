package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.memory.Closing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The input's rows, in its order, with results of window functions: all input is read at the first call; then window after window is
 * computed. Where memory has no room for the rows, they are divided by partitions in temporary files: see {@link SpilledWindows}.
 */
final class WindowCursor implements BlockCursor {
    /** Rows as blocks and, as far as functions look at them, as a whole. */
    private static final int COPIES = 2;

    private final PlanNode.WindowNode node;
    private final Environment environment;
    private final Pipeline pipeline;
    private final WindowPlan plan;
    private final List<WorkSpace> spaces = new ArrayList<>();
    private @Nullable BlockSource result;

    WindowCursor(PlanNode.WindowNode node, Environment environment) {
        this.node = node;
        this.environment = environment;
        this.pipeline = Pipeline.of(node.input(), environment);
        this.plan = new WindowPlan(node, pipeline.builder());
    }

    @Override
    public @Nullable Block next() {
        BlockSource rows = result;
        if (rows == null) {
            rows = compute();
            result = rows;
        }
        return rows.next();
    }

    private BlockSource compute() {
        pipeline.prepare();
        List<Integer> firstKeys =
                plan.batches().isEmpty() ? List.of() : plan.batches().get(0).partition();
        WorkSpace ofRows = space();
        KeptRows rows = new KeptRows(
                pipeline,
                outputs -> plan.keys(firstKeys, outputs),
                new KeptRows.Need(WindowInput.PURPOSE, COPIES, plan.bytesPerRow()),
                environment.context(),
                ofRows);
        if (!pipeline.isEmpty()) {
            rows.read();
        }
        pipeline.close();
        if (rows.isSpilled()) {
            return new SpilledWindows(plan, environment).merged(rows.runs(), ofRows, space());
        }
        List<WindowInput.Rows> blocks = rows.chunks().stream()
                .map(chunk -> new WindowInput.Rows(chunk.columns(), chunk.count()))
                .toList();
        return computed(new WindowInput(blocks, ofRows.memory()), ofRows);
    }

    private synchronized WorkSpace space() {
        WorkSpace space = environment.workSpace();
        spaces.add(space);
        return space;
    }

    private BlockSource computed(WindowInput rows, WorkSpace space) {
        List<Vector> results = new ArrayList<>();
        if (rows.rowCount() > 0) {
            WindowComputation computation = new WindowComputation(plan, rows, environment.context(), space.memory());
            for (int group = 0; group < node.groups().size(); group++) {
                results.addAll(computation.results(group));
            }
        }
        return new ComputedRows(rows, results);
    }

    /** Rows in memory, and results. */
    private final class ComputedRows implements BlockSource {
        private final WindowInput rows;
        private final List<Vector> results;
        private final int[] passed = plan.passed();
        private int nextBlock;
        private int rowsBefore;

        ComputedRows(WindowInput rows, List<Vector> results) {
            this.rows = rows;
            this.results = results;
        }

        @Override
        public @Nullable Block next() {
            if (nextBlock == rows.blocks().size()) {
                return null;
            }
            WindowInput.Rows block = rows.blocks().get(nextBlock++);
            Vector[] all = new Vector[passed.length + results.size()];
            for (int i = 0; i < passed.length; i++) {
                all[i] = block.columns()[passed[i]];
            }
            int[] numbers = new int[block.count()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = rowsBefore + i;
            }
            rowsBefore += block.count();
            Scratch fresh = new Scratch(0);
            for (int i = 0; i < results.size(); i++) {
                all[passed.length + i] = results.get(i).gather(numbers, numbers.length, fresh);
            }
            return new Block(node.types(), all, block.count());
        }
    }

    @Override
    public void close() {
        List<AutoCloseable> all = new ArrayList<>(List.of(pipeline));
        synchronized (this) {
            all.addAll(spaces);
        }
        Closing.all(all);
    }
}
