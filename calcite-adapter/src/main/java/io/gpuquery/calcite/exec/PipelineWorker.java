package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.Evaluator;
import io.gpuquery.calcite.exec.evaluation.Frame;
import io.gpuquery.calcite.exec.evaluation.Program;
import io.gpuquery.calcite.exec.joining.JoinProber;
import io.gpuquery.calcite.exec.vector.BatchColumns;
import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.calcite.kernel.DeviceWork;
import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.memory.MappedFile;
import io.gpuquery.memory.MemoryFaults;
import io.gpuquery.memory.MemoryRegion;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs programs, and joins between them, over units, block by block, for one thread. */
final class PipelineWorker {
    /** Takes what is left of a block. */
    interface FrameConsumer {
        /** Takes rows for which the program's conditions are TRUE, in order; at least one. */
        void accept(Evaluator evaluator, Frame frame);
    }

    private static final BitSet NONE = new BitSet();

    private final Runnable checkpoint;
    private final Evaluator[] evaluators;
    /** One behind each evaluator but the last. */
    private final List<JoinProber> probers;

    private final BatchColumns columns;
    /** Rows at a time: all there are, where they are only counted. */
    private final int blockRows;

    private final @Nullable DeviceFilter filter;
    private final @Nullable DeviceWork deviceWork;
    /** The rows of the batch that a device has selected; null where it has not. */
    private int @Nullable [] selected;

    /** The conditions that are known to be TRUE for them. */
    private BitSet known = NONE;

    private int[] positions = new int[0];

    private @Nullable ColumnBatch batch;
    private @Nullable Block block;
    private int nextRow;

    PipelineWorker(
            List<Program> programs,
            List<JoinProber> probers,
            int columnCount,
            ExecutionContext context,
            Runnable checkpoint,
            @Nullable DeviceFilter filter) {
        this.filter = filter;
        this.deviceWork = filter == null ? null : filter.work();
        this.checkpoint = checkpoint;
        this.probers = probers;
        this.evaluators = programs.stream()
                .map(program -> new Evaluator(program, context.blockRows()))
                .toArray(Evaluator[]::new);
        this.columns = new BatchColumns(columnCount);
        boolean counting = probers.isEmpty() && programs.get(0).isEmpty();
        this.blockRows = counting ? Integer.MAX_VALUE : context.blockRows();
    }

    /** Hands the blocks of a unit to a consumer. The unit stays the caller's. */
    void run(Unit unit, FrameConsumer consumer) {
        open(unit);
        advance(consumer, Long.MAX_VALUE);
    }

    /** The same without a device. */
    void runOnCpu(Unit unit, FrameConsumer consumer) {
        begin(unit);
        advance(consumer, Long.MAX_VALUE);
    }

    /** The same for some rows of the batch, for which a device says that the conditions are TRUE: a bit for each row that counts. */
    void runSome(Unit unit, int[] rows, FrameConsumer consumer) {
        begin(unit);
        selected = rows;
        known = NONE;
        advance(consumer, Long.MAX_VALUE);
    }

    /** Begins a unit, which stays the caller's. */
    void open(Unit unit) {
        begin(unit);
        if (unit.batch() != null && filter != null && deviceWork != null) {
            selected = filter.select(deviceWork, unit.batch());
            known = filter.conditions();
        }
    }

    private void begin(Unit unit) {
        selected = null;
        batch = unit.batch();
        block = unit.block();
        nextRow = 0;
        probers.forEach(JoinProber::begin);
    }

    /**
     * Hands the next blocks of the unit to a consumer. Columns may lie in a mapped file, which somebody may cut or rewrite at any time.
     *
     * @param mostRows stops once there were so many rows
     * @return whether there are no more
     */
    boolean advance(FrameConsumer consumer, long mostRows) {
        ColumnBatch from = batch;
        if (from == null) {
            return pull(consumer, mostRows);
        }
        columns.open(from);
        try {
            boolean[] over = new boolean[1];
            reading(from, () -> over[0] = pull(consumer, mostRows));
            return over[0];
        } finally {
            columns.close();
        }
    }

    /** Does something that reads a batch, whose columns may lie in a mapped file. */
    static void reading(ColumnBatch batch, Runnable task) {
        Set<MemoryRegion> files = files(batch);
        if (files.isEmpty()) {
            task.run();
            return;
        }
        MemoryFaults.guard(files, () -> {
            task.run();
            return files;
        });
        for (MemoryRegion file : files) {
            ((MappedFile) file).ensureUnchanged();
        }
    }

    private boolean pull(FrameConsumer consumer, long mostRows) {
        int last = evaluators.length - 1;
        for (long rows = 0; rows < mostRows; ) {
            Frame frame = pull(last);
            if (frame == null) {
                return true;
            }
            rows += frame.count();
            consumer.accept(evaluators[last], frame);
        }
        return false;
    }

    /** The next rows that an evaluator leaves; null if there are no more. */
    private @Nullable Frame pull(int stage) {
        if (stage == 0) {
            return pullInput();
        }
        JoinProber prober = probers.get(stage - 1);
        while (true) {
            while (prober.next()) {
                checkpoint.run();
                Frame frame = prober.count() == 0 ? null : evaluators[stage].start(prober.columns(), prober.count());
                if (frame != null) {
                    return frame;
                }
            }
            Frame below = pull(stage - 1);
            if (below == null) {
                return null;
            }
            prober.open(evaluators[stage - 1], below);
        }
    }

    private @Nullable Frame pullInput() {
        ColumnBatch from = batch;
        Block rows = block;
        if (from == null) {
            block = null;
            checkpoint.run();
            return rows == null ? null : evaluators[0].start(new BlockColumns(rows), rows.rowCount());
        }
        int total = from.selectedCount();
        while (nextRow < total) {
            checkpoint.run();
            int count = Math.min(blockRows, total - nextRow);
            columns.select(nextRow, count);
            nextRow += count;
            Frame frame = start(nextRow - count, count);
            if (frame != null) {
                return frame;
            }
        }
        return null;
    }

    private @Nullable Frame start(int first, int count) {
        int[] bits = selected;
        if (bits == null) {
            return evaluators[0].start(columns, count);
        }
        if (positions.length < count) {
            positions = new int[count];
        }
        int positionCount = 0;
        for (int i = 0; i < count; i++) {
            int row = first + i;
            positions[positionCount] = i;
            positionCount += (bits[row >>> 5] >>> row) & 1;
        }
        return evaluators[0].start(columns, count, positions, positionCount, known);
    }

    private static Set<MemoryRegion> files(ColumnBatch batch) {
        Set<MemoryRegion> files = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Column column : batch.columns()) {
            for (BufferSlice slice : column.buffers()) {
                if (slice.region() instanceof MappedFile) {
                    files.add(slice.region());
                }
            }
        }
        return files;
    }
}
