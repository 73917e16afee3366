package io.gpuquery.calcite.exec.vector;

import io.gpuquery.column.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes a vector of values boxed as {@link io.gpuquery.calcite.expression.RowFunction} says. */
public final class Unboxing {
    private final ColumnType type;
    private final int[] nulls;
    private final long[] low;
    private final long[] high;
    private final double[] doubles;
    private final TextBuilder texts;
    private boolean anyNull;
    private int rows;

    /** Takes how many rows there will be. */
    public Unboxing(ColumnType type, int rowCount) {
        this.type = type;
        this.nulls = new int[rowCount];
        this.low = new long[rowCount];
        this.high = new long[rowCount];
        this.doubles = new double[rowCount];
        this.texts = new TextBuilder(rowCount);
    }

    /**
     * The next row.
     *
     * @throws ArithmeticException for a value that the type cannot hold
     */
    public void add(@Nullable Object value) {
        if (value == null) {
            nulls[rows] = 1;
            anyNull = true;
            texts.addEmpty();
        } else {
            put(value);
        }
        rows++;
    }

    private void put(Object value) {
        switch (type.kind()) {
            case BOOLEAN -> low[rows] = (Boolean) value ? 1 : 0;
            case TINYINT, SMALLINT, INTEGER, BIGINT, DATE -> low[rows] = integer(value);
            case REAL -> doubles[rows] = ((Number) value).floatValue();
            case DOUBLE -> doubles[rows] = ((Number) value).doubleValue();
            case DECIMAL -> decimal(value);
            case TIME, TIMESTAMP, TIMESTAMP_LTZ ->
                low[rows] = Math.multiplyExact(((Number) value).longValue(), PowersOfTen.of(type.precision() - 3));
            case VARCHAR -> texts.add(value.toString());
            case VARBINARY -> texts.add((byte[]) value, 0, ((byte[]) value).length);
            case UUID -> {
                UUID uuid = (UUID) value;
                high[rows] = uuid.getMostSignificantBits();
                low[rows] = uuid.getLeastSignificantBits();
            }
            case ARRAY, MAP, ROW -> throw new IllegalArgumentException("a function of type " + type);
        }
    }

    private long integer(Object value) {
        if (value instanceof BigDecimal decimal) {
            BigInteger whole = decimal.toBigInteger();
            if (whole.bitLength() >= Long.SIZE) {
                throw Fitting.outside(value.toString(), type);
            }
            return checked(whole.longValue());
        }
        return checked(((Number) value).longValue());
    }

    private long checked(long number) {
        if (number < Fitting.least(type) || number > Fitting.greatest(type)) {
            throw Fitting.outside(Long.toString(number), type);
        }
        return number;
    }

    private void decimal(Object value) {
        BigDecimal number = value instanceof BigDecimal decimal ? decimal : new BigDecimal(value.toString());
        BigInteger unscaled =
                number.setScale(type.scale(), RoundingMode.HALF_UP).unscaledValue();
        if (unscaled.abs().compareTo(PowersOfTen.big(type.precision())) >= 0) {
            throw Fitting.outside(unscaled, type);
        }
        high[rows] = Int128.high(unscaled);
        low[rows] = unscaled.longValue();
    }

    /** All rows. */
    public Vector build() {
        int @Nullable [] flags = anyNull ? nulls : null;
        return switch (type.storage()) {
            case INT8, INT16, INT32 -> {
                int[] ints = new int[rows];
                for (int i = 0; i < rows; i++) {
                    ints[i] = (int) low[i];
                }
                yield type.kind() == ColumnType.Kind.BOOLEAN
                        ? IntVector.booleans(ints, rows, flags)
                        : new IntVector(ints, rows, flags);
            }
            case INT64 -> new LongVector(low, rows, flags);
            case INT128 -> new WideVector(high, low, rows, flags, WideVector.ANY_BITS);
            case FLOAT32, FLOAT64 -> new DoubleVector(doubles, rows, flags);
            case VIEW -> texts.build(flags);
            case NESTED -> throw new IllegalArgumentException("a function of type " + type);
        };
    }
}
