package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.Evaluator;
import io.gpuquery.calcite.exec.evaluation.Frame;
import io.gpuquery.calcite.exec.evaluation.Program;
import io.gpuquery.calcite.exec.sorting.MergedRuns;
import io.gpuquery.calcite.exec.spilling.SpillRun;
import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.kernel.DeviceUse;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.memory.Closing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sorted rows: all input is read at the first call, in parallel; where only the first rows are wanted, no more are kept. */
final class SortCursor implements BlockCursor {
    private final PlanNode.SortNode node;
    private final Environment environment;
    private final Pipeline pipeline;
    private volatile @Nullable WorkSpace space;
    private @Nullable BlockSource result;

    SortCursor(PlanNode.SortNode node, Environment environment) {
        this.node = node;
        this.environment = environment;
        this.pipeline = Pipeline.of(node.input(), environment);
        pipeline.builder().outputAll();
    }

    @Override
    public @Nullable Block next() {
        BlockSource rows = result;
        if (rows == null) {
            rows = sort();
            result = rows;
        }
        return rows.next();
    }

    private BlockSource sort() {
        ExecutionContext context = environment.context();
        RowBounds bounds = RowBounds.of(node.offset(), node.fetch(), context);
        BlockQueue queue = new BlockQueue(node.types(), context.blockRows());
        if (bounds.fetch() == 0) {
            return queue;
        }
        pipeline.prepare();
        Program program = pipeline.program();
        if (pipeline.isEmpty()) {
            return queue;
        }
        WorkSpace own = environment.workSpace();
        space = own;
        List<RowStore> stores = new ArrayList<>();
        DeviceTop top = top(bounds, program);
        Workers.run(pipeline.feed(), context, () -> {
            RowStore store = store(bounds, own);
            stores.add(store);
            PipelineWorker worker = pipeline.worker(program);
            DeviceTop.Worker onDevice = top == null ? null : top.worker();
            return unit -> {
                store.beginUnit(unit.position());
                run(worker, onDevice, unit, (evaluator, frame) -> add(store, evaluator, frame, program.canFail()));
            };
        });
        pipeline.close();
        if (stores.stream().anyMatch(store -> !store.runs().isEmpty())) {
            return merged(stores, own, bounds);
        }
        RowStore all = store(bounds, own);
        stores.forEach(all::addAll);
        if (all.rowCount() == 0) {
            return queue;
        }
        Vector[] columns = all.columns();
        int[] order = all.order(columns);
        int first = (int) Math.min(order.length, bounds.offset());
        int count = (int) Math.min(order.length - first, bounds.fetch());
        if (count > 0) {
            Vector[] wanted = Arrays.copyOf(columns, columns.length - 2);
            queue.add(wanted, Arrays.copyOfRange(order, first, first + count), count);
        }
        return queue;
    }

    private @Nullable DeviceTop top(RowBounds bounds, Program program) {
        DeviceUse use = environment.context().device();
        ScanSteps steps = pipeline.steps();
        if (use == null || steps == null || node.keys().isEmpty()) {
            return null;
        }
        DeviceTop made = DeviceTop.of(
                use,
                node.keys().get(0),
                bounds.end(),
                program.canFail(),
                steps,
                environment.context(),
                !pipeline.isFilteredByDevice());
        if (made != null) {
            environment.opened(made);
        }
        return made;
    }

    private static void run(
            PipelineWorker worker,
            DeviceTop.@Nullable Worker onDevice,
            Unit unit,
            PipelineWorker.FrameConsumer consumer) {
        ColumnBatch batch = unit.batch();
        if (onDevice == null || batch == null) {
            worker.run(unit, consumer);
            return;
        }
        switch (onDevice.select(batch)) {
            case DONE -> worker.runSome(unit, onDevice.selected(), consumer);
            case REFUSED -> worker.run(unit, consumer);
            case LEFT_TO_CPU -> worker.runOnCpu(unit, consumer);
        }
    }

    /** Computes the first key, and all others only for rows that may be wanted; where they can fail, for all rows. */
    private void add(RowStore store, Evaluator evaluator, Frame frame, boolean canFail) {
        Vector @Nullable [] all = canFail ? evaluator.outputs(frame) : null;
        Vector key = evaluator.output(frame, node.keys().get(0).column());
        int[] rows = store.useful(key, frame.scratch());
        Frame wanted = rows == null ? frame : evaluator.rows(frame, rows, rows.length);
        boolean none = wanted.count() == 0;
        Vector[] columns = all != null && rows == null ? all : none ? new Vector[0] : evaluator.outputs(wanted);
        store.add(columns, rows, frame.count());
    }

    private RowStore store(RowBounds bounds, WorkSpace own) {
        return new RowStore(node.keys(), bounds.end(), environment.context(), own);
    }

    private BlockSource merged(List<RowStore> stores, WorkSpace own, RowBounds bounds) {
        List<SpillRun> runs = new ArrayList<>();
        for (RowStore store : stores) {
            store.spill();
            runs.addAll(store.runs());
        }
        Runnable check = environment.context().cancellation()::check;
        MergedRuns merged = own.merged(runs, RowStore.mergeKeys(node.keys(), node.types()));
        return new MergedBlocks(merged, node.types(), bounds, check);
    }

    @Override
    public void close() {
        WorkSpace own = space;
        Closing.all(own == null ? List.of(pipeline) : List.of(pipeline, own));
    }
}
