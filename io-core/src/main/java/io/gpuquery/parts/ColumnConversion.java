package io.gpuquery.parts;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.ColumnType.Kind;
import io.gpuquery.column.FixedWidthBuilder;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.Storage;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * Gives a column the wider type that a table of several files has (see {@link TypeUnion}). Integers keep the bytes that they have;
 * everything else is rewritten.
 */
final class ColumnConversion {
    private static final long SECONDS_PER_DAY = 86_400;

    private ColumnConversion() {}

    /** Whether values of one type can be given another. */
    static boolean isPossible(ColumnType from, ColumnType to) {
        return to.equals(TypeUnion.of(from, to));
    }

    /**
     * A column of the other type, owned by the caller, as the given one stays.
     *
     * @throws ArithmeticException if a value is too large for it
     */
    static Column convert(Column source, ColumnType to) {
        FixedWidthColumn column = (FixedWidthColumn) source;
        ColumnType from = column.type();
        if (TypeUnion.isInteger(to)) {
            return new FixedWidthColumn(to, column.storage(), column.rowCount(), column.validity(), column.values());
        }
        FixedWidthBuilder builder = new FixedWidthBuilder(to, column.rowCount());
        for (int row = 0; row < column.rowCount(); row++) {
            if (column.isNull(row)) {
                builder.appendNull();
            } else if (to.kind() == Kind.DOUBLE) {
                builder.appendDouble(number(column, row));
            } else if (to.kind() == Kind.DECIMAL) {
                appendDecimal(builder, column, row, to);
            } else {
                builder.appendLong(time(column.getLong(row), from, to));
            }
        }
        return builder.build();
    }

    private static double number(FixedWidthColumn column, int row) {
        return switch (column.type().kind()) {
            case REAL, DOUBLE -> column.getDouble(row);
            case DECIMAL -> new BigDecimal(unscaled(column, row), column.type().scale()).doubleValue();
            default -> column.getLong(row);
        };
    }

    private static BigInteger unscaled(FixedWidthColumn column, int row) {
        if (column.storage() != Storage.INT128) {
            return BigInteger.valueOf(column.getLong(row));
        }
        byte[] bytes = ByteBuffer.allocate(Storage.INT128.widthBytes())
                .putLong(column.getHigh(row))
                .putLong(column.getLow(row))
                .array();
        return new BigInteger(bytes);
    }

    private static void appendDecimal(FixedWidthBuilder builder, FixedWidthColumn column, int row, ColumnType to) {
        int more = to.scale() - column.type().scale();
        if (to.storage() == Storage.INT64) {
            long value = column.getLong(row);
            for (int i = 0; i < more; i++) {
                value = Math.multiplyExact(value, 10L);
            }
            builder.appendLong(value);
            return;
        }
        BigInteger value = unscaled(column, row).multiply(BigInteger.TEN.pow(more));
        builder.appendInt128(value.shiftRight(Long.SIZE).longValueExact(), value.longValue());
    }

    private static long time(long value, ColumnType from, ColumnType to) {
        long factor = from.kind() == Kind.DATE ? SECONDS_PER_DAY : 1;
        for (int digits = from.precision(); digits < to.precision(); digits++) {
            factor *= 10;
        }
        return Math.multiplyExact(value, factor);
    }
}
