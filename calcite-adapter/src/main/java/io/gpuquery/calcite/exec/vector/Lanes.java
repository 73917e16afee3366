package io.gpuquery.calcite.exec.vector;

import io.gpuquery.column.ColumnType;
import io.gpuquery.scan.Literal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** From lane to lane. */
public final class Lanes {
    /** Below it a double holds every integer. */
    private static final long EXACT_DOUBLES = 1L << 53;

    /** Powers of ten up to this one are doubles, so that a quotient by them is rounded once. */
    private static final int EXACT_POWERS = 22;

    private Lanes() {}

    /** The same integers in 64 bits; only of values that are known to fit. */
    public static LongVector longs(Vector vector, Scratch scratch) {
        if (vector instanceof LongVector longs) {
            return longs;
        }
        int count = vector.length();
        long[] values = scratch.longs(count);
        if (vector instanceof IntVector ints) {
            int[] from = ints.values();
            for (int i = 0; i < count; i++) {
                values[i] = from[i];
            }
            return new LongVector(values, count, vector.nulls(), ints.min(), ints.max());
        }
        System.arraycopy(((WideVector) vector).low(), 0, values, 0, count);
        return new LongVector(values, count, vector.nulls());
    }

    /** The same integers in 128 bits. */
    public static WideVector wide(Vector vector, Scratch scratch) {
        if (vector instanceof WideVector wide) {
            return wide;
        }
        LongVector longs = longs(vector, scratch);
        int count = vector.length();
        long[] low = longs.values();
        long[] high = scratch.longs(count);
        for (int i = 0; i < count; i++) {
            high[i] = low[i] >> 63;
        }
        return new WideVector(high, low, count, vector.nulls(), bits(longs.min(), longs.max()));
    }

    /** Bits of the greatest magnitude between two bounds. */
    static int bits(long min, long max) {
        return Long.SIZE - Long.numberOfLeadingZeros((min ^ (min >> 63)) | (max ^ (max >> 63))) + 1;
    }

    /** Whether an exact vector is known to fit 64 bits. */
    static boolean isWide(Vector vector) {
        return vector instanceof WideVector;
    }

    /** Exact numbers with some digits after the point as doubles, each rounded once. */
    public static DoubleVector doubles(Vector vector, int scale, Scratch scratch) {
        if (vector instanceof DoubleVector doubles) {
            return doubles;
        }
        int count = vector.length();
        double[] values = scratch.doubles(count);
        if (vector instanceof WideVector wide) {
            for (int i = 0; i < count; i++) {
                values[i] = wide.isNull(i)
                        ? 0
                        : Boxes.decimal(wide.high()[i], wide.low()[i], scale).doubleValue();
            }
            return new DoubleVector(values, count, vector.nulls());
        }
        LongVector longs = longs(vector, scratch);
        long[] from = longs.values();
        for (int i = 0; i < count; i++) {
            values[i] = from[i];
        }
        if (scale != 0) {
            if (scale <= EXACT_POWERS && longs.min() >= -EXACT_DOUBLES && longs.max() <= EXACT_DOUBLES) {
                double divisor = Math.pow(10, scale);
                for (int i = 0; i < count; i++) {
                    values[i] /= divisor;
                }
            } else {
                for (int i = 0; i < count; i++) {
                    values[i] = BigDecimal.valueOf(from[i], scale).doubleValue();
                }
            }
        }
        return new DoubleVector(values, count, vector.nulls());
    }

    /** Codes as the texts that they stand for. */
    public static TextVector texts(Vector vector, Scratch scratch) {
        return vector instanceof CodedVector coded ? coded.texts(scratch) : (TextVector) vector;
    }

