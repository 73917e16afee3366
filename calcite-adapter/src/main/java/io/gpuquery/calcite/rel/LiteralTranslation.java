package io.gpuquery.calcite.rel;

import io.gpuquery.column.ColumnType;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.ScanPredicate.Operator;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.SqlCollation;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;
import org.jspecify.annotations.Nullable;

/** Translates a comparison of a column with a literal into the units in which the column's values are stored. */
final class LiteralTranslation {
    /** Below it a double holds every integer, so an integer and its double compare alike with any other number. */
    private static final BigDecimal EXACT_DOUBLES = BigDecimal.valueOf(1L << 53);

    private static final int NANO_DIGITS = 9;
    private static final int WIDE_BITS = 127;

    private LiteralTranslation() {}

    /** The right side of a comparison. The operator can differ from that asked for: {@code x > 5.5} is {@code x >= 6}. */
    record Bound(Operator operator, Literal literal) {}

    /** The same comparison in the column's units; null where it cannot be said there. */
    static @Nullable Bound translate(ColumnType type, Operator operator, RexLiteral literal) {
        return switch (type.kind()) {
            case BOOLEAN -> {
                Boolean value = literal.getTypeName() == SqlTypeName.BOOLEAN ? literal.getValueAs(Boolean.class) : null;
                yield value == null ? null : new Bound(operator, new Literal.OfLong(value ? 1 : 0));
            }
            case TINYINT, SMALLINT, INTEGER, BIGINT -> exact(type, operator, integerBound(literal));
            case DECIMAL -> exact(type, operator, exactNumber(literal));
            case REAL, DOUBLE -> floating(type, operator, literal);
            case DATE -> date(operator, literal);
            case TIME -> {
                TimeString time =
                        literal.getTypeName() == SqlTypeName.TIME ? literal.getValueAs(TimeString.class) : null;
                yield time == null ? null : seconds(type, operator, time.getMillisOfDay(), fraction(time.toString()));
            }
            case TIMESTAMP -> timestamp(type, operator, literal, SqlTypeName.TIMESTAMP);
            case TIMESTAMP_LTZ -> timestamp(type, operator, literal, SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE);
            case VARCHAR -> string(operator, literal);
            case VARBINARY -> binary(operator, literal);
            case UUID -> uuid(operator, literal);
            case ARRAY, MAP, ROW -> null;
        };
    }

    /** The number of a literal of an exact type. */
    private static @Nullable BigDecimal exactNumber(RexLiteral literal) {
        return switch (literal.getType().getSqlTypeName()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL -> literal.getValueAs(BigDecimal.class);
            default -> null;
        };
    }

    /** The number of a literal that integers are compared with; Calcite compares with DOUBLE as DOUBLE. */
    private static @Nullable BigDecimal integerBound(RexLiteral literal) {
        BigDecimal exact = exactNumber(literal);
        if (exact != null) {
            return exact;
        }
        Double value = approximate(literal);
        if (value == null || !Double.isFinite(value)) {
            return null;
        }
        BigDecimal number = new BigDecimal(value);
        return number.abs().compareTo(EXACT_DOUBLES) < 0 ? number : null;
    }

    private static @Nullable Double approximate(RexLiteral literal) {
        return switch (literal.getType().getSqlTypeName()) {
            case REAL, FLOAT, DOUBLE -> literal.getValueAs(Double.class);
            default -> null;
        };
    }

    private static @Nullable Bound exact(ColumnType type, Operator operator, @Nullable BigDecimal number) {
        if (number == null) {
            return null;
        }
        BigDecimal scaled = number.setScale(type.scale(), rounding(operator));
        if (scaled.compareTo(number) == 0) {
            return integer(type, operator, scaled.unscaledValue());
        }
        // No stored value equals the literal, so the nearest ones on either side do.
        return switch (operator) {
            case EQ, NE -> null;
            case LT, LE -> integer(type, Operator.LE, scaled.unscaledValue());
            case GT, GE -> integer(type, Operator.GE, scaled.unscaledValue());
        };
    }

    private static RoundingMode rounding(Operator operator) {
        return switch (operator) {
            case EQ, NE, LT, LE -> RoundingMode.FLOOR;
            case GT, GE -> RoundingMode.CEILING;
        };
    }

    private static @Nullable Bound integer(ColumnType type, Operator operator, BigInteger value) {
        boolean wide =
                type.kind() == ColumnType.Kind.DECIMAL && type.precision() > ColumnType.MAX_LONG_DECIMAL_PRECISION;
        if (wide) {
            return value.bitLength() > WIDE_BITS ? null : new Bound(operator, new Literal.OfBigInteger(value));
        }
        return value.bitLength() >= Long.SIZE ? null : new Bound(operator, new Literal.OfLong(value.longValueExact()));
    }

