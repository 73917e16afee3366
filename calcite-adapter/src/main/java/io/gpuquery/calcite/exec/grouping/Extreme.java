package io.gpuquery.calcite.exec.grouping;

import io.gpuquery.calcite.exec.vector.DoubleVector;
import io.gpuquery.calcite.exec.vector.Int128;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.OrderedBits;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.exec.vector.WideVector;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.Storage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The least, or the greatest, of values of fixed width; doubles by their bits in order. */
public final class Extreme extends Accumulator {
    private final ColumnType type;
    private final boolean greatest;
    private final boolean wide;
    private long[] low = new long[0];
    private long[] high = new long[0];
    private boolean[] seen = new boolean[0];

    public Extreme(ColumnType type, boolean greatest) {
        this.type = type;
        this.greatest = greatest;
        this.wide = type.storage() == Storage.INT128;
    }

    @Override
    void grow(int groups) {
        if (groups > low.length) {
            int capacity = capacity(groups);
            int before = low.length;
            low = Arrays.copyOf(low, capacity);
            Arrays.fill(low, before, capacity, greatest ? Long.MIN_VALUE : Long.MAX_VALUE);
            high = Arrays.copyOf(high, wide ? capacity : 0);
            seen = Arrays.copyOf(seen, capacity);
        }
    }

    @Override
    public void add(Vector[] arguments, int count, int @Nullable [] groups, Scratch scratch) {
        Vector vector = arguments[0];
        int[] nulls = vector.nulls();
        if (wide) {
            WideVector values = Lanes.wide(vector, scratch);
            for (int i = 0; i < count; i++) {
                if (nulls == null || nulls[i] == 0) {
                    put(groups == null ? 0 : groups[i], values.high()[i], values.low()[i]);
                }
            }
            return;
        }
        if (groups == null && vector instanceof IntVector ints) {
            addAll(ints.values(), nulls, count, scratch);
            return;
        }
        LongVector longs = vector instanceof DoubleVector doubles
                ? OrderedBits.of(doubles, scratch)
                : Lanes.longs(vector, scratch);
        long[] values = longs.values();
        if (nulls != null) {
            addSome(values, groups, nulls, count, scratch);
        } else if (groups == null) {
            addAll(values, count);
        } else {
            for (int i = 0; i < count; i++) {
                seen[groups[i]] = true;
            }
            if (greatest) {
                putGreatest(values, groups, count);
            } else {
                putLeast(values, groups, count);
            }
        }
    }

    private void addAll(long[] values, int count) {
        low[0] = greatest ? greatest(low[0], values, count) : least(low[0], values, count);
        seen[0] |= count > 0;
    }

    /** In 32 bits, and in four runs, which the processor can be at at a time. */
    private void addAll(int[] values, int @Nullable [] nulls, int count, Scratch scratch) {
        int[] present = values;
        int absent = 0;
        if (nulls != null) {
            present = scratch.ints(count);
            absent = mask(values, nulls, greatest ? Integer.MIN_VALUE : Integer.MAX_VALUE, present, count);
        }
        if (absent < count) {
            put(0, greatest ? greatest(present, count) : least(present, count));
        }
    }

    /** Puts what is neutral in the place of nulls, and counts these. */
    private static int mask(int[] values, int[] nulls, int neutral, int[] present, int count) {
        for (int i = 0; i < count; i++) {
            int keep = nulls[i] - 1;
            present[i] = (values[i] & keep) | (neutral & ~keep);
        }
        int absent = 0;
        for (int i = 0; i < count; i++) {
            absent += nulls[i];
        }
        return absent;
    }

    private static int least(int[] values, int count) {
        int a = values[0];
        int b = a;
        int c = a;
        int d = a;
        int i = 0;
        for (; i <= count - 4; i += 4) {
            a = Math.min(a, values[i]);
            b = Math.min(b, values[i + 1]);
            c = Math.min(c, values[i + 2]);
            d = Math.min(d, values[i + 3]);
        }
        for (; i < count; i++) {
            a = Math.min(a, values[i]);
        }
        return Math.min(Math.min(a, b), Math.min(c, d));
    }

