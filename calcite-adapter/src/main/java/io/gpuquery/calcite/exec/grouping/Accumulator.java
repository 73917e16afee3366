package io.gpuquery.calcite.exec.grouping;

import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import org.jspecify.annotations.Nullable;

/** What is added up of one aggregate's arguments, for each group. Used by one thread at a time. */
public abstract class Accumulator {
    private static final int BYTES_PER_GROUP = 16;

    private int groupCount;

    Accumulator() {}

    /** Makes room for more groups, which have seen nothing so far. */
    public final void ensure(int groups) {
        if (groups > groupCount) {
            groupCount = groups;
            grow(groups);
        }
    }

    /** The groups that there are. */
    final int groupCount() {
        return groupCount;
    }

    /** Makes arrays long enough. */
    abstract void grow(int groups);

    /**
     * Adds rows.
     *
     * @param arguments each of {@code count} rows
     * @param groups which group each row belongs to; null: all to the first
     */
    public abstract void add(Vector[] arguments, int count, int @Nullable [] groups, Scratch scratch);

    /** Ends a stretch of rows whose sums stay together, whoever adds them up. */
    public void endSegment() {}

    /** Makes itself ready to be merged into several others, by as many threads: what is added up does not change thereafter. */
    void settle() {}

    /**
     * Adds what another of the same kind has, all of it.
     *
     * @param numbers the group here for each group there; negative: it is left out
     */
    public abstract void merge(Accumulator other, int[] numbers);

    /** Adds what belongs to one segment alone; called for the segments of all others in order, before they are merged. */
    public void mergeSegment(Accumulator other, int segment, int[] numbers) {}

    /** Writes what it can do without to temporary files, for want of memory. */
    public void spill() {}

    /** About how many bytes it takes for each group. */
    int bytesPerGroup() {
        return BYTES_PER_GROUP;
    }

    /** One value for each group. */
    public abstract Vector result();

    /** An array length for so many groups, with room to grow. */
    static int capacity(int groups) {
        return Math.max(16, (int) Math.min(Integer.MAX_VALUE - 16, groups + (groups >> 1) + 1L));
    }
}
