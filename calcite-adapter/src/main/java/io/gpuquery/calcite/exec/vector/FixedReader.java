package io.gpuquery.calcite.exec.vector;

import io.gpuquery.column.ColumnType;
import io.gpuquery.column.FixedWidthColumn;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads values of one storage. Narrow integers become 32-bit ones, whose range the storage tells.
 *
 * <p>The loops are alike but for the types of buffer and array, and are written out for each: Java has no generic code over
 * primitives, and a call per value is what they are there to avoid.
 */
abstract class FixedReader extends ColumnReader {
    FixedReader(FixedWidthColumn column) {
        super(column.validity());
    }

    static FixedReader of(FixedWidthColumn column) {
        ByteBuffer bytes = column.values().bytes();
        return switch (column.storage()) {
            case INT8 -> new OfBytes(column, bytes);
            case INT16 -> new OfShorts(column, bytes.asShortBuffer());
            case INT32 -> new OfInts(column, bytes.asIntBuffer());
            case INT64 -> new OfLongs(column, bytes.asLongBuffer());
            case INT128 -> new OfWide(column, bytes.asLongBuffer());
            case FLOAT32 -> new OfFloats(column, bytes.asFloatBuffer());
            case FLOAT64 -> new OfDoubles(column, bytes.asDoubleBuffer());
            case VIEW, NESTED -> throw new IllegalArgumentException(column.storage() + " has no fixed width");
        };
    }

    private static final class OfBytes extends FixedReader {
        private final ByteBuffer source;
        private final boolean logical;
        private byte[] narrow = new byte[0];

        OfBytes(FixedWidthColumn column, ByteBuffer source) {
            super(column);
            this.source = source;
            this.logical = column.type().kind() == ColumnType.Kind.BOOLEAN;
        }

        @Override
        Vector read(int first, int count, Scratch scratch) {
            if (narrow.length < count) {
                narrow = new byte[count];
            }
            source.get(first, narrow, 0, count);
            int[] values = scratch.ints(count);
            byte[] from = narrow;
            for (int i = 0; i < count; i++) {
                values[i] = from[i];
            }
            return vector(values, count, nulls(first, count, scratch));
        }

        @Override
        Vector gather(int[] rows, int count, Scratch scratch) {
            int[] values = scratch.ints(count);
            for (int i = 0; i < count; i++) {
                values[i] = source.get(rows[i]);
            }
            return vector(values, count, nulls(rows, count, scratch));
        }

        private Vector vector(int[] values, int count, int @Nullable [] nulls) {
            return logical
                    ? Booleans.masked(values, count, nulls)
                    : new IntVector(values, count, nulls, Byte.MIN_VALUE, Byte.MAX_VALUE);
        }
    }

    private static final class OfShorts extends FixedReader {
        private final ShortBuffer source;
        private short[] narrow = new short[0];

        OfShorts(FixedWidthColumn column, ShortBuffer source) {
            super(column);
            this.source = source;
        }

        @Override
        Vector read(int first, int count, Scratch scratch) {
            if (narrow.length < count) {
                narrow = new short[count];
            }
            source.get(first, narrow, 0, count);
            int[] values = scratch.ints(count);
            short[] from = narrow;
            for (int i = 0; i < count; i++) {
                values[i] = from[i];
            }
            return OfInts.bounded(values, count, nulls(first, count, scratch));
        }

        @Override
        Vector gather(int[] rows, int count, Scratch scratch) {
            int[] values = scratch.ints(count);
            for (int i = 0; i < count; i++) {
                values[i] = source.get(rows[i]);
            }
            return OfInts.bounded(values, count, nulls(rows, count, scratch));
        }
    }

    private static final class OfInts extends FixedReader {
        private final IntBuffer source;

        OfInts(FixedWidthColumn column, IntBuffer source) {
            super(column);
            this.source = source;
        }

        @Override
        Vector read(int first, int count, Scratch scratch) {
            int[] values = scratch.ints(count);
            source.get(first, values, 0, count);
            return bounded(values, count, nulls(first, count, scratch));
        }

        @Override
        Vector gather(int[] rows, int count, Scratch scratch) {
            int[] values = scratch.ints(count);
            for (int i = 0; i < count; i++) {
                values[i] = source.get(rows[i]);
            }
            return bounded(values, count, nulls(rows, count, scratch));
        }

        /** With bounds that are cheap to find: magnitudes below a power of two. */
        static Vector bounded(int[] values, int count, int @Nullable [] nulls) {
            int signs = 0;
            int magnitudes = 0;
            for (int i = 0; i < count; i++) {
                signs |= values[i];
                magnitudes |= values[i] ^ (values[i] >> 31);
            }
            int max = magnitudes == 0 ? 0 : -1 >>> Integer.numberOfLeadingZeros(magnitudes);
            return new IntVector(values, count, nulls, signs < 0 ? -max - 1 : 0, max);
        }
    }

