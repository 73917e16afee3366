package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.sorting.KeyOrder;
import io.gpuquery.calcite.exec.sorting.KeyWords;
import io.gpuquery.calcite.exec.sorting.MergedRuns;
import io.gpuquery.calcite.exec.vector.Concatenation;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.exec.windowing.Stretch;
import io.gpuquery.calcite.exec.windowing.StretchColumn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One window over rows that come partition after partition, in order. As many are in memory as functions look at, and some more. Where
 * functions have to know the whole partition, the rows are read twice. Used by one thread.
 */
final class PartitionStream {
    private static final int PLACES = 2;
    private static final int ROWS_OF_STRETCH = 16 * 1024;
    /** Rows as they are read, as they are handed on, and as arguments of functions. */
    private static final int COPIES = 3;

    private static final KeyOrder ASCENDING = new KeyOrder(false, false);

    private final WindowPlan plan;
    private final int group;
    private final List<StretchColumn> functions;
    private final int width;
    private final int keyCount;
    private final int[] order;
    private final WorkSpace space;
    private final Runnable check;
    private final int before;
    private final int behind;
    private final int alignment;
    private final boolean peerEnds;
    private final Deque<Long> totals = new ArrayDeque<>();

    /** Takes how many columns rows have before their places; keys of the partition stand behind these. */
    PartitionStream(
            WindowPlan plan,
            int group,
            List<StretchColumn> functions,
            int width,
            WorkSpace space,
            ExecutionContext context) {
        this.plan = plan;
        this.group = group;
        this.functions = functions;
        this.width = width;
        this.keyCount = plan.group(group).partition().size();
        this.order = plan.group(group).order().stream()
                .mapToInt(key -> plan.output(key.column()))
                .toArray();
        this.space = space;
        this.check = context.cancellation()::check;
        // The row before tells whether one is its peer.
        this.before = functions.stream().mapToInt(StretchColumn::before).reduce(1, Math::max);
        this.behind = functions.stream().mapToInt(StretchColumn::behind).reduce(0, Math::max);
        this.alignment = functions.stream().mapToInt(StretchColumn::alignment).reduce(1, Math::max);
        this.peerEnds = functions.stream().anyMatch(StretchColumn::needsPeerEnds);
    }

    /** Takes what opens the rows, and what takes them with results. */
    void compute(Supplier<MergedRuns> rows, SpilledWindows.Rows target) {
        boolean twice = functions.stream().anyMatch(each -> each.needsTotal() || each.needsMeasure());
        if (twice) {
            new Pass(rows.get(), null).run();
        }
        new Pass(rows.get(), target).run();
    }

    /** For each row whether it differs from the one before. */
    private static boolean[] changes(Vector @Nullable [] rowBefore, Vector[] keys, int count) {
        boolean[] changes = new boolean[count];
        int more = rowBefore == null ? 0 : 1;
        KeyWords words = new KeyWords(count + more);
        for (int key = 0; key < keys.length; key++) {
            words.add(rowBefore == null ? keys[key] : Concatenation.of(List.of(rowBefore[key], keys[key])), ASCENDING);
        }
        for (int row = 0; row < count; row++) {
            int at = row + more;
            changes[row] = at == 0 || !words.areEqual(at - 1, at);
        }
        return changes;
    }

    private static Vector[] some(Vector[] columns, int from, int to) {
        int[] numbers = IntStream.range(from, to).toArray();
        return Arrays.stream(columns)
                .map(column ->
                        column.gather(numbers, numbers.length, new Scratch(0)).copy())
                .toArray(Vector[]::new);
    }

    /** All rows once. */
    private final class Pass {
        private final MergedRuns rows;
        private final SpilledWindows.@Nullable Rows target;
        /** What was read last, and how much of it was taken. */
        private Vector[] block = new Vector[0];

        private boolean[] partitionChanges = new boolean[0];
        private int taken;
        private boolean exhausted;

        /** Rows of one partition: results of the first ones are there. */
        private Vector[] held = new Vector[0];

        private int heldCount;
        private int done;
        /** The place of the first that is held. */
        private long base;

        private boolean partitionOver;
        private long total;
        private long peerStart;
        private long peerNumber;
        private long bytes;

        Pass(MergedRuns rows, SpilledWindows.@Nullable Rows target) {
            this.rows = rows;
            this.target = target;
        }

        void run() {
            readBlock();
            while (!exhausted) {
                begin();
                int least = 1;
                while (!partitionOver || done < heldCount) {
                    check.run();
                    fill(least);
                    boolean[] peerChanges = peerChanges();
                    int end = end(peerChanges);
                    least = end == done ? Math.multiplyExact(2, heldCount - done + 1) : 1;
                    if (end > done) {
                        compute(end, peerChanges);
                        drop(end);
                    }
                }
                end();
            }
            space.memory().giveBack(bytes);
        }

        private void readBlock() {
            Vector @Nullable [] rowBefore = null;
            if (block.length > 0) {
                int last = partitionChanges.length - 1;
                rowBefore = some(keys(block), last, last + 1);
            }
            Vector @Nullable [] next = rows.next();
            exhausted = next == null;
            if (next != null) {
                block = Arrays.copyOf(next, width + PLACES + keyCount);
                partitionChanges = changes(rowBefore, keys(block), next[next.length - 1].length());
                taken = 0;
            }
        }

