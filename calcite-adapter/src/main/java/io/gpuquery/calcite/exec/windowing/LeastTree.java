package io.gpuquery.calcite.exec.windowing;

/**
 * The row with the least word of any stretch of places: a tree as {@link DoubleTree}, whose nodes have the best row below them. Used
 * by one thread at a time.
 */
final class LeastTree {
    /** In place of a row. */
    static final int NONE = -1;

    private static final int FANOUT = DoubleTree.FANOUT;

    private final long[] words;
    private int[][] levels = new int[1][0];
    private int levelCount;

    /** Takes the words by row. */
    LeastTree(long[] words) {
        this.words = words;
    }

    /** The better of two rows, either of which may be none; of equal ones the first. */
    int less(int row, int other) {
        if (other == NONE) {
            return row;
        }
        return row == NONE || words[other] < words[row] ? other : row;
    }

    /** The lowest level, for so many places. */
    int[] rows(int count) {
        if (levels[0].length < count) {
            levels = new int[levelCount(count)][];
            for (int level = 0, size = count; level < levels.length; level++, size = (size + FANOUT - 1) / FANOUT) {
                levels[level] = new int[size];
            }
        }
        levelCount = levelCount(count);
        return levels[0];
    }

    private static int levelCount(int count) {
        int levels = 1;
        for (int size = count; size > FANOUT; size = (size + FANOUT - 1) / FANOUT) {
            levels++;
        }
        return levels;
    }

    /** Makes the upper levels, once the rows are there. */
    void build(int count) {
        int below = count;
        for (int level = 1; level < levelCount; level++) {
            int size = below / FANOUT;
            for (int node = 0; node < size; node++) {
                levels[level][node] = least(level - 1, NONE, node * FANOUT, (node + 1) * FANOUT);
            }
            below = size;
        }
    }

    private int least(int level, int before, int from, int to) {
        int[] rows = levels[level];
        int best = before;
        for (int i = from; i < to; i++) {
            best = less(best, rows[i]);
        }
        return best;
    }

    /** The best row from one place to before another; none if there is none. */
    int least(int from, int to) {
        int best = NONE;
        int low = from;
        int high = to;
        for (int level = 0; low < high; level++) {
            int nextLow = (low + FANOUT - 1) / FANOUT;
            int nextHigh = high / FANOUT;
            if (nextLow >= nextHigh || level == levelCount - 1) {
                return least(level, best, low, high);
            }
            best = least(level, best, low, nextLow * FANOUT);
            best = least(level, best, nextHigh * FANOUT, high);
            low = nextLow;
            high = nextHigh;
        }
        return best;
    }
}
