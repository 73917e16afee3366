package io.gpuquery.calcite.exec.grouping;

import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.Nulls;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Counts rows in which no argument is null. */
public final class CountAccumulator extends Accumulator {
    private final TurnSums turns = new TurnSums();
    private long[] counts = new long[0];

    @Override
    void grow(int groups) {
        if (groups > counts.length) {
            counts = Arrays.copyOf(counts, capacity(groups));
        }
    }

    @Override
    public void add(Vector[] arguments, int count, int @Nullable [] groups, Scratch scratch) {
        int[] nulls = Nulls.any(arguments, count, scratch);
        if (groups == null) {
            counts[0] += nulls == null ? count : count - sum(nulls, count);
        } else if (nulls == null && TurnSums.suit(groupCount(), count)) {
            turns.count(groups, count);
            turns.addTo(counts, groupCount());
        } else if (nulls == null) {
            add(groups, count);
        } else {
            add(groups, nulls, count);
        }
    }

    /** Adds rows that nobody looked at to the first group. */
    public void add(long count) {
        counts[0] = Math.addExact(counts[0], count);
    }

    /** Adds rows that somebody else has counted, by group. */
    public void addCounts(long[] more, int count, int @Nullable [] groups) {
        for (int i = 0; i < count; i++) {
            counts[groups == null ? 0 : groups[i]] += more[i];
        }
    }

    private static int sum(int[] values, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
        }
        return sum;
    }

    private void add(int[] groups, int count) {
        long[] sums = counts;
        for (int i = 0; i < count; i++) {
            sums[groups[i]]++;
        }
    }

    private void add(int[] groups, int[] nulls, int count) {
        long[] sums = counts;
        for (int i = 0; i < count; i++) {
            sums[groups[i]] += 1 - nulls[i];
        }
    }

    @Override
    public void merge(Accumulator other, int[] numbers) {
        CountAccumulator from = (CountAccumulator) other;
        for (int group = 0; group < from.groupCount(); group++) {
            if (numbers[group] >= 0) {
                counts[numbers[group]] += from.counts[group];
            }
        }
    }

    long count(int group) {
        return counts[group];
    }

    @Override
    public Vector result() {
        return new LongVector(counts, groupCount(), null, 0, Long.MAX_VALUE);
    }
}
