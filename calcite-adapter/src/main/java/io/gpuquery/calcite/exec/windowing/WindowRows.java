package io.gpuquery.calcite.exec.windowing;

import io.gpuquery.calcite.exec.sorting.KeyOrder;
import io.gpuquery.calcite.exec.sorting.KeyWords;
import io.gpuquery.calcite.exec.sorting.RowSort;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows by partition, and the work on them in pieces of several partitions that any number of threads take. Rows that are equal to the
 * order of the window stay in their own.
 */
public final class WindowRows {
    private static final int ROWS_OF_PIECE = 16 * 1024;

    private final int[] rows;
    /** Where each partition begins, and the end of the last. */
    private final int[] starts;
    /** Numbers of the first partitions of the pieces, and the number of all. */
    private final List<Integer> pieces = new ArrayList<>();

    private final @Nullable KeyWords words;
    private final Frames frames;
    private final Runnable checkpoint;

    /** How rows of a partition are ordered, by the most significant key first. */
    public record Order(List<Vector> keys, List<ColumnType> types, List<KeyOrder> orders) {
        public Order {
            keys = List.copyOf(keys);
            types = List.copyOf(types);
            orders = List.copyOf(orders);
        }
    }

    /**
     * Puts rows in their partitions.
     *
     * @param partitions the number of each row's partition; null: all are one
     * @param partitionCount how many there are
     */
    public WindowRows(
            int rowCount,
            int @Nullable [] partitions,
            int partitionCount,
            Order order,
            WindowFrame frame,
            Runnable checkpoint) {
        this.checkpoint = checkpoint;
        this.rows = new int[rowCount];
        this.starts = new int[(partitions == null ? 1 : partitionCount) + 1];
        distribute(rowCount, partitions);
        checkpoint.run();
        boolean ordered = !order.keys().isEmpty();
        KeyWords keys = ordered ? new KeyWords(rowCount) : null;
        for (int key = 0; key < order.keys().size() && keys != null; key++) {
            keys.add(order.keys().get(key), order.orders().get(key));
            checkpoint.run();
        }
        this.words = keys;
        boolean distances = frame.hasDistances();
        this.frames = new Frames(
                frame,
                distances ? order.keys().get(0) : null,
                distances ? order.types().get(0) : null,
                distances && order.orders().get(0).descending());
        int firstRow = 0;
        for (int partition = 0; partition + 1 < starts.length; partition++) {
            if (partition == 0 || starts[partition] - firstRow >= ROWS_OF_PIECE) {
                pieces.add(partition);
                firstRow = starts[partition];
            }
        }
        pieces.add(starts.length - 1);
    }

    private void distribute(int rowCount, int @Nullable [] partitions) {
        if (partitions == null) {
            for (int row = 0; row < rowCount; row++) {
                rows[row] = row;
            }
            starts[1] = rowCount;
            return;
        }
        int[] next = new int[starts.length];
        for (int row = 0; row < rowCount; row++) {
            next[partitions[row] + 1]++;
        }
        for (int partition = 1; partition < starts.length; partition++) {
            next[partition] += next[partition - 1];
            starts[partition] = next[partition];
        }
        for (int row = 0; row < rowCount; row++) {
            rows[next[partitions[row]]++] = row;
        }
    }

    /** Computes one function of rows that are one partition, in order already; takes what tells peers apart, null: nothing does. */
    static void evaluate(int rowCount, @Nullable Vector peers, WindowFrame frame, WindowColumn column) {
        Order order = peers == null
                ? new Order(List.of(), List.of(), List.of())
                : new Order(List.of(peers), List.of(ColumnType.BIGINT), List.of(new KeyOrder(false, false)));
        WindowRows all = new WindowRows(rowCount, null, 1, order, frame, () -> {});
        all.worker(List.of(column)).work(0);
    }

    /** Pieces of work. */
    public int pieceCount() {
        return pieces.size() - 1;
    }

    /** Works on pieces, for one thread. */
    public final class Worker {
        private final Partition partition;
        private final List<WindowColumn.Evaluator> evaluators = new ArrayList<>();
        private int[] sorted = new int[0];
        private int[] spare = new int[0];

        Worker(List<WindowColumn> columns) {
            boolean peers = columns.stream().anyMatch(WindowColumn::needsPeers);
            boolean framed = columns.stream().anyMatch(WindowColumn::needsFrame);
            this.partition = new Partition(rows, words, frames, peers, framed);
            columns.forEach(column -> evaluators.add(column.evaluator()));
        }

        /** Computes the results of all partitions of a piece. */
        public void work(int piece) {
            for (int each = pieces.get(piece); each < pieces.get(piece + 1); each++) {
                checkpoint.run();
                int start = starts[each];
                int end = starts[each + 1];
                sort(start, end - start);
                partition.open(start, end);
                for (WindowColumn.Evaluator evaluator : evaluators) {
                    evaluator.evaluate(partition);
                }
            }
        }

        private void sort(int start, int count) {
            KeyWords keys = words;
            if (keys == null || count < 2) {
                return;
            }
            if (!RowSort.isFew(count)) {
                sortMany(keys, start, count);
                return;
            }
            if (sorted.length < count) {
                sorted = new int[count];
                spare = new int[count];
            }
            System.arraycopy(rows, start, sorted, 0, count);
            RowSort.merge(keys, sorted, count, spare, checkpoint);
            System.arraycopy(sorted, 0, rows, start, count);
        }

        private void sortMany(KeyWords keys, int start, int count) {
            if (count == rows.length) {
                System.arraycopy(RowSort.sort(keys, checkpoint), 0, rows, 0, count);
                return;
            }
            int[] numbers = Arrays.copyOfRange(rows, start, start + count);
            int[] order = RowSort.sort(keys.of(numbers, count), checkpoint);
            for (int i = 0; i < count; i++) {
                rows[start + i] = numbers[order[i]];
            }
        }
    }

    /** For one thread; takes what is computed, the same for all threads. */
    public Worker worker(List<WindowColumn> columns) {
        return new Worker(columns);
    }
}
