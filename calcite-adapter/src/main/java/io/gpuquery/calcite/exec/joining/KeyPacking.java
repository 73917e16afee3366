package io.gpuquery.calcite.exec.joining;

import io.gpuquery.calcite.exec.grouping.MemoryAccount;
import io.gpuquery.calcite.exec.vector.IntVector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How the words of a key become one: each less the smallest there is, and all put together where their ranges leave room for that; else
 * words get numbers, pairs of numbers are words again, and so on. Words that no row of the table has are found out on the way.
 */
final class KeyPacking {
    /** For no words at all. */
    static final KeyPacking NONE = new KeyPacking(new long[0], new long[0], 0, new LongIndex[0]);

    private static final int NUMBER_BITS = 32;

    private final long[] least;
    /** How many values there may be from the smallest to the greatest; unsigned, 0: all of 64 bits. */
    private final long[] sizes;

    private final long places;
    /** Numbers of the words put together so far, and of the next, alternately; none if ranges do. */
    private final LongIndex[] numbers;

    private KeyPacking(long[] least, long[] sizes, long places, LongIndex[] numbers) {
        this.least = least;
        this.sizes = sizes;
        this.places = places;
        this.numbers = numbers;
    }

    /** For the words of some rows, apart from those that are missing. */
    static KeyPacking of(long[][] words, int @Nullable [] missing, int count, MemoryAccount memory) {
        long[] least = new long[words.length];
        long[] sizes = new long[words.length];
        long places = 1;
        for (int word = 0; word < words.length; word++) {
            long min = Long.MAX_VALUE;
            long max = Long.MIN_VALUE;
            for (int i = 0; i < count; i++) {
                if (missing == null || missing[i] == 0) {
                    min = Math.min(min, words[word][i]);
                    max = Math.max(max, words[word][i]);
                }
            }
            if (min > max) {
                min = 0;
                max = 0;
            }
            least[word] = min;
            sizes[word] = max - min + 1;
            boolean fits = sizes[word] > 0 && places > 0 && places <= Long.MAX_VALUE / sizes[word];
            places = fits ? places * sizes[word] : 0;
        }
        if (places > 0 || words.length == 1) {
            return new KeyPacking(least, sizes, places, new LongIndex[0]);
        }
        LongIndex[] numbers = new LongIndex[2 * (words.length - 1)];
        long[] packed = words[0].clone();
        for (int word = 1; word < words.length; word++) {
            LongIndex before = LongIndex.of(count, memory);
            LongIndex next = LongIndex.of(count, memory);
            numbers[2 * word - 2] = before;
            numbers[2 * word - 1] = next;
            int befores = 0;
            int nexts = 0;
            for (int i = 0; i < count; i++) {
                if (missing != null && missing[i] != 0) {
                    continue;
                }
                int high = before.get(packed[i]);
                if (high < 0) {
                    high = befores++;
                    before.put(packed[i], high);
                }
                int low = next.get(words[word][i]);
                if (low < 0) {
                    low = nexts++;
                    next.put(words[word][i], low);
                }
                packed[i] = pair(high, low);
            }
        }
        return new KeyPacking(least, sizes, 0, numbers);
    }

    /** For one key of 32 bits, given as it is. */
    static KeyPacking of(IntVector keys, int count) {
        int[] values = keys.values();
        int[] nulls = keys.nulls();
        int min = Integer.MAX_VALUE;
        int max = Integer.MIN_VALUE;
        for (int i = 0; i < count; i++) {
            if (nulls == null || nulls[i] == 0) {
                min = Math.min(min, values[i]);
                max = Math.max(max, values[i]);
            }
        }
        long least = Math.min(min, max);
        long size = min > max ? 1 : max - least + 1;
        return new KeyPacking(new long[] {least}, new long[] {size}, size, new LongIndex[0]);
    }

    private static long pair(int high, int low) {
        return ((long) high << NUMBER_BITS) | low;
    }

    /** The least and the greatest of the words at a place; null if their range is too wide. */
    long @Nullable [] range(int word) {
        return sizes[word] <= 0 ? null : new long[] {least[word], least[word] + (sizes[word] - 1)};
    }

    /** The least of the first words. */
    long least() {
        return least[0];
    }

    /** Packed words are from 0 to below this; 0: they may be any. */
    long places() {
        return places;
    }

    /**
     * Writes the packed words.
     *
     * @param absent takes -1 for rows whose packed word, which is then unspecified, no row of the table can have, and 0 for others;
     *     null: there are none such, or nobody asks
     */
    void pack(long[][] words, int count, long[] packed, int @Nullable [] absent) {
        if (absent != null) {
            Arrays.fill(absent, 0, count, 0);
        }
        if (numbers.length > 0) {
            packNumbers(words, count, packed, absent);
            return;
        }
        for (int word = 0; word < words.length; word++) {
            long[] from = words[word];
            long min = least[word];
            long size = sizes[word];
            if (absent != null && size > 0) {
                for (int i = 0; i < count; i++) {
                    long offset = from[i] - min;
                    // Without a jump: the sign is set where the offset is negative or beyond the last.
                    absent[i] |= (int) ((offset | (size - 1 - offset)) >> (Long.SIZE - 1));
                }
            }
            for (int i = 0; i < count; i++) {
                packed[i] = word == 0 ? from[i] - min : packed[i] * size + (from[i] - min);
            }
        }
    }

    private void packNumbers(long[][] words, int count, long[] packed, int @Nullable [] absent) {
        System.arraycopy(words[0], 0, packed, 0, count);
        for (int word = 1; word < words.length; word++) {
            LongIndex before = numbers[2 * word - 2];
            LongIndex next = numbers[2 * word - 1];
            for (int i = 0; i < count; i++) {
                int high = before.get(packed[i]);
                int low = next.get(words[word][i]);
                packed[i] = pair(high, low);
                if (absent != null) {
                    absent[i] |= (high | low) >> 31;
                }
            }
        }
    }
}
