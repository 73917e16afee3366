package io.gpuquery.calcite.exec.grouping;

import io.gpuquery.calcite.exec.vector.CodedVector;
import io.gpuquery.calcite.exec.vector.Dictionary;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Vector;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An array from keys to their groups, for keys that are codes or integers of narrow range: known groups only, -1 elsewhere. It is made
 * anew when a dictionary changes or a range grows.
 */
final class DenseIndex {
    /** An array has at most so many places, or so many for each row that has come: keys that come in order, as of a log, have few. */
    private static final int MOST_KEYS = 1 << 18;

    private static final int PLACES_PER_ROW = 16;
    private static final long MOST_PLACES = 1 << 24;
    /**
     * After so many looks at all values of a block, places for the bounds that are known without a look cost less, up to so many
     * places.
     */
    private static final int LOOKS = 32;

    private static final int LOOSE_KEYS = 1 << 17;

    private final MemoryAccount memory;
    private int[] groups = new int[0];
    private @Nullable Dictionary[] dictionaries = new @Nullable Dictionary[0];
    /** Of integers the least and the greatest that have a place; of codes 0 and the greatest. */
    private int[] min = new int[0];

    private int[] max = new int[0];
    /** Whether nulls have a place, above that of the greatest; the code of a null is a code. */
    private boolean[] withNull = new boolean[0];

    private int looks;
    private long rows;
    /** So many rows have to come before another array is tried. */
    private long patience;

    private boolean made;
    private boolean hopeless;

    DenseIndex(MemoryAccount memory) {
        this.memory = memory;
    }

    int[] groups() {
        return groups;
    }

    /** Whether the last call of {@link #index} made the array anew: it knows no group. */
    boolean isNew() {
        return made;
    }

    /** Whether all keys are integers, none of them codes. */
    boolean isOfNumbers() {
        for (Dictionary dictionary : dictionaries) {
            if (dictionary != null) {
                return false;
            }
        }
        return true;
    }

    /** Writes the place of each row's key in {@link #groups()}; false if there is no array for such keys. */
    boolean index(Vector[] keys, int count, int[] places) {
        made = false;
        rows += count;
        if (hopeless || rows < patience || keys.length == 0 || !covers(keys)) {
            return false;
        }
        Arrays.fill(places, 0, count, 0);
        for (int key = 0; key < keys.length; key++) {
            if (keys[key] instanceof CodedVector coded) {
                add(coded.codes(), places(key), places, count);
            } else {
                add((IntVector) keys[key], min[key], places(key), places, count);
            }
        }
        return true;
    }

    /** How many values a key has. */
    private int places(int key) {
        return max[key] - min[key] + (withNull[key] ? 2 : 1);
    }

    /**
     * Makes groups known by the words of their keys, which are integers only.
     *
     * @param words nulls in the first of each group
     * @param wordsOfKeys which of a group's words has the low bits of each key
     */
    void put(long[] words, int wordCount, int[] wordsOfKeys, int size) {
        for (int group = 0; group < size; group++) {
            int row = group * wordCount;
            int place = 0;
            for (int key = 0; key < min.length; key++) {
                boolean isNull = ((words[row] >>> key) & 1) != 0;
                place = place * places(key)
                        + (isNull ? places(key) - 1 : (int) words[row + wordsOfKeys[key]] - min[key]);
            }
            groups[place] = group;
        }
    }

    private static void add(int[] codes, int size, int[] places, int count) {
        for (int i = 0; i < count; i++) {
            places[i] = places[i] * size + codes[i];
        }
    }

    private static void add(IntVector vector, int min, int size, int[] places, int count) {
        int[] values = vector.values();
        int[] nulls = vector.nulls();
        for (int i = 0; i < count; i++) {
            places[i] = places[i] * size + values[i] - min;
        }
        if (nulls != null) {
            for (int i = 0; i < count; i++) {
                int place = places[i] - (values[i] - min) + size - 1;
                places[i] = nulls[i] == 0 ? places[i] : place;
            }
        }
    }

    /** Whether the array is for keys like these; makes another where it was for others. */
    private boolean covers(Vector[] keys) {
        boolean fits = dictionaries.length == keys.length;
        for (int key = 0; fits && key < keys.length; key++) {
            if (keys[key] instanceof CodedVector coded) {
                fits = dictionaries[key] == coded.dictionary();
            } else {
                fits = dictionaries[key] == null && keys[key] instanceof IntVector ints && fits(ints, key);
            }
        }
        return fits || make(keys);
    }