    private static final class OfLongs extends FixedReader {
        private final LongBuffer source;

        OfLongs(FixedWidthColumn column, LongBuffer source) {
            super(column);
            this.source = source;
        }

        @Override
        Vector read(int first, int count, Scratch scratch) {
            long[] values = scratch.longs(count);
            source.get(first, values, 0, count);
            return bounded(values, count, nulls(first, count, scratch));
        }

        @Override
        Vector gather(int[] rows, int count, Scratch scratch) {
            long[] values = scratch.longs(count);
            for (int i = 0; i < count; i++) {
                values[i] = source.get(rows[i]);
            }
            return bounded(values, count, nulls(rows, count, scratch));
        }

        static LongVector bounded(long[] values, int count, int @Nullable [] nulls) {
            long signs = 0;
            long magnitudes = 0;
            for (int i = 0; i < count; i++) {
                signs |= values[i];
                magnitudes |= values[i] ^ (values[i] >> 63);
            }
            long max = magnitudes == 0 ? 0 : -1L >>> Long.numberOfLeadingZeros(magnitudes);
            return new LongVector(values, count, nulls, signs < 0 ? -max - 1 : 0, max);
        }
    }

    private static final class OfWide extends FixedReader {
        private final LongBuffer source;
        private final boolean number;
        private long[] pairs = new long[0];

        OfWide(FixedWidthColumn column, LongBuffer source) {
            super(column);
            this.source = source;
            this.number = column.type().kind() == ColumnType.Kind.DECIMAL;
        }

        @Override
        Vector read(int first, int count, Scratch scratch) {
            if (pairs.length < 2 * count) {
                pairs = new long[2 * count];
            }
            source.get(2 * first, pairs, 0, 2 * count);
            long[] high = scratch.longs(count);
            long[] low = scratch.longs(count);
            for (int i = 0; i < count; i++) {
                low[i] = pairs[2 * i];
                high[i] = pairs[2 * i + 1];
            }
            return vector(high, low, count, nulls(first, count, scratch));
        }

        @Override
        Vector gather(int[] rows, int count, Scratch scratch) {
            long[] high = scratch.longs(count);
            long[] low = scratch.longs(count);
            for (int i = 0; i < count; i++) {
                low[i] = source.get(2 * rows[i]);
                high[i] = source.get(2 * rows[i] + 1);
            }
            return vector(high, low, count, nulls(rows, count, scratch));
        }

        /** Decimals that all fit 64 bits go on in these. */
        private Vector vector(long[] high, long[] low, int count, int @Nullable [] nulls) {
            long wide = 0;
            for (int i = 0; i < count; i++) {
                wide |= high[i] ^ (low[i] >> 63);
            }
            return wide == 0 && number
                    ? OfLongs.bounded(low, count, nulls)
                    : new WideVector(high, low, count, nulls, WideVector.ANY_BITS);
        }
    }

    private static final class OfFloats extends FixedReader {
        private final FloatBuffer source;
        private float[] narrow = new float[0];

        OfFloats(FixedWidthColumn column, FloatBuffer source) {
            super(column);
            this.source = source;
        }

        @Override
        Vector read(int first, int count, Scratch scratch) {
            if (narrow.length < count) {
                narrow = new float[count];
            }
            source.get(first, narrow, 0, count);
            double[] values = scratch.doubles(count);
            float[] from = narrow;
            for (int i = 0; i < count; i++) {
                values[i] = from[i];
            }
            return new DoubleVector(values, count, nulls(first, count, scratch));
        }

        @Override
        Vector gather(int[] rows, int count, Scratch scratch) {
            double[] values = scratch.doubles(count);
            for (int i = 0; i < count; i++) {
                values[i] = source.get(rows[i]);
            }
            return new DoubleVector(values, count, nulls(rows, count, scratch));
        }
    }

    private static final class OfDoubles extends FixedReader {
        private final DoubleBuffer source;

        OfDoubles(FixedWidthColumn column, DoubleBuffer source) {
            super(column);
            this.source = source;
        }

        @Override
        Vector read(int first, int count, Scratch scratch) {
            double[] values = scratch.doubles(count);
            source.get(first, values, 0, count);
            return new DoubleVector(values, count, nulls(first, count, scratch));
        }

        @Override
        Vector gather(int[] rows, int count, Scratch scratch) {
            double[] values = scratch.doubles(count);
            for (int i = 0; i < count; i++) {
                values[i] = source.get(rows[i]);
            }
            return new DoubleVector(values, count, nulls(rows, count, scratch));
        }
    }
}
