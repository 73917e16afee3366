package io.gpuquery.calcite.exec.vector;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The integers from one to another, both included: what comparisons with constants ask for. There are none where the least is above the
 * greatest.
 */
public record Interval(long least, long greatest) {
    /** What a comparison with a constant leaves of the integers of 64 bits; null where that is no interval, or the constant no such. */
    public static @Nullable Interval of(Comparison comparison, Vector constant) {
        long value;
        if (constant.isNull(0)) {
            return null;
        } else if (constant instanceof IntVector ints) {
            value = ints.values()[0];
        } else if (constant instanceof LongVector longs) {
            value = longs.values()[0];
        } else {
            return null;
        }
        return switch (comparison) {
            case EQ -> new Interval(value, value);
            case LE -> new Interval(Long.MIN_VALUE, value);
            case GE -> new Interval(value, Long.MAX_VALUE);
            case LT -> value == Long.MIN_VALUE ? null : new Interval(Long.MIN_VALUE, value - 1);
            case GT -> value == Long.MAX_VALUE ? null : new Interval(value + 1, Long.MAX_VALUE);
            case NE -> null;
        };
    }

    /** What both have. */
    public Interval and(Interval other) {
        return new Interval(Math.max(least, other.least), Math.min(greatest, other.greatest));
    }

    /** TRUE for each value that is in it, NULL for each null, else FALSE; null where values are not integers of up to 64 bits. */
    public @Nullable IntVector contains(Vector vector, Scratch scratch) {
        int count = vector.length();
        int[] flags;
        if (vector instanceof IntVector ints) {
            flags = scratch.ints(count);
            contains(ints, flags, count);
        } else if (vector instanceof LongVector longs) {
            flags = scratch.ints(count);
            long[] values = longs.values();
            for (int i = 0; i < count; i++) {
                flags[i] = values[i] >= least && values[i] <= greatest ? 1 : 0;
            }
        } else {
            return null;
        }
        return Booleans.masked(flags, count, vector.nulls());
    }

    private void contains(IntVector ints, int[] flags, int count) {
        boolean all = ints.min() >= least && ints.max() <= greatest;
        if (all || ints.max() < least || ints.min() > greatest || least > greatest) {
            Arrays.fill(flags, 0, count, all ? 1 : 0);
            return;
        }
        int low = (int) Math.max(least, Integer.MIN_VALUE);
        int width = (int) Math.min(greatest, Integer.MAX_VALUE) - low;
        int[] values = ints.values();
        // One comparison without signs, of which C2 of JDK 17 makes vector instructions. Source: Hacker's Delight,
        // 2-12.
        for (int i = 0; i < count; i++) {
            int offset = values[i] - low;
            flags[i] = ((~offset | width) & ((offset ^ width) | ~(width - offset))) >>> 31;
        }
    }
}
