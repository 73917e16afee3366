package io.gpuquery.calcite.exec.grouping;

import java.util.Arrays;

/**
 * Sums of few groups, four for each, to which rows are added by turns: where rows of one group follow each other, as they do when groups
 * are few, none waits for the sum before it to reach memory. Used by one thread at a time.
 */
final class TurnSums {
    private static final int MOST_GROUPS = 64;
    /** Rows for each group, below which adding the four up takes what they save. */
    private static final int ROWS = 16;

    private static final int TURNS = 4;

    private long[] sums = new long[0];

    /** Whether it is worth it. */
    static boolean suit(int groups, int rows) {
        return groups <= MOST_GROUPS && rows >= ROWS * groups;
    }

    private long[] room() {
        if (sums.length == 0) {
            sums = new long[TURNS * MOST_GROUPS];
        }
        return sums;
    }

    /** Adds values. */
    void add(int[] values, int[] groups, int count) {
        long[] into = room();
        int i = 0;
        for (; i <= count - TURNS; i += TURNS) {
            into[TURNS * groups[i]] += values[i];
            into[TURNS * groups[i + 1] + 1] += values[i + 1];
            into[TURNS * groups[i + 2] + 2] += values[i + 2];
            into[TURNS * groups[i + 3] + 3] += values[i + 3];
        }
        for (; i < count; i++) {
            into[TURNS * groups[i]] += values[i];
        }
    }

    /** Adds values. */
    void add(long[] values, int[] groups, int count) {
        long[] into = room();
        int i = 0;
        for (; i <= count - TURNS; i += TURNS) {
            into[TURNS * groups[i]] += values[i];
            into[TURNS * groups[i + 1] + 1] += values[i + 1];
            into[TURNS * groups[i + 2] + 2] += values[i + 2];
            into[TURNS * groups[i + 3] + 3] += values[i + 3];
        }
        for (; i < count; i++) {
            into[TURNS * groups[i]] += values[i];
        }
    }

    /** Adds 1 for each row. */
    void count(int[] groups, int count) {
        long[] into = room();
        int i = 0;
        for (; i <= count - TURNS; i += TURNS) {
            into[TURNS * groups[i]]++;
            into[TURNS * groups[i + 1] + 1]++;
            into[TURNS * groups[i + 2] + 2]++;
            into[TURNS * groups[i + 3] + 3]++;
        }
        for (; i < count; i++) {
            into[TURNS * groups[i]]++;
        }
    }

    /** Moves the sums of the first groups to others, one for each. */
    void addTo(long[] totals, int groups) {
        for (int group = 0; group < groups; group++) {
            int first = TURNS * group;
            totals[group] += sums[first] + sums[first + 1] + sums[first + 2] + sums[first + 3];
        }
        Arrays.fill(sums, 0, TURNS * groups, 0);
    }
}
