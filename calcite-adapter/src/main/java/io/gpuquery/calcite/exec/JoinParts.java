package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.evaluation.Evaluator;
import io.gpuquery.calcite.exec.evaluation.Frame;
import io.gpuquery.calcite.exec.evaluation.ProgramBuilder;
import io.gpuquery.calcite.exec.joining.JoinKind;
import io.gpuquery.calcite.exec.joining.JoinProber;
import io.gpuquery.calcite.exec.joining.JoinTable;
import io.gpuquery.calcite.exec.sorting.MergedRuns;
import io.gpuquery.calcite.exec.spilling.RunPartitions;
import io.gpuquery.calcite.exec.spilling.SpillFile;
import io.gpuquery.calcite.exec.spilling.SpillRun;
import io.gpuquery.calcite.exec.vector.Concatenation;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Joins rows of both inputs that are divided by a hash of their keys, part by part. A part of which the right rows are too many is divided
 * again; where that is of no use, since they have few different keys or none, they are taken chunk by chunk, and the left rows are read
 * again for each. Several threads work on a part each, where memory has room.
 */
final class JoinParts {
    private static final int TABLE_BYTES_PER_ROW = 24;

    private final JoinStep step;
    private final PlanNode.JoinNode node;
    private final Environment environment;
    private final ExecutionContext context;
    private final SpillFile file;
    private final List<SpillRun> results = new ArrayList<>();
    private final List<ValueType> leftTypes = new ArrayList<>();
    private final int leftWidth;

    /** Takes where pairs are written. */
    JoinParts(JoinStep step, Environment environment, SpillFile file) {
        this.step = step;
        this.node = step.node();
        this.environment = environment;
        this.context = environment.context();
        this.file = file;
        leftTypes.addAll(node.left().types());
        int[] keys = step.leftKeys();
        for (int key = 0; key < keys.length; key++) {
            // Keys that are not among the columns follow these, each once.
            if (keys[key] == leftTypes.size()) {
                leftTypes.add(node.leftKeys().get(key).type());
            }
        }
        this.leftWidth = leftTypes.size();
        leftTypes.add(ValueType.notNull(ColumnType.BIGINT));
        leftTypes.add(ValueType.notNull(ColumnType.BIGINT));
    }

    /** What was found: runs in the order of the left input, whose places stand behind the columns. */
    List<SpillRun> results() {
        return results;
    }

    /** Joins all rows: runs for each part. */
    void join(List<SpillRun[]> left, List<SpillRun[]> right) {
        join(left, right, 0);
    }

    private void join(List<SpillRun[]> left, List<SpillRun[]> right, int level) {
        long most = 0;
        for (int part = 0; part < RunPartitions.PARTS; part++) {
            long bytes = 0;
            for (SpillRun run : runs(right, part)) {
                bytes += 2 * run.bytes() + TABLE_BYTES_PER_ROW * run.rowCount();
            }
            most = Math.max(most, bytes);
        }
        PartWork.run(
                RunPartitions.PARTS,
                most,
                environment,
                part -> joinOrDivide(runs(left, part), runs(right, part), level));
    }

    private void joinOrDivide(List<SpillRun> left, List<SpillRun> right, int level) {
        if (!left.isEmpty() && !joinPart(left, right, level)) {
            try (WorkSpace below = environment.workSpace()) {
                List<SpillRun[]> divided = divided(right, step.rightKeys(), level + 1, below);
                // So many rows in one part again: they have one key.
                int next = isOnePart(divided) ? RunPartitions.LEVELS : level + 1;
                join(divided(left, step.leftKeys(), level + 1, below), divided, next);
            }
        }
    }

    private static boolean isOnePart(List<SpillRun[]> divided) {
        int parts = 0;
        for (int part = 0; part < RunPartitions.PARTS; part++) {
            parts += runs(divided, part).isEmpty() ? 0 : 1;
        }
        return parts == 1;
    }

    private static List<SpillRun> runs(List<SpillRun[]> divided, int part) {
        return divided.stream()
                .map(runs -> runs[part])
                .filter(run -> run.rowCount() > 0)
                .toList();
    }

