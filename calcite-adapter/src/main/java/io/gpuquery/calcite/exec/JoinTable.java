package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.exec.grouping.MemoryAccount;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.exec.vector.WideVector;
import java.util.List;

/**
 * The rows of one side of a join by their keys, which are exact numbers of at most 64 bits. Rows with a null among their keys are not in
 * it. Immutable once made; any number of threads may look up.
 */
final class JoinTable {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    /** Rows between two looks at the cancellation. */
    private static final int STRIDE = 1 << 16;

    private final Vector[] columns;
    private final long[][] keys;
    /** One more than the first row of a key; 0 where there is none. */
    private final int[] slots;
    /** The next row with the same key, ascending; -1 after the last. */
    private final int[] following;

    private JoinTable(Vector[] columns, long[][] keys, int[] slots, int[] following) {
        this.columns = columns;
        this.keys = keys;
        this.slots = slots;
        this.following = following;
    }

    static JoinTable of(
            Vector[] columns, int rowCount, List<Integer> keyColumns, MemoryAccount memory, Runnable checkpoint) {
        int capacity = Integer.highestOneBit(Math.max(8, Math.min(rowCount, 1 << 28))) << 2;
        long bytes = (long) capacity * Integer.BYTES
                + (long) rowCount * (Integer.BYTES + (long) keyColumns.size() * Long.BYTES);
        JoinTable table = memory.allocate(
                bytes,
                "joining",
                () -> new JoinTable(
                        columns, new long[keyColumns.size()][rowCount], new int[capacity], new int[rowCount]));
        for (int key = 0; key < keyColumns.size(); key++) {
            write(columns[keyColumns.get(key)], rowCount, table.keys[key]);
            checkpoint.run();
        }
        // From the last row to the first, so that the rows of a key follow each other in order.
        for (int row = rowCount - 1; row >= 0; row--) {
            if (row % STRIDE == 0) {
                checkpoint.run();
            }
            if (!hasNull(columns, keyColumns, row)) {
                table.put(row);
            }
        }
        return table;
    }

    static boolean hasNull(Vector[] columns, List<Integer> keyColumns, int row) {
        for (int key = 0; key < keyColumns.size(); key++) {
            if (columns[keyColumns.get(key)].isNull(row)) {
                return true;
            }
        }
        return false;
    }

    /** Writes the values of a key, one word each. */
    static void write(Vector vector, int count, long[] words) {
        if (vector instanceof IntVector ints) {
            int[] values = ints.values();
            for (int i = 0; i < count; i++) {
                words[i] = values[i];
            }
        } else if (vector instanceof WideVector wide) {
            System.arraycopy(wide.low(), 0, words, 0, count);
        } else {
            System.arraycopy(((LongVector) vector).values(), 0, words, 0, count);
        }
    }

    private void put(int row) {
        int slot = slot(keys, row);
        following[row] = slots[slot] - 1;
        slots[slot] = row + 1;
    }

    /** The slot of a key, or the empty one where it would be. */
    private int slot(long[][] words, int row) {
        long hash = 0;
        for (long[] word : words) {
            hash = (hash ^ word[row]) * MULTIPLIER;
            hash ^= hash >>> 32;
        }
        int mask = slots.length - 1;
        int slot = (int) hash & mask;
        while (slots[slot] != 0 && !isKey(slots[slot] - 1, words, row)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private boolean isKey(int buildRow, long[][] words, int row) {
        for (int key = 0; key < keys.length; key++) {
            if (keys[key][buildRow] != words[key][row]) {
                return false;
            }
        }
        return true;
    }

    Vector column(int column) {
        return columns[column];
    }

    /** The first row with the key that lies at a place of the words; -1 if there is none. */
    int first(long[][] words, int row) {
        return slots[slot(words, row)] - 1;
    }

    /** The row after one with the same key; -1 if there is none. */
    int next(int row) {
        return following[row];
    }

    /** How many rows there are, those with nulls among their keys included. */
    int rowCount() {
        return following.length;
    }
}
