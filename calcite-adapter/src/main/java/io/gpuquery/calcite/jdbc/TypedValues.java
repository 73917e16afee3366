package io.gpuquery.calcite.jdbc;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Values of a row as the class that a caller asks for, by table B-3 of JDBC 4.3; Calcite's result sets know none of them.
 *
 * <p>Those of {@code java.time} depend on no time zone of the machine. {@link Instant} and {@link OffsetDateTime} are for TIMESTAMP
 * WITH LOCAL TIME ZONE, and take a TIMESTAMP as of UTC.
 */
final class TypedValues {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private TypedValues() {}

    /** The value of a column, counted from 1, or null. */
    static <T> @Nullable T get(ResultSet row, int column, Class<T> type) throws SQLException {
        Object value = value(row, column, type);
        return value == null || row.wasNull() ? null : type.cast(value);
    }

    private static @Nullable Object value(ResultSet row, int column, Class<?> type) throws SQLException {
        if (type == Object.class) {
            return row.getObject(column);
        } else if (type == String.class) {
            return row.getString(column);
        } else if (type == Boolean.class) {
            return row.getBoolean(column);
        } else if (type == Byte.class) {
            return row.getByte(column);
        } else if (type == Short.class) {
            return row.getShort(column);
        } else if (type == Integer.class) {
            return row.getInt(column);
        } else if (type == Long.class) {
            return row.getLong(column);
        } else if (type == Float.class) {
            return row.getFloat(column);
        } else if (type == Double.class) {
            return row.getDouble(column);
        } else if (type == BigDecimal.class) {
            return row.getBigDecimal(column);
        } else if (type == byte[].class) {
            return row.getBytes(column);
        } else if (type == Date.class) {
            return row.getDate(column);
        } else if (type == Time.class) {
            return row.getTime(column);
        } else if (type == Timestamp.class) {
            return row.getTimestamp(column);
        } else if (type == UUID.class) {
            String text = row.getString(column);
            return text == null ? null : UUID.fromString(text);
        }
        Object value = type == Array.class || type == Struct.class || type == Map.class ? row.getObject(column) : null;
        return type.isInstance(value) ? value : moment(row, column, type);
    }

    private static Object moment(ResultSet row, int column, Class<?> type) throws SQLException {
        int sqlType = row.getMetaData().getColumnType(column);
        boolean date = sqlType == Types.DATE;
        boolean time = sqlType == Types.TIME || sqlType == Types.TIME_WITH_TIMEZONE;
        boolean timestamp = sqlType == Types.TIMESTAMP || sqlType == Types.TIMESTAMP_WITH_TIMEZONE;
        if (date && type == LocalDate.class) {
            return LocalDate.ofEpochDay(row.getLong(column));
        } else if (time && type == LocalTime.class) {
            return localTime(row.getLong(column));
        } else if (timestamp) {
            Instant instant = Instant.ofEpochMilli(row.getLong(column));
            if (type == Instant.class) {
                return instant;
            } else if (type == OffsetDateTime.class) {
                return instant.atOffset(ZoneOffset.UTC);
            } else if (type == LocalDateTime.class) {
                return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
            }
        }
        throw new SQLDataException(
                "Column " + column + " is " + row.getMetaData().getColumnTypeName(column) + ", which is no "
                        + type.getName(),
                "22018");
    }

    private static LocalTime localTime(long millis) {
        return LocalTime.ofNanoOfDay(millis * NANOS_PER_MILLI);
    }

    /** A TIME as JDBC has it: that time of the machine's clock on the first of January 1970. */
    static Time time(long millis, ZoneId zone) {
        return new Time(localTime(millis)
                .atDate(LocalDate.EPOCH)
                .atZone(zone)
                .toInstant()
                .toEpochMilli());
    }
}