    private List<SpillRun[]> divided(List<SpillRun> runs, int[] keys, int level, WorkSpace space) {
        List<SpillRun[]> divided = new ArrayList<>();
        for (SpillRun run : runs) {
            RunPartitions parts = new RunPartitions(space.sharedFile(), level);
            for (int block = 0; block < run.blockCount(); block++) {
                context.cancellation().check();
                Vector[] columns = run.read(block);
                Vector[] vectors =
                        Arrays.stream(keys).mapToObj(key -> columns[key]).toArray(Vector[]::new);
                parts.add(columns, vectors, run.blockRows(block));
            }
            divided.add(parts.runs());
        }
        return divided;
    }

    /** False if there are too many rows on the right, and it is of use to divide them. */
    private boolean joinPart(List<SpillRun> left, List<SpillRun> right, int level) {
        boolean divisible = !node.leftKeys().isEmpty() && level + 1 < RunPartitions.LEVELS;
        try (WorkSpace space = environment.workSpace()) {
            MergedRuns rows = space.merged(right, SpilledGroups.byPlace(rightWidth(right)));
            List<Vector[]> chunk = new ArrayList<>();
            if (readChunk(rows, chunk, space)) {
                RunBuffer pairs = new RunBuffer(file);
                probe(
                        node.kind(),
                        step.table(chunk, rowCount(chunk), space.memory()),
                        left,
                        new Seen(false),
                        pairs,
                        space);
                add(pairs);
                return true;
            }
            if (divisible) {
                return false;
            }
            joinChunks(left, rows, chunk, space);
            return true;
        }
    }

    private static int rightWidth(List<SpillRun> right) {
        return right.isEmpty() ? 0 : right.get(0).read(0).length - 2;
    }

    private void add(RunBuffer pairs) {
        SpillRun run = pairs.finish();
        if (run.rowCount() > 0) {
            synchronized (results) {
                results.add(run);
            }
        }
    }

    /** Reads rows until there are no more, then true; or until memory is short. */
    private boolean readChunk(MergedRuns rows, List<Vector[]> chunk, WorkSpace space) {
        long rowCount = 0;
        for (Vector[] block = rows.next(); block != null; block = rows.next()) {
            context.cancellation().check();
            int count = block[block.length - 1].length();
            long bytes = (long) TABLE_BYTES_PER_ROW * count;
            for (Vector column : block) {
                bytes += Concatenation.sizeBytes(column);
            }
            space.memory().reserve(bytes, "joining");
            chunk.add(block);
            rowCount += count;
            if (rowCount >= space.leastRows() && space.isOver()) {
                return false;
            }
        }
        return true;
    }

    /** The last columns are places, which all have. */
    private static int rowCount(List<Vector[]> chunk) {
        int rows = 0;
        for (Vector[] block : chunk) {
            rows = Math.addExact(rows, block[block.length - 1].length());
        }
        return rows;
    }

    /** Which left rows, by their numbers in order, have matched; or nothing of that. */
    private static final class Seen {
        private final boolean kept;
        private final BitSet rows = new BitSet();

        Seen(boolean kept) {
            this.kept = kept;
        }
    }

    /** Takes the first chunk, which did not have all rows. */
    private void joinChunks(List<SpillRun> left, MergedRuns right, List<Vector[]> first, WorkSpace space) {
        JoinKind kind = node.kind();
        JoinKind kindOfChunk = kind.hasPairs() ? JoinKind.INNER : JoinKind.SEMI;
        Seen seen = new Seen(kind != JoinKind.INNER);
        List<Vector[]> chunk = first;
        boolean over = false;
        while (!chunk.isEmpty()) {
            try (WorkSpace ofTable = environment.workSpace()) {
                RunBuffer pairs = new RunBuffer(file);
                JoinTable table = step.table(chunk, rowCount(chunk), ofTable.memory());
                probe(kindOfChunk, table, left, seen, kind == JoinKind.ANTI ? null : pairs, space);
                add(pairs);
            }
            space.memory().giveBack(space.memory().usedBytes());
            chunk = new ArrayList<>();
            over = over || readChunk(right, chunk, space);
        }
        if (kind == JoinKind.LEFT || kind == JoinKind.ANTI) {
            RunBuffer pairs = new RunBuffer(file);
            unmatched(left, seen.rows, pairs, space);
            add(pairs);
        }
    }

