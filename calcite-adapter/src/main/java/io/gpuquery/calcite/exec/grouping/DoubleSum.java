package io.gpuquery.calcite.exec.grouping;

import io.gpuquery.calcite.exec.vector.DoubleVector;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sums doubles, the same for any number of threads: the rows of a segment are added up in their order, and the sums of segments in the
 * order of these, whoever made them.
 */
public final class DoubleSum extends Accumulator {
    private static final int LANES = 4;
    private static final int PART_BYTES = Integer.BYTES + Double.BYTES;

    private final boolean zeroOfNothing;
    private final MemoryAccount memory;
    private double[] sums = new double[0];
    private int[] seen = new int[0];

    /** The segment at hand: its sums by group, and which groups these are. */
    private double[] segmentSums = new double[0];

    private boolean[] touched = new boolean[0];
    private int[] touchedGroups = new int[0];
    private int touchedCount;

    /** The segments before: the groups and sums of each, one after the other. */
    private int[] partGroups = new int[16];

    private double[] partSums = new double[16];
    private int partCount;
    private int reservedParts;
    private int[] segmentEnds = new int[16];
    private int segmentCount;

    /** Takes whether the sum of nothing is 0 instead of null. */
    public DoubleSum(boolean zeroOfNothing, MemoryAccount memory) {
        this.zeroOfNothing = zeroOfNothing;
        this.memory = memory;
    }

    @Override
    void grow(int groups) {
        if (groups > sums.length) {
            int capacity = capacity(groups);
            sums = Arrays.copyOf(sums, capacity);
            seen = Arrays.copyOf(seen, capacity);
            segmentSums = Arrays.copyOf(segmentSums, capacity);
            touched = Arrays.copyOf(touched, capacity);
            touchedGroups = Arrays.copyOf(touchedGroups, capacity);
        }
    }

    @Override
    public void add(Vector[] arguments, int count, int @Nullable [] groups, Scratch scratch) {
        DoubleVector vector = (DoubleVector) arguments[0];
        double[] values = vector.values();
        int[] nulls = vector.nulls();
        if (groups == null) {
            double[] present = nulls == null ? values : scratch.doubles(count);
            int presentCount = nulls == null ? count : present(values, nulls, count, present);
            if (presentCount > 0) {
                addBlock(sum(present, presentCount));
            }
        } else if (nulls == null) {
            add(values, groups, count);
        } else {
            for (int i = 0; i < count; i++) {
                if (nulls[i] == 0) {
                    touch(groups[i]);
                    segmentSums[groups[i]] += values[i];
                }
            }
        }
    }

    private static int present(double[] values, int[] nulls, int count, double[] present) {
        int presentCount = 0;
        for (int i = 0; i < count; i++) {
            present[presentCount] = values[i];
            presentCount += 1 - nulls[i];
        }
        return presentCount;
    }

    /** Adds what somebody else has added up of a block of rows without groups, in the same order. */
    public void addBlock(double sum) {
        touch(0);
        segmentSums[0] += sum;
    }

    /** In four sums, which the processor can add at a time. */
    private static double sum(double[] values, int count) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            a += values[i];
            b += values[i + 1];
            c += values[i + 2];
            d += values[i + 3];
        }
        for (; i < count; i++) {
            a += values[i];
        }
        return (a + b) + (c + d);
    }

    private void add(double[] values, int[] groups, int count) {
        if (touchedCount < groupCount()) {
            boolean[] known = touched;
            for (int i = 0; i < count; i++) {
                if (!known[groups[i]]) {
                    touch(groups[i]);
                }
            }
        }
        double[] into = segmentSums;
        for (int i = 0; i < count; i++) {
            into[groups[i]] += values[i];
        }
    }

    private void touch(int group) {
        if (!touched[group]) {
            touched[group] = true;
            touchedGroups[touchedCount++] = group;
            // Not the 0 that it is: a sum of -0 is -0.
            segmentSums[group] = -0.0;
        }
    }

    @Override
    public void endSegment() {
        int end = Math.addExact(partCount, touchedCount);
        if (end > partGroups.length) {
            int capacity = capacity(end);
            memory.reserve((long) capacity * PART_BYTES, "sums of groups");
            memory.giveBack((long) reservedParts * PART_BYTES);
            reservedParts = capacity;
            partGroups = Arrays.copyOf(partGroups, capacity);
            partSums = Arrays.copyOf(partSums, capacity);
        }
        for (int i = 0; i < touchedCount; i++) {
            int group = touchedGroups[i];
            partGroups[partCount] = group;
            partSums[partCount++] = segmentSums[group];
            touched[group] = false;
        }
        touchedCount = 0;
        if (segmentCount == segmentEnds.length) {
            segmentEnds = Arrays.copyOf(segmentEnds, capacity(segmentCount));
        }
        segmentEnds[segmentCount++] = partCount;
    }

    @Override
    public void mergeSegment(Accumulator other, int segment, int[] numbers) {
        DoubleSum from = (DoubleSum) other;
        int start = segment == 0 ? 0 : from.segmentEnds[segment - 1];
        for (int i = start; i < from.segmentEnds[segment]; i++) {
            int group = numbers[from.partGroups[i]];
            if (group < 0) {
                continue;
            }
            sums[group] = seen[group] == 0 ? from.partSums[i] : sums[group] + from.partSums[i];
            seen[group] = 1;
        }
    }

    /** All there is came segment by segment. */
    @Override
    public void merge(Accumulator other, int[] numbers) {}

    @Override
    int bytesPerGroup() {
        return 2 * Double.BYTES + 2 * Integer.BYTES + 1;
    }

    @Override
    public Vector result() {
        int count = groupCount();
        int[] nulls = new int[count];
        int any = 0;
        for (int group = 0; group < count; group++) {
            nulls[group] = zeroOfNothing ? 0 : seen[group] ^ 1;
            any |= nulls[group];
        }
        return new DoubleVector(sums, count, any == 0 ? null : nulls);
    }
}
