package io.gpuquery.calcite.exec.windowing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The places of a partition whose rows have values. Used by one thread at a time. */
final class PresentPlaces {
    private final List<int[]> nulls;
    /** How many places with values come before each place; one more at the end. */
    private int[] before = new int[0];

    private int[] places = new int[0];

    /** Takes what says where values are missing, see {@link io.gpuquery.calcite.exec.vector.Vector#nulls}; none: nowhere. */
    PresentPlaces(List<int[]> nulls) {
        this.nulls = nulls;
    }

    static List<int[]> nullsOf(int @Nullable [] nulls) {
        return nulls == null ? List.of() : List.of(nulls);
    }

    void open(Partition partition) {
        if (nulls.isEmpty()) {
            return;
        }
        int count = partition.count();
        if (before.length <= count) {
            before = new int[count + 1];
            places = new int[count];
        }
        int present = 0;
        for (int place = 0; place < count; place++) {
            before[place] = present;
            int row = partition.row(place);
            int missing = 0;
            for (int[] each : nulls) {
                missing |= each[row];
            }
            if (missing == 0) {
                places[present++] = place;
            }
        }
        before[count] = present;
    }

    /** How many there are from one place to before another. */
    int count(int from, int to) {
        return nulls.isEmpty() ? to - from : before[to] - before[from];
    }

    /** How many there are before a place. */
    int before(int place) {
        return nulls.isEmpty() ? place : before[place];
    }

    /** One of them, counted from 0. */
    int place(int number) {
        return nulls.isEmpty() ? number : places[number];
    }
}