    private Evaluator leftEvaluator() {
        ProgramBuilder builder = new ProgramBuilder(leftTypes, context.parameters(), context.receipt()::fallback);
        builder.outputAll();
        return new Evaluator(builder.build(), context.blockRows());
    }

    /** Looks all left rows up in a table; takes where what is found goes, null: nowhere. */
    private void probe(
            JoinKind kind,
            JoinTable table,
            List<SpillRun> left,
            Seen seen,
            @Nullable RunBuffer pairs,
            WorkSpace space) {
        MergedRuns rows = space.merged(left, SpilledGroups.byPlace(leftWidth));
        Evaluator evaluator = leftEvaluator();
        JoinProber prober = step.prober(kind, table, node.left().types().size());
        prober.begin();
        int firstRow = 0;
        for (Vector[] block = rows.next(); block != null; block = rows.next()) {
            int count = block[leftWidth].length();
            probe(prober, kind, evaluator, block, count, firstRow, seen, pairs);
            firstRow = Math.addExact(firstRow, count);
        }
    }

    private void probe(
            JoinProber prober,
            JoinKind kind,
            Evaluator evaluator,
            Vector[] block,
            int count,
            int firstRow,
            Seen seen,
            @Nullable RunBuffer pairs) {
        Frame frame = evaluator.start(new VectorColumns(block), count);
        prober.open(evaluator, Objects.requireNonNull(frame));
        while (prober.next()) {
            context.cancellation().check();
            int found = prober.count();
            if (found == 0) {
                continue;
            }
            int @Nullable [] leftRows = prober.leftRows();
            int[] numbers = new int[found];
            int[] kept = new int[found];
            int keptCount = 0;
            for (int i = 0; i < found; i++) {
                int row = leftRows == null ? i : leftRows[i];
                numbers[i] = row;
                kept[keptCount] = i;
                boolean isNew = !seen.kept || kind.hasPairs() || !seen.rows.get(firstRow + row);
                keptCount += isNew ? 1 : 0;
                if (seen.kept) {
                    seen.rows.set(firstRow + row);
                }
            }
            if (pairs != null && keptCount > 0) {
                write(prober, block, numbers, kept, keptCount, pairs);
            }
        }
    }

    private void write(JoinProber prober, Vector[] block, int[] numbers, int[] kept, int count, RunBuffer pairs) {
        Scratch fresh = new Scratch(0);
        int width = node.types().size();
        Vector[] columns = new Vector[width + 2];
        for (int column = 0; column < width; column++) {
            Vector all = prober.columns().column(column, fresh);
            columns[column] = count == numbers.length ? all : all.gather(kept, count, fresh);
        }
        int[] rows = new int[count];
        for (int i = 0; i < count; i++) {
            rows[i] = numbers[kept[i]];
        }
        columns[width] = block[leftWidth].gather(rows, count, fresh);
        columns[width + 1] = block[leftWidth + 1].gather(rows, count, fresh);
        pairs.add(columns, count);
    }

    /** Left rows that no chunk has matched, by looking them up among no rows at all. */
    private void unmatched(List<SpillRun> left, BitSet matched, RunBuffer pairs, WorkSpace space) {
        MergedRuns rows = space.merged(left, SpilledGroups.byPlace(leftWidth));
        Evaluator evaluator = leftEvaluator();
        JoinProber prober =
                step.prober(node.kind(), step.emptyTable(), node.left().types().size());
        Seen nothing = new Seen(false);
        int firstRow = 0;
        for (Vector[] block = rows.next(); block != null; block = rows.next()) {
            int count = block[leftWidth].length();
            int[] kept = new int[count];
            int keptCount = 0;
            for (int row = 0; row < count; row++) {
                kept[keptCount] = row;
                keptCount += matched.get(firstRow + row) ? 0 : 1;
            }
            firstRow += count;
            if (keptCount > 0) {
                Vector[] some = new Vector[block.length];
                for (int column = 0; column < block.length; column++) {
                    some[column] = block[column].gather(kept, keptCount, new Scratch(0));
                }
                probe(prober, node.kind(), evaluator, some, keptCount, 0, nothing, pairs);
            }
        }
    }
}