    /** Calcite compares floating point with any other number as DOUBLE, and REAL with REAL as REAL. */
    private static @Nullable Bound floating(ColumnType type, Operator operator, RexLiteral literal) {
        BigDecimal exact = exactNumber(literal);
        Double value = exact == null ? approximate(literal) : Double.valueOf(exact.doubleValue());
        if (value == null || value.isNaN()) {
            return null;
        }
        boolean integral = exact != null && literal.getType().getSqlTypeName() != SqlTypeName.DECIMAL;
        if (type.kind() == ColumnType.Kind.REAL && integral && (double) value.floatValue() != value) {
            return null; // REAL and an integer type meet in REAL, which rounds this one.
        }
        return new Bound(operator, new Literal.OfDouble(value));
    }

    private static @Nullable Bound date(Operator operator, RexLiteral literal) {
        DateString date = literal.getTypeName() == SqlTypeName.DATE ? literal.getValueAs(DateString.class) : null;
        return date == null ? null : new Bound(operator, new Literal.OfLong(date.getDaysSinceEpoch()));
    }

    private static @Nullable Bound timestamp(
            ColumnType type, Operator operator, RexLiteral literal, SqlTypeName expected) {
        TimestampString timestamp =
                literal.getTypeName() == expected ? literal.getValueAs(TimestampString.class) : null;
        return timestamp == null
                ? null
                : seconds(type, operator, timestamp.getMillisSinceEpoch(), fraction(timestamp.toString()));
    }

    /** Whether a literal is a time with more digits of a second than the column has, so that no value equals it. */
    static boolean isBetweenTimes(ColumnType type, RexLiteral literal) {
        String text = switch (literal.getTypeName()) {
            case TIME -> String.valueOf(literal.getValueAs(TimeString.class));
            case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> String.valueOf(literal.getValueAs(TimestampString.class));
            default -> "";
        };
        boolean sameKind = switch (type.kind()) {
            case TIME -> literal.getTypeName() == SqlTypeName.TIME;
            case TIMESTAMP -> literal.getTypeName() == SqlTypeName.TIMESTAMP;
            case TIMESTAMP_LTZ -> literal.getTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    DATE,
                    VARCHAR,
                    VARBINARY,
                    UUID,
                    ARRAY,
                    MAP,
                    ROW -> false;
        };
        return sameKind && fraction(text).replaceAll("0+$", "").length() > type.precision();
    }

    /** Digits after the point, as text; empty where there is none. */
    private static String fraction(String time) {
        int point = time.indexOf('.');
        return point < 0 ? "" : time.substring(point + 1);
    }

    /** Compares times with all digits of the literal, in the unit of the column. */
    private static @Nullable Bound seconds(ColumnType type, Operator operator, long millis, String fraction) {
        if (fraction.length() > NANO_DIGITS) {
            return null;
        }
        BigDecimal whole = BigDecimal.valueOf(Math.floorDiv(millis, 1000L));
        BigDecimal number = fraction.isEmpty() ? whole : whole.add(new BigDecimal("0." + fraction));
        ColumnType units = ColumnType.decimal(ColumnType.MAX_LONG_DECIMAL_PRECISION, type.precision());
        return exact(units, operator, number);
    }

    /**
     * Calcite compares strings by UTF-16 code units, we by code points. They disagree only about surrogates against what
     * follows them, so not about a literal without either.
     */
    private static @Nullable Bound string(Operator operator, RexLiteral literal) {
        if (!isPlainText(literal.getType())) {
            return null;
        }
        String text = literal.getValueAs(String.class);
        boolean ordered = operator != Operator.EQ && operator != Operator.NE;
        if (text == null || (ordered && text.chars().anyMatch(c -> c >= Character.MIN_SURROGATE))) {
            return null;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        boolean lone = !new String(bytes, StandardCharsets.UTF_8).equals(text);
        return lone ? null : new Bound(operator, new Literal.OfBytes(bytes));
    }

    private static boolean isPlainText(RelDataType type) {
        SqlCollation collation = type.getCollation();
        boolean text = type.getSqlTypeName() == SqlTypeName.CHAR || type.getSqlTypeName() == SqlTypeName.VARCHAR;
        return text && (collation == null || collation.getCollator() == null);
    }

    private static @Nullable Bound binary(Operator operator, RexLiteral literal) {
        ByteString bytes = literal.getTypeName() == SqlTypeName.BINARY ? literal.getValueAs(ByteString.class) : null;
        boolean equality = operator == Operator.EQ || operator == Operator.NE;
        return bytes == null || !equality ? null : new Bound(operator, new Literal.OfBytes(bytes.getBytes()));
    }

    private static @Nullable Bound uuid(Operator operator, RexLiteral literal) {
        UUID value = literal.getTypeName() == SqlTypeName.UUID ? literal.getValueAs(UUID.class) : null;
        if (value == null || (operator != Operator.EQ && operator != Operator.NE)) {
            return null;
        }
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(value.getMostSignificantBits())
                .putLong(value.getLeastSignificantBits())
                .array();
        return new Bound(operator, new Literal.OfBytes(bytes));
    }
}
