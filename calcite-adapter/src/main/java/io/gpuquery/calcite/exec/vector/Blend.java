package io.gpuquery.calcite.exec.vector;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts rows of vectors together. */
public final class Blend {
    private Blend() {}

    /** For each row the value of one vector where a flag is 1, else of the other. */
    public static Vector choose(int[] flags, Vector yes, Vector no, Scratch scratch) {
        int count = yes.length();
        int @Nullable [] nulls = nulls(flags, yes, no, scratch);
        if (yes instanceof NestedVector) {
            int[] rows = new int[count];
            for (int i = 0; i < count; i++) {
                rows[i] = flags[i] != 0 ? i : count + i;
            }
            return Concatenation.of(List.of(yes, no)).gather(rows, count, scratch);
        }
        if (yes instanceof IntVector a && no instanceof IntVector b) {
            return choose(flags, a, b, nulls, scratch);
        }
        if (yes instanceof DoubleVector a && no instanceof DoubleVector b) {
            double[] values = scratch.doubles(count);
            for (int i = 0; i < count; i++) {
                values[i] = flags[i] != 0 ? a.values()[i] : b.values()[i];
            }
            return new DoubleVector(values, count, nulls);
        }
        if (yes instanceof CodedVector a && no instanceof CodedVector b && a.dictionary() == b.dictionary()) {
            int[] codes = scratch.ints(count);
            for (int i = 0; i < count; i++) {
                codes[i] = flags[i] != 0 ? a.codes()[i] : b.codes()[i];
            }
            return new CodedVector(codes, a.dictionary(), count, nulls);
        }
        if (yes instanceof TextVector || yes instanceof CodedVector) {
            return choose(flags, Lanes.texts(yes, scratch), Lanes.texts(no, scratch), nulls);
        }
        if (Lanes.isWide(yes) || Lanes.isWide(no)) {
            return choose(flags, Lanes.wide(yes, scratch), Lanes.wide(no, scratch), nulls, scratch);
        }
        LongVector a = Lanes.longs(yes, scratch);
        LongVector b = Lanes.longs(no, scratch);
        long[] values = scratch.longs(count);
        for (int i = 0; i < count; i++) {
            values[i] = flags[i] != 0 ? a.values()[i] : b.values()[i];
        }
        return new LongVector(values, count, nulls, Math.min(a.min(), b.min()), Math.max(a.max(), b.max()));
    }

    private static int @Nullable [] nulls(int[] flags, Vector yes, Vector no, Scratch scratch) {
        int[] a = yes.nulls();
        int[] b = no.nulls();
        if (a == null && b == null) {
            return null;
        }
        int[] nulls = scratch.ints(yes.length());
        for (int i = 0; i < yes.length(); i++) {
            int[] from = flags[i] != 0 ? a : b;
            nulls[i] = from == null ? 0 : from[i];
        }
        return nulls;
    }

    private static IntVector choose(int[] flags, IntVector a, IntVector b, int @Nullable [] nulls, Scratch scratch) {
        int count = a.length();
        int[] x = a.values();
        int[] y = b.values();
        int[] values = scratch.ints(count);
        for (int i = 0; i < count; i++) {
            values[i] = (x[i] & -flags[i]) | (y[i] & (flags[i] - 1));
        }
        return new IntVector(values, count, nulls, Math.min(a.min(), b.min()), Math.max(a.max(), b.max()));
    }

    private static WideVector choose(int[] flags, WideVector a, WideVector b, int @Nullable [] nulls, Scratch scratch) {
        int count = a.length();
        long[] high = scratch.longs(count);
        long[] low = scratch.longs(count);
        for (int i = 0; i < count; i++) {
            WideVector from = flags[i] != 0 ? a : b;
            high[i] = from.high()[i];
            low[i] = from.low()[i];
        }
        return new WideVector(high, low, count, nulls, Math.max(a.bits(), b.bits()));
    }

    private static TextVector choose(int[] flags, TextVector a, TextVector b, int @Nullable [] nulls) {
        TextBuilder builder = new TextBuilder(a.length());
        for (int i = 0; i < a.length(); i++) {
            TextVector from = flags[i] != 0 ? a : b;
            if (nulls != null && nulls[i] != 0) {
                builder.addEmpty();
            } else {
                builder.add(from.bytes(), from.starts()[i], from.lengths()[i]);
            }
        }
        return builder.build(nulls);
    }

    /** A vector of more rows: the values at ascending positions, and NULL elsewhere. */
    public static Vector spread(Vector vector, int[] positions, int count, Scratch scratch) {
        int[] source = scratch.ints(count);
        int[] missing = Nulls.all(count, scratch);
        Arrays.fill(source, 0, count, 0);
        for (int i = 0; i < vector.length(); i++) {
            source[positions[i]] = i;
            missing[positions[i]] = 0;
        }
        Vector spread = vector.gather(source, count, scratch);
        Vector with = spread.withNulls(Nulls.either(spread.nulls(), missing, count, scratch));
        if (with instanceof IntVector ints && ints.min() == 0 && ints.max() == 1) {
            // Perhaps booleans, which are 0 under a null.
            return Booleans.masked(ints.values(), count, ints.nulls());
        }
        return with;
    }
}
