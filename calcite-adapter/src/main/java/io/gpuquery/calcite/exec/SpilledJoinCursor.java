package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.Program;
import io.gpuquery.calcite.exec.spilling.RunPartitions;
import io.gpuquery.calcite.exec.spilling.SpillRun;
import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.memory.Closing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The pairs of a join whose right input is in temporary files: the left input is divided likewise, part is joined with part, and the pairs
 * are merged in the order of the left input. Source: Kitsuregawa, Tanaka, Moto-oka, Application of Hash to Data Base Machine (1983).
 */
final class SpilledJoinCursor implements BlockCursor {
    private final JoinStep step;
    private final Pipeline left;
    private final Environment environment;
    private volatile @Nullable WorkSpace space;
    private @Nullable BlockSource pairs;

    /** Takes over what makes the columns and the keys of the left input. */
    SpilledJoinCursor(JoinStep step, Pipeline left, Environment environment) {
        this.step = step;
        this.left = left;
        this.environment = environment;
    }

    @Override
    public @Nullable Block next() {
        BlockSource rows = pairs;
        if (rows == null) {
            rows = join();
            pairs = rows;
        }
        return rows.next();
    }

    private BlockSource join() {
        ExecutionContext context = environment.context();
        WorkSpace own = environment.workSpace();
        space = own;
        Program program = left.program();
        List<Worker> workers = new ArrayList<>();
        if (!left.isEmpty()) {
            Workers.run(left.feed(), context, () -> {
                Worker worker = new Worker(left.worker(program), own);
                workers.add(worker);
                return worker;
            });
        }
        left.close();
        List<SpillRun[]> rows = new ArrayList<>();
        workers.forEach(worker -> worker.runs.forEach(run -> rows.add(run.runs())));
        PlanNode.JoinNode node = step.node();
        JoinParts parts = new JoinParts(step, environment, own.file());
        parts.join(rows, step.spilledRows());
        return new MergedBlocks(
                own.merged(parts.results(), SpilledGroups.byPlace(node.types().size())),
                node.types(),
                new RowBounds(0, Long.MAX_VALUE),
                context.cancellation()::check);
    }

    /** Divides the units that one thread takes: the rows of each part are in order, unless it has to go back. */
    private final class Worker implements Workers.Worker {
        private final PipelineWorker worker;
        private final WorkSpace own;
        private final int[] keys = step.leftKeys();
        private final List<RunPartitions> runs = new ArrayList<>();
        private long last = Long.MAX_VALUE;

        Worker(PipelineWorker worker, WorkSpace own) {
            this.worker = worker;
            this.own = own;
        }

        @Override
        public void work(Unit unit) {
            if (unit.position() < last) {
                runs.add(new RunPartitions(own.file(), 0));
            }
            last = unit.position();
            RunPartitions to = runs.get(runs.size() - 1);
            long[] rowsOfUnit = new long[1];
            worker.run(unit, (evaluator, frame) -> {
                int count = frame.count();
                Vector[] outputs = evaluator.outputs(frame);
                Vector[] columns = Arrays.copyOf(outputs, outputs.length + 2);
                columns[outputs.length] = KeptRows.place(unit.position(), 0, count);
                columns[outputs.length + 1] = KeptRows.place(rowsOfUnit[0], 1, count);
                rowsOfUnit[0] += count;
                Vector[] vectors =
                        Arrays.stream(keys).mapToObj(key -> outputs[key]).toArray(Vector[]::new);
                to.add(columns, vectors, count);
            });
        }
    }

    @Override
    public void close() {
        List<AutoCloseable> all = new ArrayList<>(List.of(left, step));
        WorkSpace own = space;
        if (own != null) {
            all.add(own);
        }
        Closing.all(all);
    }
}
