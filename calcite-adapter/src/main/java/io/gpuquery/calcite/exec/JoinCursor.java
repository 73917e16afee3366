package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.Program;
import io.gpuquery.calcite.exec.grouping.MemoryAccount;
import io.gpuquery.calcite.exec.vector.Block;
import io.gpuquery.calcite.exec.vector.Concatenation;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.memory.Closing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of an inner join. The right input is read at the first call, in parallel; then the left one is read ahead in parallel and
 * looked up block by block by the caller's thread. However many rows match one, blocks stay bounded.
 */
final class JoinCursor implements BlockCursor {
    private final PlanNode.JoinNode node;
    private final Environment environment;
    private final Pipeline right;
    private final BlockCursor left;
    private final int[] leftRows;
    private final int[] rightRows;
    private @Nullable JoinTable table;
    private @Nullable Block probe;
    private long[][] words;
    private int row;
    /** The next match of the row; -1 if there is none left. */
    private int match;

    /** Rows of a unit of the right input; those of one unit come in order. */
    private record Chunk(long position, List<Vector> columns, int count) {}

    JoinCursor(PlanNode.JoinNode node, Environment environment) {
        this.node = node;
        this.environment = environment;
        this.right = Pipeline.of(node.right(), environment);
        right.builder().outputAll();
        this.left = environment.cursor(node.left());
        int blockRows = environment.context().blockRows();
        this.leftRows = new int[blockRows];
        this.rightRows = new int[blockRows];
        this.words = new long[node.leftKeys().size()][blockRows];
    }

    @Override
    public @Nullable Block next() {
        JoinTable rows = table;
        if (rows == null) {
            rows = build();
            table = rows;
        }
        if (rows.rowCount() == 0) {
            return null;
        }
        while (true) {
            environment.context().cancellation().check();
            Block block = probe;
            if (block == null) {
                block = left.next();
                if (block == null) {
                    return null;
                }
                open(block);
            }
            int count = fill(rows, block);
            if (count < leftRows.length) {
                probe = null;
            }
            if (count > 0) {
                return joined(rows, block, count);
            }
        }
    }

    private void open(Block block) {
        probe = block;
        row = -1;
        match = -1;
        int count = block.rowCount();
        if (words[0].length < count) {
            words = new long[words.length][count];
        }
        for (int key = 0; key < words.length; key++) {
            JoinTable.write(block.column(node.leftKeys().get(key)), count, words[key]);
        }
    }

    /** Writes the next pairs; fewer than there is room for only when there are no more. */
    private int fill(JoinTable rows, Block block) {
        int count = 0;
        while (count < leftRows.length) {
            if (match >= 0) {
                leftRows[count] = row;
                rightRows[count++] = match;
                match = rows.next(match);
            } else if (++row < block.rowCount()) {
                match = hasNull(block, row) ? -1 : rows.first(words, row);
            } else {
                break;
            }
        }
        return count;
    }

    private boolean hasNull(Block block, int of) {
        for (int key = 0; key < words.length; key++) {
            if (block.isNull(node.leftKeys().get(key), of)) {
                return true;
            }
        }
        return false;
    }

    private Block joined(JoinTable rows, Block block, int count) {
        int leftCount = node.left().types().size();
        Vector[] columns = new Vector[node.types().size()];
        Scratch fresh = new Scratch(0);
        for (int i = 0; i < columns.length; i++) {
            Vector gathered = i < leftCount
                    ? block.column(i).gather(leftRows, count, fresh)
                    : rows.column(i - leftCount).gather(rightRows, count, fresh);
            columns[i] = gathered.copy();
        }
        return new Block(node.types(), columns, count);
    }

    private JoinTable build() {
        ExecutionContext context = environment.context();
        MemoryAccount memory = environment.memory();
        Program program = right.program();
        List<List<Chunk>> parts = new ArrayList<>();
        Workers.run(right.feed(), context, () -> {
            List<Chunk> chunks = new ArrayList<>();
            parts.add(chunks);
            PipelineWorker worker = right.worker(program);
            return unit -> worker.run(unit, (evaluator, frame) -> {
                Vector[] outputs = evaluator.outputs(frame);
                Vector[] copies = new Vector[outputs.length];
                long bytes = 0;
                for (int i = 0; i < copies.length; i++) {
                    copies[i] = outputs[i].copy();
                    bytes += Concatenation.sizeBytes(copies[i]);
                }
                memory.reserve(bytes, "joining");
                chunks.add(new Chunk(unit.position(), List.of(copies), frame.count()));
            });
        });
        List<Chunk> all = new ArrayList<>();
        parts.forEach(all::addAll);
        all.sort(Comparator.comparingLong(Chunk::position));
        int rowCount = 0;
        long bytes = 0;
        for (Chunk chunk : all) {
            rowCount = Math.addExact(rowCount, chunk.count());
            for (Vector vector : chunk.columns()) {
                bytes += Concatenation.sizeBytes(vector);
            }
        }
        if (rowCount > 0 && all.size() > 1) {
            memory.reserve(bytes, "joining");
        }
        Vector[] columns = new Vector[rowCount == 0 ? 0 : node.right().types().size()];
        for (int i = 0; i < columns.length; i++) {
            int column = i;
            columns[i] = Concatenation.of(
                    all.stream().map(chunk -> chunk.columns().get(column)).toList());
            context.cancellation().check();
        }
        if (rowCount == 0) {
            return JoinTable.of(columns, 0, List.of(), memory, context.cancellation()::check);
        }
        return JoinTable.of(columns, rowCount, node.rightKeys(), memory, context.cancellation()::check);
    }

    @Override
    public void close() {
        Closing.all(List.of(right.feed(), left));
    }
}
