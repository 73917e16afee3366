package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.grouping.MemoryAccount;
import io.gpuquery.calcite.exec.sorting.MergeKey;
import io.gpuquery.calcite.exec.sorting.MergedRuns;
import io.gpuquery.calcite.exec.spilling.SpillFile;
import io.gpuquery.calcite.exec.spilling.SpillRun;
import io.gpuquery.calcite.exec.spilling.SpillStore;
import io.gpuquery.calcite.exec.vector.Concatenation;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.memory.Closing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one operator keeps its rows in: memory, and temporary files once {@link #isOver()} says that there is too little of that. Any
 * thread may call.
 */
final class WorkSpace implements AutoCloseable {
    /** A block of a run is as many rows as have about so many bytes. */
    private static final int BLOCK_BYTES = 128 << 10;

    private static final int LEAST_BLOCK_ROWS = 32;
    private static final int MOST_BLOCK_ROWS = 4096;
    private static final int LEAST_RUNS = 8;
    private static final int LEAST_ROWS_OF_RUN = 1024;
    private static final int BYTES_PER_ROW = 256;
    private static final int MOST_RUNS = 64;

    private final ExecutionContext context;
    private final MemoryAccount memory;
    private final SpillStore store;
    private final List<SpillFile> files = new ArrayList<>();
    private @Nullable SpillFile shared;

    WorkSpace(ExecutionContext context, MemoryAccount memory, SpillStore store) {
        this.context = context;
        this.memory = memory;
        this.store = store;
    }

    MemoryAccount memory() {
        return memory;
    }

    /** Whether rows should leave memory. */
    boolean isOver() {
        return memory.isOver();
    }

    /** Fewer rows are not worth a run of their own. */
    int leastRows() {
        return (int) Math.max(LEAST_BLOCK_ROWS / 2, Math.min(LEAST_ROWS_OF_RUN, memory.limitBytes() / BYTES_PER_ROW));
    }

    /** A new temporary file, which goes with this. */
    synchronized SpillFile file() {
        SpillFile file = store.create();
        files.add(file);
        return file;
    }

    /** A temporary file for several runs: opening one takes longer than writing few rows. */
    synchronized SpillFile sharedFile() {
        SpillFile file = shared;
        if (file == null) {
            file = file();
            shared = file;
        }
        return file;
    }

    /** Writes rows in an order; takes the numbers of those, and how many there are. */
    SpillRun run(SpillFile file, Vector[] columns, int[] order, int count) {
        long bytes = 0;
        for (Vector column : columns) {
            bytes += Concatenation.sizeBytes(column);
        }
        long rowBytes = Math.max(1, bytes / Math.max(1, columns[0].length()));
        int blockRows = (int) Math.max(LEAST_BLOCK_ROWS, Math.min(MOST_BLOCK_ROWS, BLOCK_BYTES / rowBytes));
        SpillRun run = new SpillRun(file);
        for (int first = 0; first < count; first += blockRows) {
            context.cancellation().check();
            int rows = Math.min(blockRows, count - first);
            int[] numbers = java.util.Arrays.copyOfRange(order, first, first + rows);
            Vector[] block = new Vector[columns.length];
            for (int column = 0; column < columns.length; column++) {
                block[column] = columns[column].gather(numbers, rows, new Scratch(0));
            }
            run.append(block, rows);
        }
        return run;
    }

    /** Sorted runs as one. */
    MergedRuns merged(List<SpillRun> runs, List<MergeKey> keys) {
        long runsInMemory = memory.limitBytes() / 2 / BLOCK_BYTES;
        int mostRuns = (int) Math.max(LEAST_RUNS, Math.min(MOST_RUNS, runsInMemory));
        return MergedRuns.of(
                runs, keys, context.blockRows(), mostRuns, this::sharedFile, context.cancellation()::check);
    }

    /** Gives the memory back and removes the files. Idempotent. */
    @Override
    public void close() {
        List<AutoCloseable> all;
        synchronized (this) {
            all = new ArrayList<>(files);
            files.clear();
        }
        all.add(memory);
        Closing.all(all);
    }
}
