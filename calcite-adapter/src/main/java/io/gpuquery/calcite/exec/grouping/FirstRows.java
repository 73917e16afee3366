package io.gpuquery.calcite.exec.grouping;

import java.util.Arrays;

/** Where each group first occurred: the position of a segment, and a place in it. Groups of one table in ascending order. */
public final class FirstRows {
    private long[] positions = new long[16];
    private long[] places = new long[16];
    private int count;

    /** Adds those of the next group. */
    public void add(long position, long place) {
        if (count == places.length) {
            positions = Arrays.copyOf(positions, 2 * count);
            places = Arrays.copyOf(places, 2 * count);
        }
        positions[count] = position;
        places[count++] = place;
    }

    /** Of how many groups it is known. */
    public int count() {
        return count;
    }

    /** By group. */
    public long[] positions() {
        return positions;
    }

    /** By group. */
    public long[] places() {
        return places;
    }
}
