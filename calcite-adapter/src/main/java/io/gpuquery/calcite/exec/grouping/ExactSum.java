package io.gpuquery.calcite.exec.grouping;

import io.gpuquery.calcite.exec.vector.Fitting;
import io.gpuquery.calcite.exec.vector.Int128;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.exec.vector.WideVector;
import io.gpuquery.column.ColumnType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sums integers and unscaled decimals in 128 bits. While the ranges of the rows tell that 64 bits do, rows are added up in these, and
 * carried over only now and then.
 *
 * <p>The loops over ints and those over longs are alike, and are written out for each: widening ints to longs first would be one more
 * pass over twice the bytes.
 */
public final class ExactSum extends Accumulator {
    private final ColumnType type;
    private final boolean zeroOfNothing;
    private final SeenGroups seen;
    private final TurnSums turns = new TurnSums();
    private long[] pending = new long[0];
    private long[] low = new long[0];
    private long[] high = new long[0];
    /** No pending sum is farther from 0. */
    private long bound;

    /**
     * Takes the type of the sum, of the scale of the argument, whether the sum of nothing is 0 instead of null, and whether all rows
     * of all groups come, those with nulls too.
     */
    public ExactSum(ColumnType type, boolean zeroOfNothing, boolean allRows) {
        this.type = type;
        this.zeroOfNothing = zeroOfNothing;
        this.seen = new SeenGroups(allRows);
    }

    @Override
    void grow(int groups) {
        if (groups > low.length) {
            int capacity = capacity(groups);
            pending = Arrays.copyOf(pending, capacity);
            low = Arrays.copyOf(low, capacity);
            high = Arrays.copyOf(high, capacity);
            seen.grow(capacity);
        }
    }

    @Override
    public void add(Vector[] arguments, int count, int @Nullable [] groups, Scratch scratch) {
        Vector vector = arguments[0];
        int[] nulls = vector.nulls();
        seen.see(groups, nulls, count, groupCount());
        if (vector instanceof WideVector wide) {
            add(wide, groups, nulls, count);
            return;
        }
        long most = vector instanceof IntVector ints
                ? Math.max(-(long) ints.min(), ints.max())
                : magnitude((LongVector) vector);
        if (most < 0 || most > Long.MAX_VALUE / Math.max(1, count)) {
            addCarrying((LongVector) vector, groups, nulls, count);
            return;
        }
        long more = most * count;
        if (bound + more < 0) {
            carry();
        }
        bound += more;
        if (vector instanceof IntVector ints) {
            add(ints, groups, nulls, count, more <= Integer.MAX_VALUE, scratch);
        } else {
            add((LongVector) vector, groups, nulls, count, scratch);
        }
    }

    /** Negative if it does not fit. */
    private static long magnitude(LongVector vector) {
        return vector.min() == Long.MIN_VALUE ? -1 : Math.max(Math.abs(vector.min()), Math.abs(vector.max()));
    }

    private void add(
            IntVector vector,
            int @Nullable [] groups,
            int @Nullable [] nulls,
            int count,
            boolean narrow,
            Scratch scratch) {
        int[] values = vector.values();
        long[] sums = pending;
        if (groups == null) {
            int[] present = nulls == null ? values : masked(values, nulls, count, scratch);
            sums[0] += narrow ? narrowSum(present, count) : sum(present, count);
        } else if (TurnSums.suit(groupCount(), count)) {
            turns.add(nulls == null ? values : masked(values, nulls, count, scratch), groups, count);
            turns.addTo(sums, groupCount());
        } else if (nulls == null) {
            for (int i = 0; i < count; i++) {
                sums[groups[i]] += values[i];
            }
        } else {
            for (int i = 0; i < count; i++) {
                sums[groups[i]] += values[i] & (nulls[i] - 1);
            }
        }
    }

    private static int[] masked(int[] values, int[] nulls, int count, Scratch scratch) {
        int[] masked = scratch.ints(count);
        for (int i = 0; i < count; i++) {
            masked[i] = values[i] & (nulls[i] - 1);
        }
        return masked;
    }

    private static long[] masked(long[] values, int[] nulls, int count, Scratch scratch) {
        long[] masked = scratch.longs(count);
        for (int i = 0; i < count; i++) {
            masked[i] = values[i] & ((long) nulls[i] - 1);
        }
        return masked;
    }

    private static long sum(int[] values, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
        }
        return sum;
    }

    /** In 32 bits, which the caller knows to do: C2 makes vector instructions of it. */
    private static int narrowSum(int[] values, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
        }
        return sum;
    }

    private void add(LongVector vector, int @Nullable [] groups, int @Nullable [] nulls, int count, Scratch scratch) {
        long[] values = vector.values();
        long[] sums = pending;
        if (groups == null) {
            sums[0] += nulls == null ? sum(values, count) : sum(values, nulls, count);
        } else if (TurnSums.suit(groupCount(), count)) {
            turns.add(nulls == null ? values : masked(values, nulls, count, scratch), groups, count);
            turns.addTo(sums, groupCount());
        } else if (nulls == null) {
            for (int i = 0; i < count; i++) {
                sums[groups[i]] += values[i];
            }
        } else {
            for (int i = 0; i < count; i++) {
                sums[groups[i]] += values[i] & ((long) nulls[i] - 1);
            }
        }
    }

    private static long sum(long[] values, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
        }
        return sum;
    }

    private static long sum(long[] values, int[] nulls, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i] & ((long) nulls[i] - 1);
        }
        return sum;
    }

    private void addCarrying(LongVector vector, int @Nullable [] groups, int @Nullable [] nulls, int count) {
        for (int i = 0; i < count; i++) {
            if (nulls == null || nulls[i] == 0) {
                long value = vector.values()[i];
                add(groups == null ? 0 : groups[i], value >> 63, value);
            }
        }
    }

    private void add(WideVector vector, int @Nullable [] groups, int @Nullable [] nulls, int count) {
        for (int i = 0; i < count; i++) {
            if (nulls == null || nulls[i] == 0) {
                add(groups == null ? 0 : groups[i], vector.high()[i], vector.low()[i]);
            }
        }
    }

    private void add(int group, long moreHigh, long moreLow) {
        long sum = low[group] + moreLow;
        long before = high[group];
        long after = before + moreHigh + Int128.carry(sum, moreLow);
        if (((before ^ after) & (moreHigh ^ after)) < 0) {
            throw Fitting.outside("a sum of more than 38 digits", type);
        }
        low[group] = sum;
        high[group] = after;
    }

    /** Writes nothing where nothing is pending, since several threads may merge it. */
    @Override
    void settle() {
        if (bound != 0) {
            carry();
        }
    }

    private void carry() {
        for (int group = 0; group < groupCount(); group++) {
            add(group, pending[group] >> 63, pending[group]);
            pending[group] = 0;
        }
        bound = 0;
    }

    @Override
    public void merge(Accumulator other, int[] numbers) {
        ExactSum from = (ExactSum) other;
        from.settle();
        for (int group = 0; group < from.groupCount(); group++) {
            if (numbers[group] >= 0) {
                add(numbers[group], from.high[group], from.low[group]);
            }
        }
        seen.merge(from.seen, from.groupCount(), numbers);
    }

    @Override
    int bytesPerGroup() {
        return 3 * Long.BYTES + Integer.BYTES;
    }

    @Override
    public Vector result() {
        carry();
        int count = groupCount();
        int @Nullable [] nulls = zeroOfNothing ? null : seen.nulls(count);
        Vector sums = new WideVector(high, low, count, nulls, WideVector.ANY_BITS);
        return Fitting.fit(sums, type, new Scratch(0));
    }
}