    /** A literal as one row. */
    public static Vector constant(@Nullable Literal value, ColumnType type) {
        int @Nullable [] nulls = value == null ? new int[] {1} : null;
        return switch (type.storage()) {
            case INT8, INT16, INT32 -> {
                int number = value == null ? 0 : integer(value).intValueExact();
                yield new IntVector(new int[] {number}, 1, nulls, number, number);
            }
            case INT64 -> {
                long number = value == null ? 0 : integer(value).longValueExact();
                boolean narrow = number == (int) number && type.kind() == ColumnType.Kind.DECIMAL;
                yield narrow
                        ? new IntVector(new int[] {(int) number}, 1, nulls, (int) number, (int) number)
                        : new LongVector(new long[] {number}, 1, nulls, number, number);
            }
            case INT128 -> {
                BigInteger number = value == null ? BigInteger.ZERO : integer(value);
                if (number.bitLength() < Long.SIZE && type.kind() == ColumnType.Kind.DECIMAL) {
                    long small = number.longValueExact();
                    yield new LongVector(new long[] {small}, 1, nulls, small, small);
                }
                yield new WideVector(
                        new long[] {Int128.high(number)},
                        new long[] {number.longValue()},
                        1,
                        nulls,
                        Math.min(WideVector.ANY_BITS, number.bitLength() + 1));
            }
            case FLOAT32, FLOAT64 ->
                new DoubleVector(new double[] {value == null ? 0 : ((Literal.OfDouble) value).value()}, 1, nulls);
            case VIEW -> {
                byte[] bytes = value == null ? new byte[0] : ((Literal.OfBytes) value).value();
                yield new TextVector(bytes, new int[] {0}, new int[] {bytes.length}, 1, nulls);
            }
            case NESTED -> {
                if (value != null) {
                    throw new IllegalArgumentException("a literal of " + type);
                }
                yield Nesting.ofNull(type);
            }
        };
    }

    private static BigInteger integer(Literal value) {
        if (value instanceof Literal.OfBigInteger big) {
            return big.value();
        }
        return value instanceof Literal.OfBytes uuid
                ? new BigInteger(uuid.value())
                : BigInteger.valueOf(((Literal.OfLong) value).value());
    }

    /** One row again and again. */
    public static Vector repeat(Vector row, int count) {
        int[] nulls = row.nulls();
        int @Nullable [] flags = null;
        if (nulls != null && nulls[0] != 0) {
            flags = filled(1, count);
        }
        if (row instanceof IntVector ints) {
            return new IntVector(filled(ints.values()[0], count), count, flags, ints.min(), ints.max());
        }
        if (row instanceof LongVector longs) {
            return new LongVector(filled(longs.values()[0], count), count, flags, longs.min(), longs.max());
        }
        if (row instanceof DoubleVector doubles) {
            double[] values = new double[count];
            Arrays.fill(values, doubles.values()[0]);
            return new DoubleVector(values, count, flags);
        }
        if (row instanceof WideVector wide) {
            return new WideVector(
                    filled(wide.high()[0], count), filled(wide.low()[0], count), count, flags, wide.bits());
        }
        TextVector text = texts(row, new Scratch(0));
        return new TextVector(
                text.bytes(), filled(text.starts()[0], count), filled(text.lengths()[0], count), count, flags);
    }

    /** The same arrays, of which only so many rows count. */
    public static Vector first(Vector vector, int count) {
        int[] nulls = vector.nulls();
        if (vector.length() == count) {
            return vector;
        }
        if (vector instanceof IntVector ints) {
            return new IntVector(ints.values(), count, nulls, ints.min(), ints.max());
        }
        if (vector instanceof LongVector longs) {
            return new LongVector(longs.values(), count, nulls, longs.min(), longs.max());
        }
        if (vector instanceof DoubleVector doubles) {
            return new DoubleVector(doubles.values(), count, nulls);
        }
        if (vector instanceof WideVector wide) {
            return new WideVector(wide.high(), wide.low(), count, nulls, wide.bits());
        }
        if (vector instanceof CodedVector coded) {
            return new CodedVector(coded.codes(), coded.dictionary(), count, nulls);
        }
        TextVector text = (TextVector) vector;
        return new TextVector(text.bytes(), text.starts(), text.lengths(), count, nulls);
    }

    private static int[] filled(int value, int count) {
        int[] values = new int[count];
        Arrays.fill(values, value);
        return values;
    }

    private static long[] filled(long value, int count) {
        long[] values = new long[count];
        Arrays.fill(values, value);
        return values;
    }
}
