package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.grouping.FirstRows;
import io.gpuquery.calcite.exec.grouping.Grouping;
import io.gpuquery.calcite.exec.sorting.MergeKey;
import io.gpuquery.calcite.exec.sorting.MergedRuns;
import io.gpuquery.calcite.exec.spilling.KeyHash;
import io.gpuquery.calcite.exec.spilling.RunPartitions;
import io.gpuquery.calcite.exec.spilling.SpillRun;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The groups of a grouping set of which memory holds some, and temporary files the rows of others. Part after part, by the hash of the
 * keys, rows are grouped and brought together with the groups in memory; parts that are still too large are divided again. Several
 * threads work on a part each, where memory has room. What comes out of a part is written in the order in which its groups first occurred, and all parts are merged by that.
 */
final class SpilledGroups {
    /** Rows, as they are read and as groups; groups, here and there. */
    private static final int COPIES = 2;

    private static final long BYTES_PER_ROW = 64;

    private final PlanNode.AggregateNode node;
    private final AggregatePlan plan;
    private final int set;
    private final Environment environment;
    private final ExecutionContext context;
    private final int[] outputs;
    private final int[] keys;
    private final List<MergeKey> order;
    private final List<SpillRun> results = new ArrayList<>();

    SpilledGroups(PlanNode.AggregateNode node, AggregatePlan plan, int set, Environment environment) {
        this.node = node;
        this.plan = plan;
        this.set = set;
        this.environment = environment;
        this.context = environment.context();
        this.outputs = plan.outputs(set);
        this.keys = plan.keys(set);
        this.order = byPlace(outputs.length);
    }

    /** Rows that have their places in two columns from this one on. */
    static List<MergeKey> byPlace(int column) {
        return List.of(
                MergeKey.ascending(column, ColumnType.BIGINT), MergeKey.ascending(column + 1, ColumnType.BIGINT));
    }

