package io.gpuquery.calcite.exec.joining;

import io.gpuquery.calcite.exec.grouping.MemoryAccount;
import io.gpuquery.calcite.exec.grouping.TextPool;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.Storage;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one side of a join by their keys. Rows with a null among their keys are kept, and never found. Immutable once made; any
 * number of threads may look up, each with {@link Lookup} of its own.
 *
 * <p>The key of a row becomes one word, see {@link KeyPacking}. Where these words are of a narrow range, an array by word has the first
 * row of each, else a hash table. Where an array of bits by word is small, it tells which words there are before they are looked up: most
 * are not where few rows are joined with many.
 */
public final class JoinTable {
    /** An array by word has at most so many places, or so many for each row. */
    private static final long FEW_PLACES = 1 << 16;

    private static final long PLACES_PER_ROW = 48;
    /** Rows between two looks at the cancellation. */
    private static final int STRIDE = 1 << 16;

    private static final long MOST_PLACES = 1 << 28;

    private final Vector[] columns;
    private final int rowCount;
    private final List<ColumnType> keyTypes;
    private final @Nullable TextPool[] pools;
    private final KeyPacking packing;
    /** By word, and one place more: one more than the first row; 0 where there is none. */
    private final int @Nullable [] firstByWord;

    private final @Nullable LongIndex firstByHash;
    /** Which words there may be, where the index is by hash. */
    private final @Nullable WordFilter present;
    /** One more than the next row with the same key, ascending; 0 after the last. Null if all keys differ. */
    private int @Nullable [] following;

    /**
     * Makes a table of rows.
     *
     * @param columns what the rows have; they may have one more row behind the last, which has no key
     * @param keys their keys
     * @param keyTypes of the keys, on both sides; none: every row is found for every key
     */
    public static JoinTable of(
            Vector[] columns,
            Vector[] keys,
            List<ColumnType> keyTypes,
            int rowCount,
            MemoryAccount memory,
            Runnable checkpoint) {
        return new JoinTable(columns, keys, keyTypes, rowCount, memory, checkpoint);
    }

    private JoinTable(
            Vector[] columns,
            Vector[] keys,
            List<ColumnType> keyTypes,
            int rowCount,
            MemoryAccount memory,
            Runnable checkpoint) {
        this.columns = columns.clone();
        this.keyTypes = List.copyOf(keyTypes);
        this.rowCount = rowCount;
        this.pools = new @Nullable TextPool[keyTypes.size()];
        if (keyTypes.isEmpty() || rowCount == 0) {
            packing = KeyPacking.NONE;
            firstByWord = null;
            firstByHash = null;
            present = null;
            return;
        }
        if (keys.length == 1 && keys[0] instanceof IntVector ints) {
            KeyPacking ofInts = KeyPacking.of(ints, rowCount);
            checkpoint.run();
            if (isDense(ofInts.places(), rowCount)) {
                packing = ofInts;
                firstByWord = placesOf(ofInts.places(), memory);
                firstByHash = null;
                present = null;
                putAll(ints, firstByWord, memory, checkpoint);
                return;
            }
        }
        long keyBytes = (long) rowCount * Long.BYTES * (KeyColumns.wordCount(keyTypes) + 1);
        KeyColumns all = memory.allocate(keyBytes, "joining", () -> {
            for (int key = 0; key < pools.length; key++) {
                pools[key] = pool(keyTypes.get(key), keys[key], memory);
            }
            KeyColumns read = new KeyColumns(this.keyTypes, pools);
            read.read(keys, rowCount);
            return read;
        });
        checkpoint.run();
        int @Nullable [] missing = all.missing();
        packing = KeyPacking.of(all.words(), missing, rowCount, memory);
        checkpoint.run();
        long[] packed = all.words().length == 1 ? all.words()[0] : new long[rowCount];
        packing.pack(all.words(), rowCount, packed, null);
        checkpoint.run();
        long places = packing.places();
        boolean dense = isDense(places, rowCount);
        firstByWord = dense ? placesOf(places, memory) : null;
        firstByHash = dense ? null : LongIndex.of(rowCount, memory);
        present = dense ? null : WordFilter.of(places, rowCount, memory);
        // From the last row to the first, so that the rows of a key follow each other in order.
        for (int row = rowCount - 1; row >= 0; row--) {
            if (row % STRIDE == 0) {
                checkpoint.run();
            }
            if (missing == null || missing[row] == 0) {
                int next = put(packed[row], row);
                if (next > 0) {
                    follow(row, next, memory);
                }
            }
        }
    }

