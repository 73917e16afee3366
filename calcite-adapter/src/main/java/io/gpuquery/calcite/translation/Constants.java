package io.gpuquery.calcite.translation;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.calcite.expression.Expression.Constant;
import io.gpuquery.calcite.expression.ValueType;
import io.gpuquery.column.ColumnType;
import io.gpuquery.scan.Literal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

/** Literals as constants, with all digits of a second that they are written with. */
final class Constants {
    private static final int NANO_DIGITS = 9;
    private static final long MILLIS_PER_SECOND = 1000;

    private Constants() {}

    /** NULL of a type. */
    static Constant ofNull(ColumnType type) {
        return new Constant(ValueType.nullable(type), null);
    }

    static Constant of(boolean value) {
        return new Constant(ValueType.BOOLEAN, new Literal.OfLong(value ? 1 : 0));
    }

    static Constant of(long value) {
        return new Constant(ValueType.notNull(ColumnType.BIGINT), new Literal.OfLong(value));
    }

    static Constant of(String text) {
        return new Constant(
                ValueType.notNull(ColumnType.VARCHAR), new Literal.OfBytes(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A literal; null for one that our operators cannot hold. */
    static @Nullable Expression of(RexLiteral literal) {
        RelDataType type = literal.getType();
        ColumnType column = ColumnTypes.column(type);
        if (column == null) {
            return null;
        }
        if (literal.isNull()) {
            return ofNull(column);
        }
        if (ColumnTypes.isInterval(type)) {
            BigDecimal units = literal.getValueAs(BigDecimal.class);
            return units == null ? null : of(units.longValueExact());
        }
        return switch (column.kind()) {
            case BOOLEAN -> of(Boolean.TRUE.equals(literal.getValueAs(Boolean.class)));
            case TINYINT, SMALLINT, INTEGER, BIGINT -> integer(column, literal.getValueAs(BigDecimal.class));
            case DECIMAL -> decimal(column, literal.getValueAs(BigDecimal.class));
            case REAL -> {
                Double value = literal.getValueAs(Double.class);
                yield value == null ? null : floating(column, value.floatValue());
            }
            case DOUBLE -> {
                Double value = literal.getValueAs(Double.class);
                yield value == null ? null : floating(column, value);
            }
            case DATE -> {
                DateString date = literal.getValueAs(DateString.class);
                yield date == null ? null : constant(column, date.getDaysSinceEpoch());
            }
            case TIME -> {
                TimeString time = literal.getValueAs(TimeString.class);
                yield time == null ? null : time(column, time.getMillisOfDay(), time.toString());
            }
            case TIMESTAMP, TIMESTAMP_LTZ -> {
                TimestampString time = literal.getValueAs(TimestampString.class);
                yield time == null ? null : time(column, time.getMillisSinceEpoch(), time.toString());
            }
            case VARCHAR -> text(literal.getValueAs(String.class));
            case VARBINARY -> {
                ByteString bytes = literal.getValueAs(ByteString.class);
                yield bytes == null
                        ? null
                        : new Constant(ValueType.notNull(column), new Literal.OfBytes(bytes.getBytes()));
            }
            case UUID -> {
                UUID uuid = literal.getValueAs(UUID.class);
                yield uuid == null ? null : new Constant(ValueType.notNull(column), bytes(uuid));
            }
            case ARRAY, MAP, ROW -> null;
        };
    }

    private static Constant constant(ColumnType type, long value) {
        return new Constant(ValueType.notNull(type), new Literal.OfLong(value));
    }

    private static Constant floating(ColumnType type, double value) {
        return new Constant(ValueType.notNull(type), new Literal.OfDouble(value));
    }

    /** An integer; one that its type does not hold (2147483648:INTEGER can be written) is none. */
    private static @Nullable Constant integer(ColumnType type, @Nullable BigDecimal value) {
        if (value == null || value.stripTrailingZeros().scale() > 0) {
            return null;
        }
        BigInteger whole = value.toBigInteger();
        int bits = switch (type.kind()) {
            case TINYINT -> Byte.SIZE;
            case SMALLINT -> Short.SIZE;
            case INTEGER -> Integer.SIZE;
            case BIGINT,
                    BOOLEAN,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    VARCHAR,
                    VARBINARY,
                    UUID,
                    ARRAY,
                    MAP,
                    ROW -> Long.SIZE;
        };
        return whole.bitLength() >= bits ? null : constant(type, whole.longValueExact());
    }

    /** A decimal. Its declared type may be wider or narrower than its digits. */
    private static @Nullable Constant decimal(ColumnType type, @Nullable BigDecimal value) {
        if (value == null) {
            return null;
        }
        BigDecimal exact = value.scale() < 0 ? value.setScale(0) : value;
        int scale = Math.max(exact.scale(), type.scale());
        int digits = Math.max(exact.setScale(scale).precision(), type.precision());
        if (digits > ColumnType.MAX_DECIMAL_PRECISION || scale > ColumnType.MAX_DECIMAL_PRECISION) {
            return null;
        }
        ColumnType column = ColumnType.decimal(Math.max(digits, scale), scale);
        return new Constant(
                ValueType.notNull(column),
                unscaled(column, exact.setScale(scale).unscaledValue()));
    }

    /** The unscaled value of a decimal as its type travels. */
    static Literal unscaled(ColumnType decimal, BigInteger value) {
        return decimal.precision() > ColumnType.MAX_LONG_DECIMAL_PRECISION
                ? new Literal.OfBigInteger(value)
                : new Literal.OfLong(value.longValueExact());
    }

    static Literal bytes(UUID uuid) {
        return new Literal.OfBytes(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array());
    }

    /** A text; null where it is no sequence of characters, which UTF-8 could not say. */
    private static @Nullable Constant text(@Nullable String value) {
        if (value == null) {
            return null;
        }
        boolean sayable = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(value);
        return sayable ? of(value) : null;
    }

    /** A time with as many digits of a second as it is written with. */
    private static @Nullable Constant time(ColumnType type, long millis, String text) {
        int point = text.indexOf('.');
        String fraction = point < 0 ? "" : text.substring(point + 1);
        if (fraction.length() > NANO_DIGITS) {
            return null;
        }
        int precision = ColumnTypes.timePrecision(fraction.length());
        BigDecimal seconds =
                BigDecimal.valueOf(Math.floorDiv(millis, MILLIS_PER_SECOND)).add(new BigDecimal("0." + fraction + "0"));
        BigInteger units = seconds.movePointRight(precision).toBigIntegerExact();
        return units.bitLength() >= Long.SIZE
                ? null
                : constant(ColumnTypes.withPrecision(type, precision), units.longValueExact());
    }

    /** The same value as a constant of another type; null if that does not hold it exactly. */
    static @Nullable Constant sameValue(Constant constant, ColumnType type) {
        ColumnType from = constant.type().type();
        Literal value = constant.value();
        if (from.equals(type)) {
            return constant;
        }
        if (value == null) {
            return ofNull(type);
        }
        if (from.kind() == type.kind() && ColumnTypes.isTime(type) && value instanceof Literal.OfLong units) {
            BigDecimal seconds = BigDecimal.valueOf(units.value(), from.precision());
            return exact(type, seconds, type.precision());
        }
        BigDecimal number = number(from, value);
        if (number == null || !ColumnTypes.isNumber(type)) {
            return null;
        }
        if (ColumnTypes.isApproximate(type)) {
            double nearest = number.doubleValue();
            boolean held = type.kind() == ColumnType.Kind.DOUBLE || (float) nearest == nearest;
            return held && Double.isFinite(nearest) && new BigDecimal(nearest).compareTo(number) == 0
                    ? floating(type, nearest)
                    : null;
        }
        return exact(type, number, type.scale());
    }

    private static @Nullable BigDecimal number(ColumnType type, Literal value) {
        if (!ColumnTypes.isNumber(type)) {
            return null;
        }
        if (value instanceof Literal.OfDouble constant) {
            // -0 has no other form.
            boolean other = !Double.isFinite(constant.value()) || Double.compare(constant.value(), -0.0) == 0;
            return other ? null : new BigDecimal(constant.value());
        }
        BigInteger unscaled = value instanceof Literal.OfBigInteger big
                ? big.value()
                : BigInteger.valueOf(((Literal.OfLong) value).value());
        return new BigDecimal(unscaled, type.scale());
    }

    private static @Nullable Constant exact(ColumnType type, BigDecimal number, int scale) {
        BigDecimal stripped = number.stripTrailingZeros();
        if (stripped.scale() > scale) {
            return null;
        }
        BigDecimal scaled = stripped.setScale(scale);
        if (type.kind() == ColumnType.Kind.DECIMAL) {
            return scaled.precision() > type.precision()
                    ? null
                    : new Constant(ValueType.notNull(type), unscaled(type, scaled.unscaledValue()));
        }
        return integer(type, new BigDecimal(scaled.unscaledValue()));
    }
}
