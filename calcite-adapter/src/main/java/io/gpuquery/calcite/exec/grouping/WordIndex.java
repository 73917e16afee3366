package io.gpuquery.calcite.exec.grouping;

import org.jspecify.annotations.Nullable;

/**
 * An array from keys of one word, of a narrow range, to their groups: for tables that are brought together, of which the range is known.
 * Such keys mostly come in order, and then nothing is looked for all over a table.
 */
final class WordIndex {
    private static final int FEW_KEYS = 1 << 12;
    private static final long FEW_PLACES = 1 << 18;
    private static final long PLACES_PER_KEY = 16;
    private static final long MOST_PLACES = 1 << 26;

    private final long least;
    /** One more than the group; 0 where there is none. */
    private final int[] groups;

    private int ofNull;

    private WordIndex(long least, int[] groups) {
        this.least = least;
        this.groups = groups;
    }

    /** Null if there are too few keys to be worth it, or if their range is too wide. */
    static @Nullable WordIndex of(long least, long greatest, long keyCount, MemoryAccount memory) {
        long places = greatest - least + 1;
        boolean narrow = places > 0
                && places <= MOST_PLACES
                && places <= Math.max(FEW_PLACES, PLACES_PER_KEY * keyCount)
                && least <= greatest;
        return keyCount < FEW_KEYS || !narrow || memory.isOver()
                ? null
                : memory.allocate(places * Integer.BYTES, "groups", () -> new WordIndex(least, new int[(int) places]));
    }

    long bytes() {
        return (long) groups.length * Integer.BYTES;
    }

    /** The group of a key; -1 if there is none. */
    int get(boolean isNull, long word) {
        return (isNull ? ofNull : groups[(int) (word - least)]) - 1;
    }

    void put(boolean isNull, long word, int group) {
        if (isNull) {
            ofNull = group + 1;
        } else {
            groups[(int) (word - least)] = group + 1;
        }
    }
}