    private static boolean isDense(long places, int rowCount) {
        return places > 0 && places < MOST_PLACES && places <= Math.max(FEW_PLACES, PLACES_PER_ROW * rowCount);
    }

    private static int[] placesOf(long places, MemoryAccount memory) {
        return memory.allocate((places + 1) * Integer.BYTES, "joining", () -> new int[(int) places + 1]);
    }

    /** Puts rows by a key of 32 bits, which needs no word of 64 for each. */
    private void putAll(IntVector keys, int[] places, MemoryAccount memory, Runnable checkpoint) {
        int[] values = keys.values();
        int[] nulls = keys.nulls();
        int least = (int) packing.least();
        for (int end = rowCount; end > 0; end -= STRIDE) {
            checkpoint.run();
            for (int row = end - 1; row >= Math.max(0, end - STRIDE); row--) {
                if (nulls != null && nulls[row] != 0) {
                    continue;
                }
                int place = values[row] - least;
                int next = places[place];
                places[place] = row + 1;
                if (next > 0) {
                    follow(row, next, memory);
                }
            }
        }
    }

    private static @Nullable TextPool pool(ColumnType type, Vector keys, MemoryAccount memory) {
        if (type.storage() != Storage.VIEW) {
            return null;
        }
        TextPool pool = new TextPool(memory);
        pool.number(keys, new long[keys.length()]);
        return pool;
    }

    /** Makes a row the first of its word, and returns one more than the one that was it; 0 if there was none. */
    private int put(long word, int row) {
        int[] places = firstByWord;
        if (places != null) {
            int before = places[(int) word];
            places[(int) word] = row + 1;
            return before;
        }
        if (present != null) {
            present.add(word);
        }
        LongIndex index = firstByHash;
        return index == null ? 0 : index.put(word, row) + 1;
    }

    private void follow(int row, int next, MemoryAccount memory) {
        int[] rows = following;
        if (rows == null) {
            rows = memory.allocate((long) rowCount * Integer.BYTES, "joining", () -> new int[rowCount]);
            following = rows;
        }
        rows[row] = next;
    }

    /** The column of the rows; of some it may be absent if nobody asks for them. */
    Vector column(int column) {
        return columns[column];
    }

    /** How many rows there are, those with nulls among their keys included. */
    public int rowCount() {
        return rowCount;
    }

    /** The least and the greatest value of a key of at most 64 bits; null if they are not known, or it is no integer. */
    public long @Nullable [] range(int key) {
        boolean value = switch (keyTypes.get(key).storage()) {
            case INT8, INT16, INT32, INT64 -> true;
            case INT128, FLOAT32, FLOAT64, VIEW, NESTED -> false;
        };
        if (rowCount == 0 || !value) {
            return null;
        }
        return packing.range(KeyColumns.wordCount(keyTypes.subList(0, key)));
    }

    /**
     * How many keys there may be by the ranges of their parts, each of which has a place: the first part less its least, times the size
     * of the {@linkplain #range range} of the next one, plus that one less its least, and so on. 0 where parts are not all integers of at
     * most 64 bits, or their ranges are too wide for 64 bits.
     */
    public long keyPlaces() {
        for (int key = 0; key < keyTypes.size(); key++) {
            if (range(key) == null) {
                return 0;
            }
        }
        return packing.places();
    }

    /** Sets a bit for each of the {@link #keyPlaces} at which there is a key, from the least of the first int on. All are 0 before. */
    public void writeMembers(IntBuffer target) {
        int[] places = firstByWord;
        LongIndex index = firstByHash;
        if (places != null) {
            for (int place = 0; place < places.length; place++) {
                if (places[place] != 0) {
                    set(target, place);
                }
            }
        } else if (index != null) {
            index.forEach(word -> set(target, word));
        }
    }

    private static void set(IntBuffer bits, long place) {
        int at = (int) (place / Integer.SIZE);
        bits.put(at, bits.get(at) | 1 << place);
    }

