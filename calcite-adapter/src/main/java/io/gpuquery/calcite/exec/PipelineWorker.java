package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.Evaluator;
import io.gpuquery.calcite.exec.evaluation.Frame;
import io.gpuquery.calcite.exec.evaluation.Program;
import io.gpuquery.calcite.exec.vector.BatchColumns;
import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBatch;
import io.gpuquery.memory.MappedFile;
import io.gpuquery.memory.MemoryFaults;
import io.gpuquery.memory.MemoryRegion;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Runs a program over units, block by block, for one thread. */
final class PipelineWorker {
    /** Takes what is left of a block. */
    interface FrameConsumer {
        /** Takes rows for which the program's conditions are TRUE, in order; at least one. */
        void accept(Evaluator evaluator, Frame frame);
    }

    private final ExecutionContext context;
    private final Evaluator evaluator;
    private final BatchColumns columns;
    /** Rows at a time: all there are, where they are only counted. */
    private final int blockRows;

    PipelineWorker(Program program, int columnCount, ExecutionContext context) {
        this.context = context;
        this.evaluator = new Evaluator(program, context.blockRows());
        this.columns = new BatchColumns(columnCount);
        this.blockRows = program.isEmpty() ? Integer.MAX_VALUE : context.blockRows();
    }

    /** Hands the blocks of a unit to a consumer. The unit stays the caller's. */
    void run(Unit unit, FrameConsumer consumer) {
        ColumnBatch batch = unit.batch();
        if (batch != null) {
            run(batch, consumer);
        } else if (unit.block() != null) {
            run(unit.block(), consumer);
        }
    }

    private void run(Block block, FrameConsumer consumer) {
        context.cancellation().check();
        Frame frame = evaluator.start(new BlockColumns(block), block.rowCount());
        if (frame != null) {
            consumer.accept(evaluator, frame);
        }
    }

    /** Columns may lie in a mapped file, which somebody may cut or rewrite at any time. */
    private void run(ColumnBatch batch, FrameConsumer consumer) {
        Set<MemoryRegion> files = files(batch);
        if (files.isEmpty()) {
            runBlocks(batch, consumer);
            return;
        }
        MemoryFaults.guard(files, () -> {
            runBlocks(batch, consumer);
            return files;
        });
        for (MemoryRegion file : files) {
            ((MappedFile) file).ensureUnchanged();
        }
    }

    private void runBlocks(ColumnBatch batch, FrameConsumer consumer) {
        columns.open(batch);
        try {
            int total = batch.selectedCount();
            int count;
            for (int first = 0; first < total; first += count) {
                context.cancellation().check();
                count = Math.min(blockRows, total - first);
                columns.select(first, count);
                Frame frame = evaluator.start(columns, count);
                if (frame != null) {
                    consumer.accept(evaluator, frame);
                }
            }
        } finally {
            columns.close();
        }
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
