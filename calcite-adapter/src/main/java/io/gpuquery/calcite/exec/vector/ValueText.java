package io.gpuquery.calcite.exec.vector;

import io.gpuquery.column.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.UUID;

/** Boxed values as Calcite's runtime writes them (see {@link io.gpuquery.calcite.expression.RowFunction}) as text, and back. */
final class ValueText {
    private static final int MILLIS_PER_DAY = 86_400_000;

    private ValueText() {}

    static String write(Object value, ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN -> ((Boolean) value) ? "TRUE" : "FALSE";
            case TINYINT, SMALLINT, INTEGER, BIGINT, UUID, VARCHAR -> value.toString();
            case REAL, DOUBLE -> ((Number) value).doubleValue() == 0 ? "0E0" : value.toString();
            case DECIMAL -> decimal((BigDecimal) value);
            case DATE -> LocalDate.ofEpochDay((Integer) value).toString();
            case TIME -> time((Integer) value);
            case TIMESTAMP, TIMESTAMP_LTZ -> {
                long millis = (Long) value;
                yield LocalDate.ofEpochDay(Math.floorDiv(millis, MILLIS_PER_DAY)) + " "
                        + time(Math.floorMod(millis, MILLIS_PER_DAY));
            }
            case VARBINARY -> new String((byte[]) value, StandardCharsets.UTF_8);
            case ARRAY, MAP, ROW -> throw new IllegalArgumentException("a text of " + type);
        };
    }

    /** As Calcite's runtime: without a zero before the point. */
    private static String decimal(BigDecimal value) {
        String text = value.toString();
        if (text.startsWith("0.")) {
            return text.substring(1);
        }
        return text.startsWith("-0.") ? "-" + text.substring(2) : text;
    }

    private static String time(int millis) {
        return String.format(
                Locale.ROOT, "%02d:%02d:%02d", millis / 3_600_000, millis / 60_000 % 60, millis / 1000 % 60);
    }

    static Object parse(String text, ColumnType type) {
        try {
            return switch (type.kind()) {
                case BOOLEAN -> bool(text, type);
                case TINYINT, SMALLINT, INTEGER, BIGINT -> integer(text);
                case REAL -> Float.valueOf(text);
                case DOUBLE -> Double.valueOf(text);
                case DECIMAL -> new BigDecimal(text);
                case DATE -> Math.toIntExact(LocalDate.parse(text).toEpochDay());
                case TIME -> (int) (LocalTime.parse(text).toNanoOfDay() / 1_000_000);
                case TIMESTAMP, TIMESTAMP_LTZ -> timestamp(text);
                case UUID -> UUID.fromString(text);
                case VARCHAR, VARBINARY -> text;
                case ARRAY, MAP, ROW -> throw notOf(text, type);
            };
        } catch (NumberFormatException | DateTimeParseException e) {
            throw notOf(text, type);
        }
    }

    private static Object integer(String text) {
        BigInteger number = new BigInteger(text);
        return number.bitLength() < Long.SIZE ? (Object) number.longValue() : new BigDecimal(number);
    }

    private static Boolean bool(String text, ColumnType type) {
        if (text.equalsIgnoreCase("true")) {
            return true;
        }
        if (text.equalsIgnoreCase("false")) {
            return false;
        }
        throw notOf(text, type);
    }

    private static Long timestamp(String text) {
        if (text.length() == 10) {
            return LocalDate.parse(text).toEpochDay() * MILLIS_PER_DAY;
        }
        String iso = text.indexOf(' ') == 10 ? text.replace(' ', 'T') : text;
        return LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC).toEpochMilli();
    }

    private static IllegalArgumentException notOf(String text, ColumnType type) {
        String problem = "'" + text + "' is no " + type;
        return switch (type.kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL -> new NumberFormatException(problem);
            case BOOLEAN, DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ, VARCHAR, VARBINARY, UUID, ARRAY, MAP, ROW ->
                new IllegalArgumentException(problem);
        };
    }
}
