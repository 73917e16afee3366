package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.sorting.MergedRuns;
import io.gpuquery.calcite.exec.spilling.RunPartitions;
import io.gpuquery.calcite.exec.spilling.SpillRun;
import io.gpuquery.calcite.exec.vector.Concatenation;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Windows over rows that are divided in temporary files. Those that partition rows alike are computed part by part; parts that are too
 * large are divided again, and partitions that are, are {@linkplain StreamedWindows streamed}, if their functions allow. For windows that
 * partition rows in another way the results are divided anew. In the end all are merged in the order of the input.
 *
 * <p>In files a row has the outputs of the input's program, results so far, and two columns of its place.
 */
final class SpilledWindows {
    private static final String WHOLE_PARTITIONS = "all rows of a window's partition";
    private static final int PLACES = 2;

    private final WindowPlan plan;
    private final Environment environment;
    private final ExecutionContext context;
    /** The windows whose results rows have, in the order of these. */
    private final List<Integer> computed = new ArrayList<>();

    SpilledWindows(WindowPlan plan, Environment environment) {
        this.plan = plan;
        this.environment = environment;
        this.context = environment.context();
    }

    /** Takes rows, by their places, as {@link SpilledWindows rows in files}. */
    interface Rows {
        void add(Vector[] columns, int count);
    }

    /**
     * All rows with all results.
     *
     * @param rows runs for each part of the first division
     * @param ofRows closed when they have been read
     * @param own where results are kept
     */
    BlockSource merged(List<SpillRun[]> rows, WorkSpace ofRows, WorkSpace own) {
        List<SpillRun[]> divided = rows;
        WorkSpace from = ofRows;
        List<SpillRun> results = new ArrayList<>();
        for (int number = 0; number < plan.batches().size(); number++) {
            WindowPlan.Batch batch = plan.batches().get(number);
            if (number + 1 == plan.batches().size()) {
                compute(divided, batch, 0, () -> new ResultRun(own, results));
            } else {
                List<SpillRun[]> next = new ArrayList<>();
                List<Integer> partition = plan.batches().get(number + 1).partition();
                WorkSpace to = environment.workSpace();
                compute(divided, batch, 0, () -> new DividedRun(to, partition, next));
                from.close();
                from = to;
                divided = next;
            }
            computed.addAll(batch.groups());
        }
        from.close();
        PlanNode.WindowNode node = plan.node();
        MergedRuns merged =
                own.merged(results, SpilledGroups.byPlace(node.types().size()));
        return new MergedBlocks(merged, node.types(), new RowBounds(0, Long.MAX_VALUE), context.cancellation()::check);
    }

    /** Where the rows of one part go, in the order of their places. */
    private interface Target extends Rows {
        void end();
    }

    private interface Targets {
        Target open();
    }

    /** Rows as they come out. */
    private final class ResultRun implements Target {
        private final RunBuffer buffer;
        private final List<SpillRun> results;

        ResultRun(WorkSpace space, List<SpillRun> results) {
            this.buffer = new RunBuffer(space.sharedFile());
            this.results = results;
        }

        @Override
        public void add(Vector[] columns, int count) {
            int[] passed = plan.passed();
            List<Vector> all = new ArrayList<>();
            for (int output : passed) {
                all.add(columns[output]);
            }
            for (int group = 0; group < plan.node().groups().size(); group++) {
                int first = firstResult(group);
                all.addAll(Arrays.asList(columns)
                        .subList(first, first + plan.group(group).calls().size()));
            }
            all.add(columns[columns.length - 2]);
            all.add(columns[columns.length - 1]);
            buffer.add(all.toArray(Vector[]::new), count);
        }

        @Override
        public void end() {
            SpillRun run = buffer.finish();
            synchronized (results) {
                results.add(run);
            }
        }
    }

    /** The column of a window's first result, in rows that have all results. */
    private int firstResult(int group) {
        int column = plan.types().size();
        for (WindowPlan.Batch batch : plan.batches()) {
            for (int each : batch.groups()) {
                if (each == group) {
                    return column;
                }
                column += plan.group(each).calls().size();
            }
        }
        throw new IllegalArgumentException("there is no window " + group);
    }

    /** Rows for windows that partition them in another way. */
    private final class DividedRun implements Target {
        private final RunPartitions parts;
        private final List<Integer> partition;
        private final List<SpillRun[]> results;

        DividedRun(WorkSpace space, List<Integer> partition, List<SpillRun[]> results) {
            this.parts = new RunPartitions(space.sharedFile(), 0);
            this.partition = partition;
            this.results = results;
        }

        @Override
        public void add(Vector[] columns, int count) {
            parts.add(columns, plan.keys(partition, columns), count);
        }

        @Override
        public void end() {
            SpillRun[] runs = parts.runs();
            synchronized (results) {
                results.add(runs);
            }
        }
    }

    private int placeColumn() {
        return plan.types().size()
                + computed.stream()
                        .mapToInt(group -> plan.group(group).calls().size())
                        .sum();
    }