    private boolean fits(IntVector ints, int key) {
        if (!withNull[key] && ints.nulls() != null) {
            return false;
        }
        if (ints.min() >= min[key] && ints.max() <= max[key]) {
            return true;
        }
        looks++;
        return looks != LOOKS && least(ints) >= min[key] && greatest(ints) <= max[key];
    }

    private boolean make(Vector[] keys) {
        boolean first = dictionaries.length != keys.length;
        if (first) {
            dictionaries = new @Nullable Dictionary[keys.length];
            min = new int[keys.length];
            max = new int[keys.length];
            withNull = new boolean[keys.length];
        }
        boolean loose = looks >= LOOKS && isLoose(keys);
        long size = 1;
        for (int key = 0; key < keys.length; key++) {
            if (keys[key] instanceof CodedVector coded) {
                dictionaries[key] = coded.dictionary();
                min[key] = 0;
                max[key] = coded.dictionary().nullCode();
            } else if (keys[key] instanceof IntVector ints) {
                boolean grows = !first && dictionaries[key] == null;
                if (loose) {
                    min[key] = Math.min(min[key], ints.min());
                    max[key] = Math.max(max[key], ints.max());
                } else {
                    widen(key, least(ints), greatest(ints), grows);
                }
                dictionaries[key] = null;
                withNull[key] |= ints.nulls() != null;
            } else {
                // Texts without codes, or 64 bits: perhaps for this block only, but then seldom enough.
                hopeless = true;
                return false;
            }
            size *= (long) max[key] - min[key] + (withNull[key] ? 2 : 1);
            if (size > MOST_PLACES) {
                hopeless = true;
                return false;
            }
        }
        if (size > mostPlaces()) {
            patience = size / PLACES_PER_ROW;
            dictionaries = new @Nullable Dictionary[0];
            return false;
        }
        if (groups.length < size) {
            memory.giveBack((long) groups.length * Integer.BYTES);
            groups = memory.allocate(size * Integer.BYTES, "groups", array((int) size));
        }
        Arrays.fill(groups, -1);
        made = true;
        return true;
    }

    private static Supplier<int[]> array(int length) {
        return () -> new int[length];
    }

    private long mostPlaces() {
        return Math.max(MOST_KEYS, Math.min(MOST_PLACES, rows * PLACES_PER_ROW));
    }

    /** Whether the bounds of all keys, together with those so far, leave few combinations. */
    private boolean isLoose(Vector[] keys) {
        long size = 1;
        for (int key = 0; key < keys.length && size <= LOOSE_KEYS; key++) {
            if (keys[key] instanceof CodedVector coded) {
                size *= coded.dictionary().nullCode() + 1L;
            } else if (keys[key] instanceof IntVector ints) {
                size *= (long) Math.max(max[key], ints.max()) - Math.min(min[key], ints.min()) + 2;
            }
        }
        return size <= LOOSE_KEYS;
    }

    /** The range of a key's values so far and in a block; where it grows, a bit farther, so that it grows seldom. */
    private void widen(int key, int least, int greatest, boolean grows) {
        if (!grows) {
            // Nothing but nulls: a range without a value.
            min[key] = least <= greatest ? least : 1;
            max[key] = least <= greatest ? greatest : 0;
            return;
        }
        long reach = ((long) max[key] - min[key]) / 2;
        if (4 * reach > MOST_KEYS / 2 && 4 * reach > mostPlaces()) {
            // Too wide to grow like that; what becomes of it is decided by its size.
            reach = mostPlaces();
        }
        if (least < min[key]) {
            min[key] = (int) Math.max(least - reach, Integer.MIN_VALUE);
        }
        if (greatest > max[key]) {
            max[key] = (int) Math.min(greatest + reach, Integer.MAX_VALUE);
        }
    }

    private static int least(IntVector vector) {
        int[] values = vector.values();
        int[] nulls = vector.nulls();
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < vector.length(); i++) {
            least = Math.min(least, nulls == null || nulls[i] == 0 ? values[i] : Integer.MAX_VALUE);
        }
        return least;
    }

    private static int greatest(IntVector vector) {
        int[] values = vector.values();
        int[] nulls = vector.nulls();
        int greatest = Integer.MIN_VALUE;
        for (int i = 0; i < vector.length(); i++) {
            greatest = Math.max(greatest, nulls == null || nulls[i] == 0 ? values[i] : Integer.MIN_VALUE);
        }
        return greatest;
    }
}
