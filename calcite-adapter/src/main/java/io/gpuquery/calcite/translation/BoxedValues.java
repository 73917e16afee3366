package io.gpuquery.calcite.translation;

import io.gpuquery.column.ColumnType;
import io.gpuquery.scan.Literal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.UUID;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.runtime.SqlFunctions;
import org.jspecify.annotations.Nullable;

/** Values as Calcite's runtime boxes them, in the units of our types. */
final class BoxedValues {
    private static final int MILLI_DIGITS = 3;

    private BoxedValues() {}

    /**
     * A value as a literal of a type; null for null.
     *
     * @throws ArithmeticException if the type does not hold it
     */
    static @Nullable Literal literal(ColumnType type, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (type.kind()) {
            case BOOLEAN -> new Literal.OfLong(SqlFunctions.toBoolean(value) ? 1 : 0);
            case TINYINT -> integer(value, Byte.SIZE);
            case SMALLINT -> integer(value, Short.SIZE);
            case INTEGER -> integer(value, Integer.SIZE);
            case BIGINT -> integer(value, Long.SIZE);
            case REAL -> new Literal.OfDouble((float) SqlFunctions.toDouble(value));
            case DOUBLE -> new Literal.OfDouble(SqlFunctions.toDouble(value));
            case DECIMAL -> decimal(type, SqlFunctions.toBigDecimal(value));
            case DATE -> new Literal.OfLong(value instanceof Date date ? SqlFunctions.toInt(date) : number(value));
            case TIME -> units(type, value instanceof Time time ? SqlFunctions.toInt(time) : number(value));
            case TIMESTAMP, TIMESTAMP_LTZ ->
                units(type, value instanceof Timestamp time ? SqlFunctions.toLong(time) : number(value));
            case VARCHAR -> new Literal.OfBytes(value.toString().getBytes(StandardCharsets.UTF_8));
            case VARBINARY ->
                new Literal.OfBytes(value instanceof ByteString bytes ? bytes.getBytes() : (byte[]) value);
            case ARRAY, MAP, ROW -> throw new IllegalArgumentException("a literal of " + type);
            case UUID -> Constants.bytes(value instanceof UUID uuid ? uuid : UUID.fromString(value.toString()));
        };
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }

    private static Literal integer(Object value, int bits) {
        BigInteger whole = SqlFunctions.toBigDecimal(value).toBigInteger();
        if (whole.bitLength() >= bits) {
            throw new ArithmeticException(value + " has more than " + bits + " bits");
        }
        return new Literal.OfLong(whole.longValueExact());
    }

    private static Literal decimal(ColumnType type, BigDecimal value) {
        BigDecimal scaled = value.setScale(type.scale(), RoundingMode.HALF_UP);
        if (scaled.precision() > type.precision()) {
            throw new ArithmeticException(value + " cannot be represented as a " + type);
        }
        return Constants.unscaled(type, scaled.unscaledValue());
    }

    private static Literal units(ColumnType type, long millis) {
        long unitsPerMilli = BigInteger.TEN.pow(type.precision() - MILLI_DIGITS).longValueExact();
        return new Literal.OfLong(Math.multiplyExact(millis, unitsPerMilli));
    }
}
