package io.gpuquery.calcite.exec.vector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of several vectors of one type, in any order. */
public final class Interleaving {
    private Interleaving() {}

    /**
     * Rows in arrays of their own.
     *
     * @param sources which vector each row is of
     * @param rows its number there
     */
    public static Vector of(List<Vector> vectors, int[] sources, int[] rows, int count) {
        int @Nullable [] nulls = nulls(vectors, sources, rows, count);
        Vector first = vectors.get(0);
        if (first instanceof DoubleVector) {
            double[] values = new double[count];
            for (int i = 0; i < count; i++) {
                values[i] = ((DoubleVector) vectors.get(sources[i])).values()[rows[i]];
            }
            return new DoubleVector(values, count, nulls);
        }
        if (first instanceof TextVector || first instanceof CodedVector) {
            return texts(vectors, sources, rows, count, nulls);
        }
        if (vectors.stream().anyMatch(WideVector.class::isInstance)) {
            long[] high = new long[count];
            long[] low = new long[count];
            for (int i = 0; i < count; i++) {
                high[i] = Block.high(vectors.get(sources[i]), rows[i]);
                low[i] = Block.low(vectors.get(sources[i]), rows[i]);
            }
            return new WideVector(high, low, count, nulls, WideVector.ANY_BITS);
        }
        if (vectors.stream().allMatch(IntVector.class::isInstance)) {
            return ints(vectors, sources, rows, count, nulls);
        }
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = Block.low(vectors.get(sources[i]), rows[i]);
        }
        return new LongVector(values, count, nulls);
    }

    private static int @Nullable [] nulls(List<Vector> vectors, int[] sources, int[] rows, int count) {
        if (vectors.stream().allMatch(vector -> vector.nulls() == null)) {
            return null;
        }
        int[] nulls = new int[count];
        int any = 0;
        for (int i = 0; i < count; i++) {
            nulls[i] = vectors.get(sources[i]).isNull(rows[i]) ? 1 : 0;
            any |= nulls[i];
        }
        return any == 0 ? null : nulls;
    }

    private static Vector ints(List<Vector> vectors, int[] sources, int[] rows, int count, int @Nullable [] nulls) {
        int[] values = new int[count];
        int min = Integer.MAX_VALUE;
        int max = Integer.MIN_VALUE;
        for (Vector vector : vectors) {
            min = Math.min(min, ((IntVector) vector).min());
            max = Math.max(max, ((IntVector) vector).max());
        }
        for (int i = 0; i < count; i++) {
            values[i] = ((IntVector) vectors.get(sources[i])).values()[rows[i]];
        }
        return new IntVector(values, count, nulls, min, max);
    }

    private static Vector texts(List<Vector> vectors, int[] sources, int[] rows, int count, int @Nullable [] nulls) {
        TextBuilder builder = new TextBuilder(count);
        for (int i = 0; i < count; i++) {
            Vector vector = vectors.get(sources[i]);
            if (vector.isNull(rows[i])) {
                builder.addEmpty();
            } else if (vector instanceof CodedVector coded) {
                TextVector entries = coded.dictionary().entries();
                int code = coded.codes()[rows[i]];
                builder.add(entries.bytes(), entries.starts()[code], entries.lengths()[code]);
            } else {
                TextVector texts = (TextVector) vector;
                builder.add(texts.bytes(), texts.starts()[rows[i]], texts.lengths()[rows[i]]);
            }
        }
        return builder.build(nulls);
    }
}