    /** Whether the first key, which is the only one, of each of some rows is found. */
    public boolean[] isFound(Vector keys, int count) {
        int[] rows = new int[count];
        lookup().find(new Vector[] {keys}, count, rows);
        boolean[] found = new boolean[count];
        for (int i = 0; i < count; i++) {
            found[i] = rows[i] >= 0;
        }
        return found;
    }

    /** Whether no two rows have one key. */
    boolean isUnique() {
        return following == null && !keyTypes.isEmpty();
    }

    /** The row after one with the same key; -1 if there is none. */
    int next(int row) {
        if (keyTypes.isEmpty()) {
            return row + 1 < rowCount ? row + 1 : -1;
        }
        int[] rows = following;
        return rows == null ? -1 : rows[row] - 1;
    }

    /** Looks keys up. Used by one thread at a time. */
    final class Lookup {
        private final KeyColumns keys = new KeyColumns(keyTypes, pools);
        private long[] packed = new long[0];
        private int[] small = new int[0];
        private int[] hits = new int[0];

        /** Writes the first row with the key of each of some rows; -1 where there is none. */
        void find(Vector[] vectors, int count, int[] rows) {
            if (rowCount == 0 || keyTypes.isEmpty()) {
                Arrays.fill(rows, 0, count, rowCount == 0 ? -1 : 0);
                return;
            }
            if (vectors.length == 1 && vectors[0] instanceof IntVector ints && findInts(ints, count, rows)) {
                return;
            }
            keys.read(vectors, count);
            if (packed.length < count) {
                packed = new long[count];
            }
            packing.pack(keys.words(), count, packed, rows);
            int[] missing = keys.missing();
            if (missing != null) {
                markNulls(missing, count, rows);
            }
            int[] places = firstByWord;
            if (places == null) {
                findHashed(count, rows);
                return;
            }
            // Those that are absent look at the last place, where there is nothing.
            int last = places.length - 1;
            for (int i = 0; i < count; i++) {
                int place = ((int) packed[i] & ~rows[i]) | (last & rows[i]);
                rows[i] = places[place] - 1;
            }
        }

        /** One key of 32 bits, without a word of 64 for each, where places of all words are counted in ints; false where not. */
        private boolean findInts(IntVector vector, int count, int[] rows) {
            int[] places = firstByWord;
            WordFilter filter = present;
            long[] range = packing.range(0);
            if (range == null
                    || (int) range[0] != range[0]
                    || (places == null && (filter == null || !filter.isExact()))) {
                return false;
            }
            int least = (int) range[0];
            // Counted from the least int, which makes a signed minimum of an unsigned one: absent is what is beyond the
            // last.
            int beyond = (int) (range[1] - range[0] + 1) + Integer.MIN_VALUE;
            int[] values = vector.values();
            if (small.length < count) {
                small = new int[count];
            }
            int[] words = small;
            for (int i = 0; i < count; i++) {
                words[i] = Math.min(values[i] - least + Integer.MIN_VALUE, beyond) + Integer.MIN_VALUE;
            }
            if (places != null) {
                for (int i = 0; i < count; i++) {
                    rows[i] = places[words[i]] - 1;
                }
            } else if (filter != null) {
                filter.look(words, count, rows);
            }
            int[] nulls = vector.nulls();
            if (nulls != null) {
                markNulls(nulls, count, rows);
            }
            if (places == null) {
                int found = hits(count, rows);
                for (int i = 0; i < found; i++) {
                    int row = hits[i];
                    rows[row] = firstRow(words[row]);
                }
            }
            return true;
        }

        private void findHashed(int count, int[] rows) {
            if (present != null) {
                present.look(packed, count, rows);
            }
            int found = hits(count, rows);
            for (int i = 0; i < found; i++) {
                int row = hits[i];
                rows[row] = firstRow(packed[row]);
            }
        }

        private int firstRow(long word) {
            return firstByHash == null ? -1 : firstByHash.get(word);
        }

        private static void markNulls(int[] nulls, int count, int[] rows) {
            for (int i = 0; i < count; i++) {
                rows[i] |= -nulls[i];
            }
        }

        /** Notes which rows are not -1, and returns how many. */
        private int hits(int count, int[] rows) {
            if (hits.length < count) {
                hits = new int[count];
            }
            int[] into = hits;
            int found = 0;
            for (int i = 0; i < count; i++) {
                into[found] = i;
                found += rows[i] + 1;
            }
            return found;
        }
    }

    Lookup lookup() {
        return new Lookup();
    }
}
