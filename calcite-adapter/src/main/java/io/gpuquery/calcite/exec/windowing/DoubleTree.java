package io.gpuquery.calcite.exec.windowing;

/**
 * Sums of stretches of doubles: a tree whose nodes have the sum of {@link #FANOUT} below them. What is added up, and in which order,
 * depends on the stretch alone; nothing is subtracted, so that a large value, or NaN, has no effect on stretches without it. Source:
 * Leis et al., Efficient Processing of Window Functions in Analytical SQL Queries, VLDB 2015. Used by one thread at a time.
 */
final class DoubleTree {
    static final int FANOUT = 16;

    private double[][] levels = new double[1][0];
    private int levelCount;

    /** The lowest level, for so many values. */
    double[] values(int count) {
        if (levels[0].length < count) {
            levels = new double[levelCount(count)][];
            for (int level = 0, size = count; level < levels.length; level++, size = (size + FANOUT - 1) / FANOUT) {
                levels[level] = new double[size];
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

    /** Makes the upper levels, once the values are there. */
    void build(int count) {
        int below = count;
        for (int level = 1; level < levelCount; level++) {
            // The last node may be of less: no stretch asks for it as a whole.
            int size = below / FANOUT;
            for (int node = 0; node < size; node++) {
                levels[level][node] = sum(level - 1, node * FANOUT, (node + 1) * FANOUT);
            }
            below = size;
        }
    }

    private double sum(int level, int from, int to) {
        double[] values = levels[level];
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return sum;
    }

    /** The sum from one place to before another. */
    double sum(int from, int to) {
        double sum = 0;
        int low = from;
        int high = to;
        for (int level = 0; low < high; level++) {
            int nextLow = (low + FANOUT - 1) / FANOUT;
            int nextHigh = high / FANOUT;
            if (nextLow >= nextHigh || level == levelCount - 1) {
                return sum + sum(level, low, high);
            }
            sum += sum(level, low, nextLow * FANOUT) + sum(level, nextHigh * FANOUT, high);
            low = nextLow;
            high = nextHigh;
        }
        return sum;
    }
}