    private static int greatest(int[] values, int count) {
        int a = values[0];
        int b = a;
        int c = a;
        int d = a;
        int i = 0;
        for (; i <= count - 4; i += 4) {
            a = Math.max(a, values[i]);
            b = Math.max(b, values[i + 1]);
            c = Math.max(c, values[i + 2]);
            d = Math.max(d, values[i + 3]);
        }
        for (; i < count; i++) {
            a = Math.max(a, values[i]);
        }
        return Math.max(Math.max(a, b), Math.max(c, d));
    }

    private static long least(long before, long[] values, int count) {
        long extreme = before;
        for (int i = 0; i < count; i++) {
            extreme = Math.min(extreme, values[i]);
        }
        return extreme;
    }

    private static long greatest(long before, long[] values, int count) {
        long extreme = before;
        for (int i = 0; i < count; i++) {
            extreme = Math.max(extreme, values[i]);
        }
        return extreme;
    }

    private void putLeast(long[] values, int[] groups, int count) {
        for (int i = 0; i < count; i++) {
            low[groups[i]] = Math.min(low[groups[i]], values[i]);
        }
    }

    private void putGreatest(long[] values, int[] groups, int count) {
        for (int i = 0; i < count; i++) {
            low[groups[i]] = Math.max(low[groups[i]], values[i]);
        }
    }

    /** Without a jump that depends on a null: what is neutral takes its place. */
    private void addSome(long[] values, int @Nullable [] groups, int[] nulls, int count, Scratch scratch) {
        long neutral = greatest ? Long.MIN_VALUE : Long.MAX_VALUE;
        long[] masked = scratch.longs(count);
        for (int i = 0; i < count; i++) {
            long isNull = -(long) nulls[i];
            masked[i] = (values[i] & ~isNull) | (neutral & isNull);
        }
        if (groups == null) {
            int some = 0;
            for (int i = 0; i < count; i++) {
                some |= nulls[i] ^ 1;
            }
            addAll(masked, some == 0 ? 0 : count);
            return;
        }
        for (int i = 0; i < count; i++) {
            seen[groups[i]] |= nulls[i] == 0;
        }
        if (greatest) {
            putGreatest(masked, groups, count);
        } else {
            putLeast(masked, groups, count);
        }
    }

    private void put(int group, long value) {
        low[group] = greatest ? Math.max(low[group], value) : Math.min(low[group], value);
        seen[group] = true;
    }

    private void put(int group, long newHigh, long newLow) {
        int order = Int128.compare(newHigh, newLow, high[group], low[group]);
        if (!seen[group] || (greatest ? order > 0 : order < 0)) {
            high[group] = newHigh;
            low[group] = newLow;
            seen[group] = true;
        }
    }

    @Override
    public void merge(Accumulator other, int[] numbers) {
        Extreme from = (Extreme) other;
        for (int group = 0; group < from.groupCount(); group++) {
            if (from.seen[group] && numbers[group] >= 0) {
                if (wide) {
                    put(numbers[group], from.high[group], from.low[group]);
                } else {
                    put(numbers[group], from.low[group]);
                }
            }
        }
    }

    @Override
    public Vector result() {
        int count = groupCount();
        int[] nulls = new int[count];
        int any = 0;
        for (int group = 0; group < count; group++) {
            nulls[group] = seen[group] ? 0 : 1;
            any |= nulls[group];
        }
        int @Nullable [] flags = any == 0 ? null : nulls;
        return switch (type.storage()) {
            case INT8, INT16, INT32 -> {
                int[] ints = new int[count];
                for (int group = 0; group < count; group++) {
                    ints[group] = seen[group] ? (int) low[group] : 0;
                }
                yield type.kind() == ColumnType.Kind.BOOLEAN
                        ? IntVector.booleans(ints, count, flags)
                        : new IntVector(ints, count, flags);
            }
            case INT64 -> new LongVector(low, count, flags);
            case INT128 -> new WideVector(high, low, count, flags, WideVector.ANY_BITS);
            case FLOAT32, FLOAT64 -> OrderedBits.doubles(low, count, flags);
            case VIEW, NESTED -> throw new IllegalStateException(type + " has no fixed width");
        };
    }
}
