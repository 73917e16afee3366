package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.grouping.MemoryAccount;
import io.gpuquery.calcite.exec.sorting.KeyOrder;
import io.gpuquery.calcite.exec.sorting.KeyWords;
import io.gpuquery.calcite.exec.sorting.RowSort;
import io.gpuquery.calcite.exec.sorting.Selection;
import io.gpuquery.calcite.exec.vector.Concatenation;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that one thread keeps for a sort: all of them, or no more than can be among the first ones. Each row has its place in the input as
 * two further columns, which decide between rows with equal keys.
 */
final class RowStore {
    private static final int LEAST_ROWS = 8 * 1024;

    private final List<SortKey> keys;
    private final int mostRows;
    private final ExecutionContext context;
    private final MemoryAccount memory;
    private List<Vector[]> chunks = new ArrayList<>();
    private int rowCount;
    private long position;
    private int rowsOfUnit;
    /** Rows whose first key's word is greater are of no use. */
    private long bound = Long.MAX_VALUE;

    /** Takes the most rows that are wanted. */
    RowStore(List<SortKey> keys, long mostRows, ExecutionContext context, MemoryAccount memory) {
        this.keys = keys;
        this.mostRows = (int) Math.min(Integer.MAX_VALUE / 2, mostRows);
        this.context = context;
        this.memory = memory;
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
        long bytes = 0;
        for (int i = 0; i < columns.length; i++) {
            chunk[i] = columns[i].copy();
            bytes += Concatenation.sizeBytes(chunk[i]);
        }
        chunk[columns.length] = new LongVector(filled(kept), kept, null);
        chunk[columns.length + 1] = new LongVector(places, kept, null);
        if (!isBounded()) {
            memory.reserve(bytes + 2L * Long.BYTES * kept, "sorting");
        }
        chunks.add(chunk);
        rowCount += kept;
        if (isBounded() && rowCount > Math.max(LEAST_ROWS, 4L * mostRows)) {
            cut();
        }
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
        if (kept > 0) {
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
