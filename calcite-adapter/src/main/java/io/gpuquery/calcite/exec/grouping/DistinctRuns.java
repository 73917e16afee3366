package io.gpuquery.calcite.exec.grouping;

import io.gpuquery.calcite.exec.sorting.KeyOrder;
import io.gpuquery.calcite.exec.sorting.KeyWords;
import io.gpuquery.calcite.exec.sorting.MergeKey;
import io.gpuquery.calcite.exec.sorting.MergedRuns;
import io.gpuquery.calcite.exec.sorting.RowSort;
import io.gpuquery.calcite.exec.spilling.SpillFile;
import io.gpuquery.calcite.exec.spilling.SpillRun;
import io.gpuquery.calcite.exec.vector.Concatenation;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Arguments of a DISTINCT aggregate in temporary files, with the number of the group behind them: each run in the order of the arguments.
 * Merged, all equal arguments follow each other, and each counts once for each group.
 */
final class DistinctRuns {
    private static final int MANY = 16 * 1024;
    private static final int FEW = 64;
    /** More than a row takes, since there may be several such aggregates and threads. */
    private static final int BYTES_PER_ROW = 1024;

    private static final int MOST_RUNS = 32;
    private static final KeyOrder ASCENDING = new KeyOrder(false, false);

    private final List<ColumnType> types;
    private final int blockRows;
    private final Supplier<SpillFile> files;
    private final Runnable check;
    private final List<SpillRun> runs = new ArrayList<>();
    private @Nullable SpillFile file;

    DistinctRuns(List<ColumnType> types, int blockRows, Supplier<SpillFile> files, Runnable check) {
        this.types = List.copyOf(types);
        this.blockRows = Math.max(FEW, blockRows);
        this.files = files;
        this.check = check;
    }

    /** Fewer are not worth a run. */
    int leastRows(MemoryAccount memory) {
        return (int) Math.max(FEW, Math.min(MANY, memory.limitBytes() / BYTES_PER_ROW));
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }

    private SpillFile file() {
        SpillFile made = file;
        if (made == null) {
            made = files.get();
            file = made;
        }
        return made;
    }

    /** Writes rows as a run. */
    void write(Vector[] arguments, int[] groups, int count) {
        KeyWords words = new KeyWords(count);
        for (Vector argument : arguments) {
            words.add(argument, ASCENDING);
        }
        int[] order = RowSort.sort(words, check);
        SpillRun run = new SpillRun(file());
        for (int first = 0; first < count; first += blockRows) {
            int rows = Math.min(blockRows, count - first);
            int[] some = Arrays.copyOfRange(order, first, first + rows);
            append(run, arguments, groups, some, rows);
        }
        runs.add(run);
    }

    private static void append(SpillRun run, Vector[] arguments, int[] groups, int[] rows, int count) {
        Scratch fresh = new Scratch(0);
        Vector[] columns = new Vector[arguments.length + 1];
        for (int argument = 0; argument < arguments.length; argument++) {
            columns[argument] = arguments[argument].gather(rows, count, fresh);
        }
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = groups[rows[i]];
        }
        columns[arguments.length] = new IntVector(numbers, count, null);
        run.append(columns, count);
    }

    /** Takes what another has, without the groups that have no number here. */
    void addAll(DistinctRuns other, int[] numbers) {
        for (SpillRun from : other.runs) {
            SpillRun run = new SpillRun(file());
            for (int block = 0; block < from.blockCount(); block++) {
                check.run();
                Vector[] columns = from.read(block);
                int[] groups = ((IntVector) columns[types.size()]).values();
                int count = from.blockRows(block);
                int[] rows = IntStream.range(0, count)
                        .filter(row -> numbers[groups[row]] >= 0)
                        .toArray();
                int[] mapped = new int[count];
                for (int row : rows) {
                    mapped[row] = numbers[groups[row]];
                }
                if (rows.length > 0) {
                    append(run, Arrays.copyOf(columns, types.size()), mapped, rows, rows.length);
                }
            }
            if (run.blockCount() > 0) {
                runs.add(run);
            }
        }
    }

    /** Adds the arguments up, in their order, each once for each group. */
    void addUp(Accumulator inner, int groupCount) {
        List<MergeKey> keys = new ArrayList<>();
        for (int argument = 0; argument < types.size(); argument++) {
            keys.add(new MergeKey(argument, types.get(argument), ASCENDING));
        }
        MergedRuns merged = MergedRuns.of(runs, keys, blockRows, MOST_RUNS, files, check);
        int[] seen = new int[groupCount];
        int bunch = 1;
        Vector @Nullable [] last = null;
        for (Vector[] block = merged.next(); block != null; block = merged.next()) {
            check.run();
            Vector[] rows = last == null ? block : joined(last, block);
            int count = rows[0].length();
            int[] groups = ((IntVector) rows[types.size()]).values();
            KeyWords words = new KeyWords(count);
            for (int argument = 0; argument < types.size(); argument++) {
                words.add(rows[argument], ASCENDING);
            }
            int[] kept = new int[count];
            int[] numbers = new int[count];
            int found = 0;
            // The first row was the last before.
            for (int row = last == null ? 0 : 1; row < count; row++) {
                bunch += row > 0 && !words.areEqual(row - 1, row) ? 1 : 0;
                if (seen[groups[row]] != bunch) {
                    seen[groups[row]] = bunch;
                    kept[found] = row;
                    numbers[found++] = groups[row];
                }
            }
            add(inner, rows, kept, numbers, found);
            last = row(rows, count - 1);
        }
    }

    private void add(Accumulator inner, Vector[] rows, int[] kept, int[] numbers, int count) {
        if (count > 0) {
            Scratch fresh = new Scratch(0);
            Vector[] arguments = new Vector[types.size()];
            for (int argument = 0; argument < arguments.length; argument++) {
                arguments[argument] = rows[argument].gather(kept, count, fresh);
            }
            inner.add(arguments, count, numbers, fresh);
        }
    }

    private static Vector[] row(Vector[] columns, int row) {
        Vector[] one = new Vector[columns.length];
        for (int column = 0; column < columns.length; column++) {
            one[column] =
                    columns[column].gather(new int[] {row}, 1, new Scratch(0)).copy();
        }
        return one;
    }

    private static Vector[] joined(Vector[] first, Vector[] second) {
        Vector[] all = new Vector[first.length];
        for (int column = 0; column < all.length; column++) {
            all[column] = Concatenation.of(List.of(first[column], second[column]));
        }
        return all;
    }
}