    /** Some of the groups and rows: those whose hashes begin alike. */
    private record Part(int level, List<boolean[]> selected, List<SpillRun> rows) {
        boolean isEmpty() {
            if (!rows.isEmpty()) {
                return false;
            }
            for (boolean[] groups : selected) {
                for (boolean group : groups) {
                    if (group) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    /** All groups, in order. The results are in files of the aggregate. */
    BlockSource merged(List<GroupingStep> steps, WorkSpace own) {
        List<Grouping> groupings = steps.stream().map(GroupingStep::grouping).toList();
        List<long[]> hashes = groupings.stream().map(this::hashes).toList();
        List<SpillRun[]> rows = new ArrayList<>();
        for (GroupingStep step : steps) {
            RunPartitions written = step.written();
            if (written != null) {
                rows.add(written.runs());
            }
        }
        List<boolean[]> all = new ArrayList<>();
        for (Grouping grouping : groupings) {
            boolean[] every = new boolean[grouping.groupCount()];
            Arrays.fill(every, true);
            all.add(every);
        }
        groupings.forEach(Grouping::settle);
        divide(0, all, hashes, rows, groupings, own);
        MergedRuns merged = own.merged(results, byPlace(node.types().size()));
        return new MergedBlocks(merged, node.types(), new RowBounds(0, Long.MAX_VALUE), context.cancellation()::check);
    }

    /** About what it takes to group the rows of a part, and to bring them together with its groups in memory. */
    private static long neededBytes(List<boolean[]> selected, List<SpillRun> rows) {
        long bytes = 0;
        for (SpillRun run : rows) {
            bytes += COPIES * (run.bytes() + BYTES_PER_ROW * run.rowCount());
        }
        for (boolean[] groups : selected) {
            for (boolean each : groups) {
                bytes += each ? COPIES * BYTES_PER_ROW : 0;
            }
        }
        return bytes;
    }

    private long[] hashes(Grouping grouping) {
        long[] hashes = new long[grouping.groupCount()];
        Vector[] vectors = new Vector[keys.length];
        for (int key = 0; key < keys.length; key++) {
            vectors[key] = grouping.table().values(key);
        }
        KeyHash.of(vectors, hashes.length, hashes);
        return hashes;
    }

    /** Takes the rows as runs for each part. */
    private void divide(
            int level,
            List<boolean[]> selected,
            List<long[]> hashes,
            List<SpillRun[]> rows,
            List<Grouping> groupings,
            WorkSpace own) {
        List<Part> parts = new ArrayList<>();
        long most = 0;
        for (int part = 0; part < RunPartitions.PARTS; part++) {
            List<boolean[]> some = new ArrayList<>();
            for (int i = 0; i < groupings.size(); i++) {
                some.add(select(selected.get(i), hashes.get(i), level, part));
            }
            int number = part;
            List<SpillRun> runs = rows.stream()
                    .map(each -> each[number])
                    .filter(run -> run.rowCount() > 0)
                    .toList();
            Part these = new Part(level, some, runs);
            if (!these.isEmpty()) {
                parts.add(these);
                most = Math.max(most, neededBytes(some, runs));
            }
        }
        PartWork.run(parts.size(), most, environment, part -> groupOrDivide(parts.get(part), hashes, groupings, own));
    }

    private void groupOrDivide(Part part, List<long[]> hashes, List<Grouping> groupings, WorkSpace own) {
        if (!group(part, groupings, own)) {
            // Closed by hand: what fits better one level down must not wait for this level's files.
            try (WorkSpace below = environment.workSpace()) {
                List<SpillRun[]> divided = new ArrayList<>();
                for (SpillRun run : part.rows()) {
                    divided.add(divided(run, part.level() + 1, below));
                }
                divide(part.level() + 1, part.selected(), hashes, divided, groupings, own);
            }
        }
    }

    private static boolean[] select(boolean[] selected, long[] hashes, int level, int part) {
        boolean[] some = new boolean[selected.length];
        for (int i = 0; i < some.length; i++) {
            some[i] = selected[i] && KeyHash.part(hashes[i], level) == part;
        }
        return some;
    }

    private SpillRun[] divided(SpillRun run, int level, WorkSpace space) {
        RunPartitions parts = new RunPartitions(space.sharedFile(), level);
        for (int block = 0; block < run.blockCount(); block++) {
            context.cancellation().check();
            Vector[] columns = run.read(block);
            parts.add(columns, keys(columns), run.blockRows(block));
        }
        return parts.runs();
    }

    /** Writes the groups of a part; false if they are too many. */
    private boolean group(Part part, List<Grouping> groupings, WorkSpace own) {
        try (WorkSpace space = environment.workSpace()) {
            Grouping rows = plan.grouping(set, space);
            if (!addRows(part, rows, space)) {
                return false;
            }
            List<Grouping> all = new ArrayList<>(groupings);
            all.add(rows);
            boolean[] every = new boolean[rows.groupCount()];
            Arrays.fill(every, true);
            List<boolean[]> selected = new ArrayList<>(part.selected());
            selected.add(every);
            Grouping together = plan.grouping(set, space);
            FirstRows firsts = together.mergeSelected(all, selected, context.cancellation()::check);
            int count = together.groupCount();
            if (count > 0) {
                Vector[] columns =
                        Arrays.copyOf(plan.result(set, together), node.types().size() + 2);
                columns[columns.length - 2] = new LongVector(firsts.positions(), count, null);
                columns[columns.length - 1] = new LongVector(firsts.places(), count, null);
                int[] inOrder = IntStream.range(0, count).toArray();
                SpillRun run = space.run(own.sharedFile(), columns, inOrder, count);
                synchronized (results) {
                    results.add(run);
                }
            }
            return true;
        }
    }

    /** Groups the rows of a part; false if there are too many groups. */
    private boolean addRows(Part part, Grouping grouping, WorkSpace space) {
        MergedRuns merged = space.merged(part.rows(), order);
        FirstRows firsts = grouping.trackFirstRows();
        boolean begun = false;
        long last = 0;
        for (Vector[] block = merged.next(); block != null; block = merged.next()) {
            context.cancellation().check();
            int count = block[outputs.length].length();
            long[] positions = ((LongVector) block[outputs.length]).values();
            for (int from = 0; from < count; ) {
                int to = from + 1;
                while (to < count && positions[to] == positions[from]) {
                    to++;
                }
                if (!begun || positions[from] != last) {
                    if (begun) {
                        grouping.endSegment();
                    }
                    begun = true;
                    last = positions[from];
                    grouping.beginSegment(last);
                }
                add(block, from, to, grouping, firsts);
                from = to;
            }
            if (space.isOver()) {
                boolean divisible = part.level() + 1 < RunPartitions.LEVELS;
                if (divisible && grouping.groupCount() >= space.leastRows()) {
                    return false;
                }
                grouping.spill();
            }
        }
        if (begun) {
            grouping.endSegment();
        }
        return true;
    }

    /** Adds rows of one unit. */
    private void add(Vector[] block, int from, int to, Grouping grouping, FirstRows firsts) {
        int count = to - from;
        Scratch scratch = new Scratch(0);
        int[] rows = IntStream.range(from, to).toArray();
        Vector[] columns = new Vector[block.length];
        for (int column = 0; column < columns.length; column++) {
            columns[column] = block[column].gather(rows, count, scratch);
        }
        int[] groups = new int[count];
        grouping.table().find(keys(columns), count, groups);
        grouping.ensure();
        long[] positions = ((LongVector) columns[outputs.length]).values();
        long[] places = ((LongVector) columns[outputs.length + 1]).values();
        for (int i = 0; i < count; i++) {
            if (groups[i] == firsts.count()) {
                firsts.add(positions[i], places[i]);
            }
        }
        plan.add(grouping, output -> columns[columnOf(output)], count, groups, scratch);
    }

    private Vector[] keys(Vector[] columns) {
        return Arrays.stream(keys).mapToObj(key -> columns[columnOf(key)]).toArray(Vector[]::new);
    }

    private int columnOf(int output) {
        int column = 0;
        while (outputs[column] != output) {
            column++;
        }
        return column;
    }
}
