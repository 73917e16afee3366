package io.gpuquery.calcite.exec.vector;

import io.gpuquery.calcite.expression.RowFunction;
import io.gpuquery.column.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Boxes the values of one type as {@link RowFunction} says. */
@FunctionalInterface
public interface Boxes {
    /** The value of a row that is not null. */
    Object value(Vector vector, int row);

    /** The value of a row; null for a null. */
    default @Nullable Object box(Vector vector, int row) {
        return vector.isNull(row) ? null : value(vector, row);
    }

    /** For values of a type. */
    static Boxes of(ColumnType type) {
        int scale = type.scale();
        return switch (type.kind()) {
            case BOOLEAN -> (vector, row) -> Block.low(vector, row) != 0;
            case TINYINT -> (vector, row) -> (byte) Block.low(vector, row);
            case SMALLINT -> (vector, row) -> (short) Block.low(vector, row);
            case INTEGER, DATE -> (vector, row) -> (int) Block.low(vector, row);
            case BIGINT -> Block::low;
            case REAL -> (vector, row) -> (float) ((DoubleVector) vector).values()[row];
            case DOUBLE -> (vector, row) -> ((DoubleVector) vector).values()[row];
            case DECIMAL -> (vector, row) -> decimal(Block.high(vector, row), Block.low(vector, row), scale);
            case TIME -> {
                long unitsPerMilli = PowersOfTen.of(type.precision() - 3);
                yield (vector, row) -> (int) (Block.low(vector, row) / unitsPerMilli);
            }
            case TIMESTAMP, TIMESTAMP_LTZ -> {
                long unitsPerMilli = PowersOfTen.of(type.precision() - 3);
                yield (vector, row) -> Math.floorDiv(Block.low(vector, row), unitsPerMilli);
            }
            case VARCHAR -> Boxes::string;
            case VARBINARY -> Boxes::bytes;
            case UUID -> (vector, row) -> new UUID(Block.high(vector, row), Block.low(vector, row));
            case ARRAY -> Nesting.lists(of(type.fields().get(0).type()));
            case MAP ->
                Nesting.maps(
                        of(type.fields().get(0).type()), of(type.fields().get(1).type()));
            case ROW ->
                Nesting.rows(
                        type.fields().stream().map(field -> of(field.type())).toArray(Boxes[]::new));
        };
    }

    private static Object string(Vector vector, int row) {
        if (vector instanceof CodedVector coded) {
            String text = coded.dictionary().getString(coded.codes()[row]);
            return text == null ? "" : text;
        }
        return ((TextVector) vector).getString(row);
    }

    private static Object bytes(Vector vector, int row) {
        if (vector instanceof CodedVector coded) {
            return coded.dictionary().entries().getBytes(coded.codes()[row]);
        }
        return ((TextVector) vector).getBytes(row);
    }

    /** The decimal of 128 unscaled bits. */
    static BigDecimal decimal(long high, long low, int scale) {
        if (high == low >> (Long.SIZE - 1)) {
            return BigDecimal.valueOf(low, scale);
        }
        return new BigDecimal(integer(high, low), scale);
    }

    /** The integer of 128 bits. */
    static BigInteger integer(long high, long low) {
        BigInteger lowest = BigInteger.valueOf(low);
        if (low < 0) {
            lowest = lowest.add(BigInteger.ONE.shiftLeft(Long.SIZE));
        }
        return BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(lowest);
    }
}
