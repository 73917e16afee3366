package io.gpuquery.calcite.exec.vector;

import java.util.ArrayList;
import java.util.List;

/**
 * Arrays for the vectors of one block, used again for the next. Contents are whatever was there before. Used by one thread at a
 * time.
 */
public final class Scratch {
    private final int capacity;
    private final List<int[]> ints = new ArrayList<>();
    private final List<long[]> longs = new ArrayList<>();
    private final List<double[]> doubles = new ArrayList<>();
    private int intsUsed;
    private int longsUsed;
    private int doublesUsed;

    /** Takes the most rows of a block; what is longer is allocated each time. */
    public Scratch(int capacity) {
        this.capacity = capacity;
    }

    /** Takes back all arrays that were given out. */
    public void reset() {
        intsUsed = 0;
        longsUsed = 0;
        doublesUsed = 0;
    }

    public int[] ints(int length) {
        if (length > capacity) {
            return new int[length];
        }
        if (intsUsed == ints.size()) {
            ints.add(new int[capacity]);
        }
        return ints.get(intsUsed++);
    }

    public long[] longs(int length) {
        if (length > capacity) {
            return new long[length];
        }
        if (longsUsed == longs.size()) {
            longs.add(new long[capacity]);
        }
        return longs.get(longsUsed++);
    }

    public double[] doubles(int length) {
        if (length > capacity) {
            return new double[length];
        }
        if (doublesUsed == doubles.size()) {
            doubles.add(new double[capacity]);
        }
        return doubles.get(doublesUsed++);
    }
}