        private Vector[] keys(Vector[] columns) {
            return Arrays.copyOfRange(columns, width + PLACES, width + PLACES + keyCount);
        }

        private void begin() {
            space.memory().giveBack(bytes);
            bytes = 0;
            held = new Vector[0];
            heldCount = 0;
            done = 0;
            base = 0;
            peerStart = 0;
            peerNumber = 0;
            partitionOver = false;
            total = target == null || totals.isEmpty() ? 0 : totals.removeFirst();
        }

        private void end() {
            if (target == null) {
                totals.addLast(base + heldCount);
                functions.forEach(StretchColumn::endMeasure);
            } else {
                functions.forEach(StretchColumn::end);
            }
        }

        /** Holds so many rows without results, or a stretch where memory has room for it, or all that there are. */
        private void fill(int least) {
            List<Vector[]> pieces = new ArrayList<>();
            if (heldCount > 0) {
                pieces.add(held);
            }
            long enough = (long) behind + least;
            while (!partitionOver) {
                int open = heldCount - done;
                boolean many = open >= behind + ROWS_OF_STRETCH || (open >= space.leastRows() && space.isOver());
                if (open > enough && many) {
                    break;
                }
                take(pieces);
            }
            if (pieces.size() > 1) {
                Vector[] all = new Vector[pieces.get(0).length];
                for (int column = 0; column < all.length; column++) {
                    int index = column;
                    all[column] = Concatenation.of(
                            pieces.stream().map(piece -> piece[index]).toList());
                }
                held = all;
            } else if (!pieces.isEmpty()) {
                held = pieces.get(0);
            }
        }

        /** Takes the rest of the block, as far as it is of the partition. */
        private void take(List<Vector[]> pieces) {
            if (taken == partitionChanges.length) {
                readBlock();
                if (exhausted || partitionChanges[0]) {
                    partitionOver = true;
                    return;
                }
            }
            int to = taken + 1;
            while (to < partitionChanges.length && !partitionChanges[to]) {
                to++;
            }
            Vector[] piece = some(Arrays.copyOf(block, width + PLACES), taken, to);
            long more = plan.bytesPerRow(group) * (to - taken);
            for (Vector column : piece) {
                more += COPIES * Concatenation.sizeBytes(column);
            }
            space.memory().reserve(more, WindowInput.PURPOSE);
            bytes += more;
            pieces.add(piece);
            heldCount = Math.addExact(heldCount, to - taken);
            taken = to;
            partitionOver = to < partitionChanges.length;
        }

        private boolean[] peerChanges() {
            Vector[] keys = new Vector[order.length];
            for (int key = 0; key < keys.length; key++) {
                keys[key] = held[order[key]];
            }
            return changes(null, keys, heldCount);
        }

        /** Behind the last row that there can be results of. */
        private int end(boolean[] peerChanges) {
            if (partitionOver) {
                return heldCount;
            }
            int end = Math.max(done, heldCount - behind);
            while (peerEnds && end > done && (end == heldCount || !peerChanges[end])) {
                end--;
            }
            return end;
        }

        private void compute(int end, boolean[] peerChanges) {
            int count = end - done;
            long[] starts = new long[count];
            long[] ends = new long[count];
            long[] numbers = new long[count];
            for (int i = 0; i < count; i++) {
                if (peerChanges[done + i]) {
                    peerStart = base + done + i;
                    peerNumber++;
                }
                starts[i] = peerStart;
                numbers[i] = peerNumber;
            }
            long peerEnd = base + end;
            for (int i = count - 1; i >= 0; i--) {
                ends[i] = peerEnd;
                peerEnd = peerChanges[done + i] ? base + done + i : peerEnd;
            }
            Stretch stretch =
                    new Stretch(heldCount, done, count, base + done, total, new Stretch.Peers(starts, ends, numbers));
            List<Vector> results = new ArrayList<>();
            for (int call = 0; call < functions.size(); call++) {
                StretchColumn function = functions.get(call);
                List<Vector> arguments = WindowComputation.arguments(
                        plan.group(group).calls().get(call),
                        plan.arguments(group, call),
                        heldCount,
                        column -> held[column]);
                if (target == null) {
                    function.measure(stretch, arguments);
                } else {
                    results.add(function.next(stretch, arguments));
                }
            }
            if (target != null) {
                target.add(SpilledWindows.withResults(some(held, done, end), results, 0, count), count);
            }
        }

        /** Lets go of rows that nobody looks at any more. */
        private void drop(int end) {
            long first = Math.max(base, base + end - before);
            first -= first % alignment;
            int dropped = (int) Math.max(0, first - base);
            done = end - dropped;
            if (dropped > 0) {
                long kept = bytes / heldCount * (heldCount - dropped);
                held = some(held, dropped, heldCount);
                heldCount -= dropped;
                base += dropped;
                space.memory().giveBack(bytes - kept);
                bytes = kept;
            }
        }
    }
}
