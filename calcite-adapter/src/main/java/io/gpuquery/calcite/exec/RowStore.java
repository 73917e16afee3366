package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.sorting.KeyOrder;
import io.gpuquery.calcite.exec.sorting.KeyWords;
import io.gpuquery.calcite.exec.sorting.MergeKey;
import io.gpuquery.calcite.exec.sorting.RowSort;
import io.gpuquery.calcite.exec.sorting.Selection;
import io.gpuquery.calcite.exec.spilling.SpillFile;
import io.gpuquery.calcite.exec.spilling.SpillRun;
import io.gpuquery.calcite.exec.vector.Concatenation;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that one thread keeps for a sort: all of them, or no more than can be among the first ones. Each row has its place in the input as
 * two further columns, which decide between rows with equal keys. Where memory has no room for them, they are sorted and written to a
 * temporary file.
 */
final class RowStore {
    private static final int LEAST_ROWS = 8 * 1024;

    private final List<SortKey> keys;
    private final int mostRows;
    private final ExecutionContext context;
    private final WorkSpace space;
    private final List<SpillRun> runs = new ArrayList<>();
    private @Nullable SpillFile file;
    private long bytes;
    private List<Vector[]> chunks = new ArrayList<>();
    private int rowCount;
    private long position;
    private int rowsOfUnit;
    /** Rows whose first key's word is greater are of no use. */
    private long bound = Long.MAX_VALUE;

    /** Takes the most rows that are wanted. */
    RowStore(List<SortKey> keys, long mostRows, ExecutionContext context, WorkSpace space) {
        this.keys = keys;
        this.mostRows = (int) Math.min(Integer.MAX_VALUE / 2, mostRows);
        this.context = context;
        this.space = space;
    }

    private boolean isBounded() {
        return mostRows < Integer.MAX_VALUE / 4;
    }

    void beginUnit(long newPosition) {
        position = newPosition;
        rowsOfUnit = 0;
    }

    /**
     * The rows of a block, numbered from 0, that may be among the first; null: all.
     *
     * @param key the first key of each
     */
    int @Nullable [] useful(Vector key, Scratch scratch) {
        int count = key.length();
        if (!isBounded()) {
            return null;
        }
        long[] words = KeyWords.leading(key, firstOrder(), scratch);
        if (mostRows > 0 && count > mostRows) {
            // So many of this block alone are no later than that.
            bound = Math.min(bound, Selection.smallest(words, count, mostRows));
        }
        long limit = bound;
        int[] rows = new int[count];
        int kept = 0;
        for (int i = 0; i < count; i++) {
            rows[kept] = i;
            kept += words[i] <= limit ? 1 : 0;
        }
        return kept == count ? null : Arrays.copyOf(rows, kept);
    }

    private KeyOrder firstOrder() {
        return new KeyOrder(keys.get(0).descending(), keys.get(0).nullsFirst());
    }

    /**
     * Adds rows of a block.
     *
     * @param rows their numbers in the block; null: all
     * @param blockRows how many the block has
     */
    void add(Vector[] columns, int @Nullable [] rows, int blockRows) {
        int kept = rows == null ? blockRows : rows.length;
        long[] places = new long[kept];
        for (int i = 0; i < kept; i++) {
            places[i] = (long) rowsOfUnit + (rows == null ? i : rows[i]);
        }
        rowsOfUnit += blockRows;
        if (kept == 0) {
            return;
        }
        Vector[] chunk = new Vector[columns.length + 2];
        for (int i = 0; i < columns.length; i++) {
            chunk[i] = columns[i].copy();
        }
        chunk[columns.length] = new LongVector(filled(kept), kept, null);
        chunk[columns.length + 1] = new LongVector(places, kept, null);
        reserve(chunk, kept);
        chunks.add(chunk);
        rowCount += kept;
        if (isBounded() && rowCount > Math.max(LEAST_ROWS, 4L * mostRows)) {
            cut();
        }
        if (rowCount >= space.leastRows() && space.isOver()) {
            if (isBounded() && rowCount > 2L * mostRows) {
                cut();
            } else {
                spill();
            }
        }
    }

    /** Rows lie here, and in the end side by side with the words that they are sorted by. */
    private void reserve(Vector[] chunk, int count) {
        long more = 0;
        for (Vector column : chunk) {
            more += 2 * Concatenation.sizeBytes(column);
        }
        more += (keys.size() + 1L) * Long.BYTES * count;
        space.memory().reserve(more, "sorting");
        bytes += more;
    }

    /** Writes all rows, in order, to a temporary file. */
    void spill() {
        if (rowCount == 0) {
            return;
        }
        SpillFile to = file;
        if (to == null) {
            to = space.file();
            file = to;
        }
        Vector[] all = columns();
        int[] order = order(all);
        runs.add(space.run(to, all, order, (int) Math.min(order.length, (long) mostRows)));
        chunks = new ArrayList<>();
        rowCount = 0;
        space.memory().giveBack(bytes);
        bytes = 0;
    }

    /** What was written. */
    List<SpillRun> runs() {
        return runs;
    }

    /** By which runs of rows with columns of some types are merged. */
    static List<MergeKey> mergeKeys(List<SortKey> keys, List<ValueType> types) {
        List<MergeKey> all = new ArrayList<>();
        for (SortKey key : keys) {
            all.add(new MergeKey(
                    key.column(), types.get(key.column()).type(), new KeyOrder(key.descending(), key.nullsFirst())));
        }
        all.add(MergeKey.ascending(types.size(), ColumnType.BIGINT));
        all.add(MergeKey.ascending(types.size() + 1, ColumnType.BIGINT));
        return all;
    }

    private long[] filled(int count) {
        long[] positions = new long[count];
        Arrays.fill(positions, position);
        return positions;
    }

    /** Leaves out rows that cannot be among the first. */
    private void cut() {
        Vector[] all = columns();
        int[] order = order(all);
        int kept = Math.min(mostRows, order.length);
        Scratch fresh = new Scratch(0);
        Vector[] first = new Vector[all.length];
        for (int i = 0; i < all.length; i++) {
            first[i] = all[i].gather(order, kept, fresh).copy();
        }
        chunks = new ArrayList<>();
        rowCount = kept;
        space.memory().giveBack(bytes);
        bytes = 0;
        if (kept > 0) {
            reserve(first, kept);
            chunks.add(first);
            Vector last = first[keys.get(0).column()].gather(new int[] {kept - 1}, 1, fresh);
            bound = Math.min(bound, KeyWords.leading(last, firstOrder(), fresh)[0]);
        }
    }

    /** Takes over all rows of another. */
    void addAll(RowStore other) {
        chunks.addAll(other.chunks);
        rowCount = Math.addExact(rowCount, other.rowCount);
    }

    int rowCount() {
        return rowCount;
    }

    /** All rows, the two columns of places included. */
    Vector[] columns() {
        Vector[] columns = new Vector[chunks.get(0).length];
        for (int i = 0; i < columns.length; i++) {
            int column = i;
            columns[i] =
                    Concatenation.of(chunks.stream().map(chunk -> chunk[column]).toList());
        }
        return columns;
    }

    /** The numbers of all rows in order. */
    int[] order(Vector[] columns) {
        KeyWords words = new KeyWords(rowCount);
        for (SortKey key : keys) {
            words.add(columns[key.column()], new KeyOrder(key.descending(), key.nullsFirst()));
        }
        words.add(((LongVector) columns[columns.length - 2]).values());
        words.add(((LongVector) columns[columns.length - 1]).values());
        return RowSort.sort(words, context.cancellation()::check);
    }
}
