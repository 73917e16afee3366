package io.gpuquery.calcite.exec.sorting;

import java.util.Arrays;

/** Finds what a sort would put at a place, without sorting. Source: Hoare, Algorithm 65 (Find), with three parts. */
public final class Selection {
    private Selection() {}

    /**
     * The value below or at which there are so many of the first values: the last of the least.
     *
     * @param wanted from 1 to the number of values
     */
    public static long smallest(long[] values, int count, int wanted) {
        long[] left = Arrays.copyOf(values, count);
        int from = 0;
        int to = count;
        int place = wanted - 1;
        while (to - from > 1) {
            long pivot = middle(left[from], left[(from + to) >>> 1], left[to - 1]);
            int less = from;
            int next = from;
            int greater = to;
            while (next < greater) {
                long value = left[next];
                if (value < pivot) {
                    left[next++] = left[less];
                    left[less++] = value;
                } else if (value > pivot) {
                    left[next] = left[--greater];
                    left[greater] = value;
                } else {
                    next++;
                }
            }
            if (place < less) {
                to = less;
            } else if (place >= greater) {
                from = greater;
            } else {
                return pivot;
            }
        }
        return left[from];
    }

    private static long middle(long a, long b, long c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
