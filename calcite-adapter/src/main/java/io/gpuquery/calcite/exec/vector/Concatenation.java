package io.gpuquery.calcite.exec.vector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Vectors of one type, one after the other. */
public final class Concatenation {
    private Concatenation() {}

    /** Takes at least one vector. The arrays of the result are new, unless there is but one. */
    public static Vector of(List<Vector> vectors) {
        Vector first = vectors.get(0);
        if (vectors.size() == 1) {
            return first;
        }
        int count = 0;
        for (Vector vector : vectors) {
            count = Math.addExact(count, vector.length());
        }
        int @Nullable [] nulls = nulls(vectors, count);
        if (first instanceof NestedVector nested) {
            return nested(vectors, nested, count, nulls);
        }
        if (first instanceof DoubleVector) {
            return doubles(vectors, count, nulls);
        }
        if (first instanceof TextVector || first instanceof CodedVector) {
            Dictionary shared = sharedDictionary(vectors);
            return shared == null ? texts(vectors, nulls) : codes(vectors, shared, count, nulls);
        }
        if (vectors.stream().anyMatch(WideVector.class::isInstance)) {
            return wide(vectors, count, nulls);
        }
        if (vectors.stream().allMatch(IntVector.class::isInstance)) {
            return ints(vectors, count, nulls);
        }
        return longs(vectors, count, nulls);
    }

    private static Vector nested(List<Vector> vectors, NestedVector first, int count, int @Nullable [] nulls) {
        Vector[] children = new Vector[first.childCount()];
        for (int i = 0; i < children.length; i++) {
            int child = i;
            children[i] = of(vectors.stream()
                    .map(vector -> ((NestedVector) vector).child(child))
                    .toList());
        }
        if (!first.hasOffsets()) {
            return NestedVector.rows(children, count, nulls);
        }
        int[] offsets = new int[count + 1];
        int end = 0;
        int base = 0;
        for (Vector vector : vectors) {
            NestedVector lists = (NestedVector) vector;
            for (int row = 1; row <= lists.length(); row++) {
                offsets[end + row] = Math.addExact(base, lists.offset(row));
            }
            end += lists.length();
            base = Math.addExact(base, lists.child(0).length());
            offsets[end] = base;
        }
        return NestedVector.lists(children, offsets, count, nulls);
    }

    private static int @Nullable [] nulls(List<Vector> vectors, int count) {
        if (vectors.stream().allMatch(vector -> vector.nulls() == null)) {
            return null;
        }
        int[] nulls = new int[count];
        int end = 0;
        for (Vector vector : vectors) {
            int[] from = vector.nulls();
            if (from != null) {
                System.arraycopy(from, 0, nulls, end, vector.length());
            }
            end += vector.length();
        }
        return nulls;
    }

    private static Vector ints(List<Vector> vectors, int count, int @Nullable [] nulls) {
        int[] values = new int[count];
        int min = Integer.MAX_VALUE;
        int max = Integer.MIN_VALUE;
        int end = 0;
        for (Vector vector : vectors) {
            IntVector ints = (IntVector) vector;
            System.arraycopy(ints.values(), 0, values, end, vector.length());
            min = Math.min(min, ints.min());
            max = Math.max(max, ints.max());
            end += vector.length();
        }
        return new IntVector(values, count, nulls, min, max);
    }

    private static Vector longs(List<Vector> vectors, int count, int @Nullable [] nulls) {
        long[] values = new long[count];
        int end = 0;
        for (Vector vector : vectors) {
            LongVector longs = Lanes.longs(vector, new Scratch(0));
            System.arraycopy(longs.values(), 0, values, end, vector.length());
            end += vector.length();
        }
        return new LongVector(values, count, nulls);
    }

    private static Vector wide(List<Vector> vectors, int count, int @Nullable [] nulls) {
        long[] high = new long[count];
        long[] low = new long[count];
        int end = 0;
        for (Vector vector : vectors) {
            WideVector wide = Lanes.wide(vector, new Scratch(0));
            System.arraycopy(wide.high(), 0, high, end, vector.length());
            System.arraycopy(wide.low(), 0, low, end, vector.length());
            end += vector.length();
        }
        return new WideVector(high, low, count, nulls, WideVector.ANY_BITS);
    }

    private static Vector doubles(List<Vector> vectors, int count, int @Nullable [] nulls) {
        double[] values = new double[count];
        int end = 0;
        for (Vector vector : vectors) {
            System.arraycopy(((DoubleVector) vector).values(), 0, values, end, vector.length());
            end += vector.length();
        }
        return new DoubleVector(values, count, nulls);
    }

    private static @Nullable Dictionary sharedDictionary(List<Vector> vectors) {
        Dictionary shared = null;
        for (Vector vector : vectors) {
            if (!(vector instanceof CodedVector coded) || (shared != null && shared != coded.dictionary())) {
                return null;
            }
            shared = coded.dictionary();
        }
        return shared;
    }

    private static Vector codes(List<Vector> vectors, Dictionary dictionary, int count, int @Nullable [] nulls) {
        int[] codes = new int[count];
        int end = 0;
        for (Vector vector : vectors) {
            System.arraycopy(((CodedVector) vector).codes(), 0, codes, end, vector.length());
            end += vector.length();
        }
        return new CodedVector(codes, dictionary, count, nulls);
    }

    private static Vector texts(List<Vector> vectors, int @Nullable [] nulls) {
        int count = vectors.stream().mapToInt(Vector::length).sum();
        TextBuilder builder = new TextBuilder(count);
        for (Vector vector : vectors) {
            TextVector texts = Lanes.texts(vector, new Scratch(0));
            for (int i = 0; i < texts.length(); i++) {
                if (texts.isNull(i)) {
                    builder.addEmpty();
                } else {
                    builder.add(texts.bytes(), texts.starts()[i], texts.lengths()[i]);
                }
            }
        }
        return builder.build(nulls);
    }

    /** About how many bytes of the heap a vector takes. */
    public static long sizeBytes(Vector vector) {
        long nulls = vector.nulls() == null ? 0 : Integer.BYTES;
        if (vector instanceof TextVector texts) {
            long lengths = 0;
            for (int i = 0; i < texts.length(); i++) {
                lengths += texts.lengths()[i];
            }
            return lengths + (2L * Integer.BYTES + nulls) * vector.length();
        }
        if (vector instanceof NestedVector nested) {
            long bytes = (Integer.BYTES + nulls) * vector.length();
            for (int i = 0; i < nested.childCount(); i++) {
                bytes += sizeBytes(nested.child(i));
            }
            return bytes;
        }
        boolean narrow = vector instanceof IntVector || vector instanceof CodedVector;
        long width = narrow ? Integer.BYTES : vector instanceof WideVector ? 2L * Long.BYTES : Long.BYTES;
        return (width + nulls) * vector.length();
    }
}
