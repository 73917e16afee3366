package io.gpuquery.calcite.exec.grouping;

import io.gpuquery.calcite.exec.vector.CodedVector;
import io.gpuquery.calcite.exec.vector.Dictionary;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Vector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An array from keys to their groups, for keys that are codes or integers of narrow range: known groups only, -1 elsewhere. It is made
 * anew when a dictionary changes or a range grows.
 */
final class DenseIndex {
    private static final int MOST_KEYS = 1 << 18;

    private int[] groups = new int[0];
    private @Nullable Dictionary[] dictionaries = new @Nullable Dictionary[0];
    private int[] min = new int[0];
    private int[] max = new int[0];
    private boolean hopeless;

    int[] groups() {
        return groups;
    }

    /** Writes the place of each row's key in {@link #groups()}; false if there is no array for such keys. */
    boolean index(Vector[] keys, int count, int[] places) {
        if (hopeless || keys.length == 0 || !covers(keys)) {
            return false;
        }
        Arrays.fill(places, 0, count, 0);
        for (int key = 0; key < keys.length; key++) {
            // One more for nulls.
            int size = max[key] - min[key] + 2;
            if (keys[key] instanceof CodedVector coded) {
                add(coded.codes(), size, places, count);
            } else {
                add((IntVector) keys[key], min[key], size, places, count);
            }
        }
        return true;
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
                fits = dictionaries[key] == null
                        && keys[key] instanceof IntVector ints
                        && ints.min() >= min[key]
                        && ints.max() <= max[key];
            }
        }
        return fits || make(keys);
    }

    private boolean make(Vector[] keys) {
        boolean first = dictionaries.length != keys.length;
        if (first) {
            dictionaries = new @Nullable Dictionary[keys.length];
            min = new int[keys.length];
            max = new int[keys.length];
        }
        long size = 1;
        for (int key = 0; key < keys.length; key++) {
            if (keys[key] instanceof CodedVector coded) {
                dictionaries[key] = coded.dictionary();
                min[key] = 0;
                max[key] = coded.dictionary().nullCode();
            } else if (keys[key] instanceof IntVector ints) {
                boolean grows = !first && dictionaries[key] == null;
                dictionaries[key] = null;
                min[key] = grows ? Math.min(min[key], ints.min()) : ints.min();
                max[key] = grows ? Math.max(max[key], ints.max()) : ints.max();
            } else {
                // Texts without codes, or 64 bits: perhaps for this block only, but then seldom enough.
                hopeless = true;
                return false;
            }
            size *= (long) max[key] - min[key] + 2;
            if (size > MOST_KEYS) {
                hopeless = true;
                return false;
            }
        }
        if (groups.length < size) {
            groups = new int[(int) size];
        }
        Arrays.fill(groups, -1);
        return true;
    }
}
