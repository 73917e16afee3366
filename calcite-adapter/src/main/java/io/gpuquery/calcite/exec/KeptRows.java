package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.Program;
import io.gpuquery.calcite.exec.spilling.RunPartitions;
import io.gpuquery.calcite.exec.spilling.SpillRun;
import io.gpuquery.calcite.exec.vector.Concatenation;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.Vector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * All rows of an input, which an operator needs before it can begin: in memory, or, once memory is short, all of them in temporary files,
 * by a hash of their keys. There the place of each row stands behind its columns: the position of its unit, and its number in that.
 */
final class KeptRows {
    private final Pipeline input;
    private final RowKeys keys;
    private final Need need;
    private final ExecutionContext context;
    private final WorkSpace space;
    private final List<Worker> workers = new ArrayList<>();
    private volatile boolean spilled;

    /** Rows of a unit; those of one unit come in order. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Chunk(long position, long firstPlace, Vector[] columns, int count) {}

    /** By which rows are divided. */
    interface RowKeys {
        /** The keys of rows with these columns. */
        Vector[] of(Vector[] columns);

        /** Columns that are keys as they are. */
        static RowKeys ofColumns(int[] numbers) {
            return columns -> {
                Vector[] keys = new Vector[numbers.length];
                for (int key = 0; key < keys.length; key++) {
                    keys[key] = columns[numbers[key]];
                }
                return keys;
            };
        }
    }

    /**
     * What rows take that stay in memory.
     *
     * @param purpose for messages
     * @param copies how often their columns lie there in the end
     * @param bytesPerRow what else is made for each, which its maker sets aside itself once all are there
     */
    record Need(String purpose, int copies, long bytesPerRow) {}

    KeptRows(Pipeline input, RowKeys keys, Need need, ExecutionContext context, WorkSpace space) {
        this.input = input;
        this.keys = keys;
        this.need = need;
        this.context = context;
        this.space = space;
    }

    /** Reads all rows, with several threads. */
    void read() {
        Program program = input.program();
        Workers.run(input.feed(), context, () -> {
            Worker worker = new Worker(input.worker(program));
            workers.add(worker);
            return worker;
        });
        if (spilled) {
            workers.forEach(Worker::spill);
        }
    }

    boolean isSpilled() {
        return spilled;
    }

    /** The rows in the order of the input, if they are in memory; they are set aside once from now on. */
    List<Chunk> chunks() {
        List<Chunk> all = new ArrayList<>();
        long more = 0;
        for (Worker worker : workers) {
            all.addAll(worker.chunks);
            more += worker.bytes - worker.columnBytes;
        }
        all.sort(Comparator.comparingLong(Chunk::position));
        space.memory().giveBack(more);
        return all;
    }

    /** How many rows are in memory. */
    int rowCount() {
        return Math.toIntExact(
                workers.stream().mapToLong(worker -> worker.rowCount).sum());
    }

    /** The rows of each part, thread by thread, if they are in temporary files. */
    List<SpillRun[]> runs() {
        List<SpillRun[]> runs = new ArrayList<>();
        for (Worker worker : workers) {
            worker.written.forEach(written -> runs.add(written.runs()));
        }
        return runs;
    }

    private final class Worker implements Workers.Worker {
        private final PipelineWorker worker;
        private List<Chunk> chunks = new ArrayList<>();
        private long rowCount;
        private long bytes;
        private long columnBytes;
        /** Another one each time the thread has to go back, so that the rows of each are in order. */
        private final List<RunPartitions> written = new ArrayList<>();

        private long last = Long.MAX_VALUE;

        Worker(PipelineWorker worker) {
            this.worker = worker;
        }

        @Override
        public void work(Unit unit) {
            long[] rowsOfUnit = new long[1];
            worker.run(unit, (evaluator, frame) -> {
                add(unit.position(), rowsOfUnit[0], evaluator.outputs(frame), frame.count());
                rowsOfUnit[0] += frame.count();
            });
        }

        private void add(long position, long firstPlace, Vector[] outputs, int count) {
            if (spilled) {
                spill();
                write(new Chunk(position, firstPlace, outputs, count));
                return;
            }
            Vector[] copies = new Vector[outputs.length];
            long once = 0;
            for (int i = 0; i < copies.length; i++) {
                copies[i] = outputs[i].copy();
                once += Concatenation.sizeBytes(copies[i]);
            }
            long more = once * need.copies() + need.bytesPerRow() * count;
            space.memory().reserve(more, need.purpose());
            bytes += more;
            columnBytes += once;
            rowCount += count;
            chunks.add(new Chunk(position, firstPlace, copies, count));
            if (rowCount >= space.leastRows() && space.isOver()) {
                spilled = true;
                spill();
            }
        }

        void spill() {
            List<Chunk> all = chunks;
            chunks = new ArrayList<>();
            all.forEach(this::write);
            space.memory().giveBack(bytes);
            bytes = 0;
            columnBytes = 0;
            rowCount = 0;
        }

        private void write(Chunk chunk) {
            if (chunk.position() < last) {
                written.add(new RunPartitions(space.file(), 0));
            }
            last = chunk.position();
            RunPartitions to = written.get(written.size() - 1);
            int count = chunk.count();
            Vector[] columns = Arrays.copyOf(chunk.columns(), chunk.columns().length + 2);
            columns[columns.length - 2] = place(chunk.position(), 0, count);
            columns[columns.length - 1] = place(chunk.firstPlace(), 1, count);
            to.add(columns, keys.of(chunk.columns()), count);
        }
    }

    /** Numbers from one on. */
    static LongVector place(long first, int step, int count) {
        long[] places = new long[count];
        for (int i = 0; i < count; i++) {
            places[i] = first + (long) step * i;
        }
        return new LongVector(places, count, null);
    }
}
