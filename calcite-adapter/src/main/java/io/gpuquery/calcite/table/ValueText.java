package io.gpuquery.calcite.table;

import io.gpuquery.column.ColumnType;
import io.gpuquery.scan.Literal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.UUID;

/** Values of columns as a person writes them, without quotes. Different values of a type have different texts. */
public final class ValueText {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int NANO_DIGITS = 9;

    private ValueText() {}

    /** The text of a value of a column of the given type. */
    public static String of(ColumnType type, Literal value) {
        if (value instanceof Literal.OfLong constant) {
            return ofLong(type, constant.value());
        }
        if (value instanceof Literal.OfBigInteger constant) {
            return decimal(type, constant.value());
        }
        if (value instanceof Literal.OfDouble constant) {
            return Double.toString(constant.value());
        }
        byte[] bytes = ((Literal.OfBytes) value).value();
        return switch (type.kind()) {
            case VARBINARY -> HexFormat.of().withUpperCase().formatHex(bytes);
            case UUID -> {
                ByteBuffer halves = ByteBuffer.wrap(bytes);
                yield new UUID(halves.getLong(), halves.getLong()).toString();
            }
            case VARCHAR,
                    BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_LTZ,
                    ARRAY,
                    MAP,
                    ROW -> new String(bytes, StandardCharsets.UTF_8);
        };
    }

    private static String ofLong(ColumnType type, long value) {
        return switch (type.kind()) {
            case BOOLEAN -> value == 0 ? "FALSE" : "TRUE";
            case DECIMAL -> decimal(type, BigInteger.valueOf(value));
            case DATE -> LocalDate.ofEpochDay(value).toString();
            case TIME -> LocalTime.ofNanoOfDay(value * nanosPerUnit(type)).toString();
            case TIMESTAMP -> timestamp(type, value);
            case TIMESTAMP_LTZ -> timestamp(type, value) + "Z";
            case TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, VARCHAR, VARBINARY, UUID, ARRAY, MAP, ROW ->
                Long.toString(value);
        };
    }

    private static String decimal(ColumnType type, BigInteger unscaled) {
        return new BigDecimal(unscaled, type.scale()).toPlainString();
    }

    private static String timestamp(ColumnType type, long units) {
        long unitsPerSecond = NANOS_PER_SECOND / nanosPerUnit(type);
        long nanos = Math.floorMod(units, unitsPerSecond) * nanosPerUnit(type);
        return Instant.ofEpochSecond(Math.floorDiv(units, unitsPerSecond), nanos)
                .atOffset(ZoneOffset.UTC)
                .toLocalDateTime()
                .toString()
                .replace('T', ' ');
    }

    private static long nanosPerUnit(ColumnType type) {
        return BigInteger.TEN.pow(NANO_DIGITS - type.precision()).longValueExact();
    }
}