    private void compute(List<SpillRun[]> divided, WindowPlan.Batch batch, int level, Targets targets) {
        long most = 0;
        for (int part = 0; part < RunPartitions.PARTS; part++) {
            long bytes = 0;
            for (SpillRun run : runs(divided, part)) {
                bytes += 2 * run.bytes() + plan.bytesPerRow(batch.groups()) * run.rowCount();
            }
            most = Math.max(most, bytes);
        }
        PartWork.run(
                RunPartitions.PARTS,
                most,
                environment,
                part -> computePart(runs(divided, part), batch, level, targets));
    }

    private static List<SpillRun> runs(List<SpillRun[]> divided, int part) {
        return divided.stream()
                .map(runs -> runs[part])
                .filter(run -> run.rowCount() > 0)
                .toList();
    }

    private void computePart(List<SpillRun> runs, WindowPlan.Batch batch, int level, Targets targets) {
        if (runs.isEmpty() || computeInMemory(runs, batch, targets, false)) {
            return;
        }
        if (level + 1 < RunPartitions.LEVELS && !batch.partition().isEmpty()) {
            // Closed by hand: what fits better one level down must not wait for this level's files.
            try (WorkSpace below = environment.workSpace()) {
                List<SpillRun[]> divided = new ArrayList<>();
                for (SpillRun run : runs) {
                    divided.add(divided(run, batch, level + 1, below));
                }
                // So many rows in one part again are most likely one partition, which need not be in memory as a whole.
                boolean stream = parts(divided) == 1 && StreamedWindows.of(plan, batch, computed, environment) != null;
                compute(divided, batch, stream ? RunPartitions.LEVELS : level + 1, targets);
            }
            return;
        }
        StreamedWindows streamed = StreamedWindows.of(plan, batch, computed, environment);
        if (streamed == null) {
            computeInMemory(runs, batch, targets, true);
            return;
        }
        Target target = targets.open();
        streamed.compute(runs, target);
        target.end();
    }

    private static int parts(List<SpillRun[]> divided) {
        int parts = 0;
        for (int part = 0; part < RunPartitions.PARTS; part++) {
            parts += runs(divided, part).isEmpty() ? 0 : 1;
        }
        return parts;
    }

    private SpillRun[] divided(SpillRun run, WindowPlan.Batch batch, int level, WorkSpace space) {
        RunPartitions parts = new RunPartitions(space.sharedFile(), level);
        for (int block = 0; block < run.blockCount(); block++) {
            context.cancellation().check();
            Vector[] columns = run.read(block);
            parts.add(columns, plan.keys(batch.partition(), columns), run.blockRows(block));
        }
        return parts.runs();
    }

    /** False if there are too many rows, unless they have to be in memory: then that is an error. */
    private boolean computeInMemory(List<SpillRun> runs, WindowPlan.Batch batch, Targets targets, boolean required) {
        try (WorkSpace space = environment.workSpace()) {
            MergedRuns merged = space.merged(runs, SpilledGroups.byPlace(placeColumn()));
            WindowInput rows = read(merged, batch, space, required);
            if (rows == null) {
                return false;
            }
            WindowComputation computation = new WindowComputation(plan, rows, context, space.memory());
            List<Vector> results = new ArrayList<>();
            batch.groups().forEach(group -> results.addAll(computation.results(group)));
            Target target = targets.open();
            int first = 0;
            for (WindowInput.Rows block : rows.blocks()) {
                target.add(withResults(block.columns(), results, first, block.count()), block.count());
                first += block.count();
            }
            target.end();
            return true;
        }
    }

    private @Nullable WindowInput read(MergedRuns merged, WindowPlan.Batch batch, WorkSpace space, boolean required) {
        List<WindowInput.Rows> blocks = new ArrayList<>();
        long rowCount = 0;
        long made = 0;
        for (Vector[] block = merged.next(); block != null; block = merged.next()) {
            context.cancellation().check();
            int count = block[block.length - 1].length();
            long bytes = 0;
            for (Vector column : block) {
                bytes += Concatenation.sizeBytes(column);
            }
            // As blocks and as a whole, which the computation sets aside itself.
            long more = bytes + plan.bytesPerRow(batch.groups()) * count;
            space.memory().reserve(bytes + more, required ? WHOLE_PARTITIONS : WindowInput.PURPOSE);
            made += more;
            rowCount += count;
            blocks.add(new WindowInput.Rows(block, count));
            if (!required && rowCount >= space.leastRows() && space.isOver()) {
                return null;
            }
        }
        space.memory().giveBack(made);
        return new WindowInput(blocks, space.memory());
    }

    /** Columns of a block, results of rows from one on, and places. */
    static Vector[] withResults(Vector[] columns, List<Vector> results, int first, int count) {
        Vector[] all = Arrays.copyOf(columns, columns.length + results.size());
        int width = columns.length - PLACES;
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = first + i;
        }
        Scratch fresh = new Scratch(0);
        for (int i = 0; i < results.size(); i++) {
            all[width + i] = results.get(i).gather(numbers, count, fresh);
        }
        System.arraycopy(columns, width, all, width + results.size(), PLACES);
        return all;
    }
}
