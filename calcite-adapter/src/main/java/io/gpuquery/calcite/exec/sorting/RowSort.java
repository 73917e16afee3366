package io.gpuquery.calcite.exec.sorting;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Stable sorts of row numbers. Many rows whose keys are words alone are sorted by counting, sixteen bits at a time from the least
 * significant, leaving out bits in which all rows agree; others by merging. Source: Knuth, The Art of Computer Programming 3, 5.2.5
 * and 5.2.4.
 */
public final class RowSort {
    private static final int DIGIT_BITS = 16;
    private static final int DIGITS = 1 << DIGIT_BITS;
    private static final int FEW_ROWS = 32 * 1024;
    private static final int INSERTION_ROWS = 12;
    private static final int CHECK_ROWS = 1 << 14;

    private RowSort() {}

    /** Whether so many rows are sorted by merging, which needs nothing for each digit of their keys. */
    public static boolean isFew(int rowCount) {
        return rowCount <= FEW_ROWS;
    }

    /** Sorts some row numbers by merging; takes room for as many, and what is called from time to time. */
    public static void merge(KeyWords keys, int[] rows, int rowCount, int[] spare, Runnable check) {
        merge(keys, rows, spare, 0, rowCount, row -> {
            if (row % CHECK_ROWS == 0) {
                check.run();
            }
        });
    }

    /** Row numbers in order; rows with equal keys in the order of their numbers. Takes what is called from time to time. */
    public static int[] sort(KeyWords keys, Runnable check) {
        int[] rows = new int[keys.count()];
        Arrays.setAll(rows, i -> i);
        boolean words = keys.parts().stream().allMatch(part -> part.texts == null);
        if (words && !isFew(rows.length)) {
            return count(keys.parts(), rows, check);
        }
        merge(keys, rows, rows.length, new int[rows.length], check);
        return rows;
    }

    private static int[] count(List<KeyWords.Part> parts, int[] rows, Runnable check) {
        int[] from = rows;
        int[] to = new int[rows.length];
        int[] counts = new int[DIGITS];
        for (int part = parts.size() - 1; part >= 0; part--) {
            long[] words = parts.get(part).words;
            long different = different(words, rows.length);
            for (int shift = 0; shift < Long.SIZE; shift += DIGIT_BITS) {
                if (((different >>> shift) & (DIGITS - 1)) != 0) {
                    check.run();
                    // Signed words: the sign of the highest digit counts the other way round.
                    int flip = shift == Long.SIZE - DIGIT_BITS ? DIGITS / 2 : 0;
                    count(words, shift, flip, from, to, counts);
                    int[] swap = from;
                    from = to;
                    to = swap;
                }
            }
        }
        return from;
    }

    /** Bits in which not all words agree. */
    private static long different(long[] words, int count) {
        long different = 0;
        for (int i = 1; i < count; i++) {
            different |= words[i] ^ words[0];
        }
        return different;
    }

    private static void count(long[] words, int shift, int flip, int[] from, int[] to, int[] counts) {
        Arrays.fill(counts, 0);
        for (int i = 0; i < from.length; i++) {
            counts[((int) (words[i] >>> shift) & (DIGITS - 1)) ^ flip]++;
        }
        int end = 0;
        for (int digit = 0; digit < DIGITS; digit++) {
            int here = counts[digit];
            counts[digit] = end;
            end += here;
        }
        // Indexed by the digit with the sign flipped, so that ascending places are ascending words.
        for (int row : from) {
            to[counts[((int) (words[row] >>> shift) & (DIGITS - 1)) ^ flip]++] = row;
        }
    }

    private static void merge(KeyWords keys, int[] rows, int[] spare, int from, int to, IntConsumer check) {
        if (to - from <= INSERTION_ROWS) {
            insert(keys, rows, from, to);
            return;
        }
        int middle = (from + to) >>> 1;
        merge(keys, rows, spare, from, middle, check);
        merge(keys, rows, spare, middle, to, check);
        check.accept(to);
        if (keys.compare(rows[middle - 1], rows[middle]) <= 0) {
            return;
        }
        System.arraycopy(rows, from, spare, from, middle - from);
        int left = from;
        int right = middle;
        for (int next = from; left < middle; next++) {
            boolean takeRight = right < to && keys.compare(rows[right], spare[left]) < 0;
            rows[next] = takeRight ? rows[right++] : spare[left++];
        }
    }

    private static void insert(KeyWords keys, int[] rows, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            int row = rows[i];
            int at = i;
            for (; at > from && keys.compare(row, rows[at - 1]) < 0; at--) {
                rows[at] = rows[at - 1];
            }
            rows[at] = row;
        }
    }
}
