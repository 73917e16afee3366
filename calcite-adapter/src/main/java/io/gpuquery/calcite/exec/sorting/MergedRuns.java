package io.gpuquery.calcite.exec.sorting;

import io.gpuquery.calcite.exec.spilling.SpillFile;
import io.gpuquery.calcite.exec.spilling.SpillRun;
import io.gpuquery.calcite.exec.vector.Interleaving;
import io.gpuquery.calcite.exec.vector.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sorted runs as one: rows with equal keys in the order of their runs. A heap has the next row of each run. Used by one thread. Source:
 * Knuth, The Art of Computer Programming 3, 5.4.1.
 */
public final class MergedRuns {
    private final RunCursor[] heap;
    private int size;
    private final int[] sources;
    private final int[] rows;
    private final List<Vector[]> blocks = new ArrayList<>();

    /** Takes the most rows of a block. */
    private MergedRuns(List<SpillRun> runs, List<MergeKey> keys, int blockRows) {
        this.heap = new RunCursor[runs.size()];
        this.sources = new int[blockRows];
        this.rows = new int[blockRows];
        for (int i = 0; i < runs.size(); i++) {
            RunCursor cursor = new RunCursor(runs.get(i), i, keys);
            if (cursor.isOpen()) {
                heap[size++] = cursor;
            }
        }
        for (int i = size / 2 - 1; i >= 0; i--) {
            siftDown(i);
        }
    }

    /**
     * Begins to merge. Where there are more runs than are read at a time, some are first made into one.
     *
     * @param runs each in the order of the keys
     * @param blockRows most rows of a block
     * @param mostRuns that are read at a time, at least 2
     * @param files makes files for runs of runs
     * @param check called from time to time
     */
    public static MergedRuns of(
            List<SpillRun> runs,
            List<MergeKey> keys,
            int blockRows,
            int mostRuns,
            Supplier<SpillFile> files,
            Runnable check) {
        List<SpillRun> left = runs;
        while (left.size() > mostRuns) {
            List<SpillRun> fewer = new ArrayList<>();
            for (int from = 0; from < left.size(); from += mostRuns) {
                List<SpillRun> some = left.subList(from, Math.min(left.size(), from + mostRuns));
                fewer.add(
                        some.size() == 1
                                ? some.get(0)
                                : one(new MergedRuns(some, keys, blockRows), files.get(), check));
            }
            left = fewer;
        }
        return new MergedRuns(left, keys, blockRows);
    }

    private static SpillRun one(MergedRuns merged, SpillFile file, Runnable check) {
        SpillRun run = new SpillRun(file);
        for (Vector[] block = merged.next(); block != null; block = merged.next()) {
            check.run();
            run.append(block, block[0].length());
        }
        return run;
    }

    /** The next rows, in arrays of their own; null if there are no more. */
    public Vector @Nullable [] next() {
        if (size == 0) {
            return null;
        }
        blocks.clear();
        for (int i = 0; i < size; i++) {
            heap[i].slot = -1;
        }
        int count = 0;
        while (count < rows.length && size > 0) {
            RunCursor first = heap[0];
            if (first.slot < 0) {
                first.slot = blocks.size();
                blocks.add(first.columns());
            }
            int stretch = first.stretch(second(), rows.length - count);
            for (int i = 0; i < stretch; i++) {
                sources[count] = first.slot;
                rows[count++] = first.row() + i;
            }
            if (!first.skip(stretch)) {
                heap[0] = heap[--size];
            }
            siftDown(0);
        }
        Vector[] columns = new Vector[blocks.get(0).length];
        for (int column = 0; column < columns.length; column++) {
            int index = column;
            columns[column] =
                    Interleaving.of(blocks.stream().map(block -> block[index]).toList(), sources, rows, count);
        }
        return columns;
    }

    /** The run that comes next if the first does not; null if there is none. */
    private @Nullable RunCursor second() {
        if (size < 2) {
            return null;
        }
        return size > 2 && heap[2].compareTo(heap[1]) < 0 ? heap[2] : heap[1];
    }

    private void siftDown(int from) {
        int at = from;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && heap[child + 1].compareTo(heap[child]) < 0) {
                child++;
            }
            if (heap[at].compareTo(heap[child]) <= 0) {
                return;
            }
            RunCursor swap = heap[at];
            heap[at] = heap[child];
            heap[child] = swap;
            at = child;
        }
    }
}
