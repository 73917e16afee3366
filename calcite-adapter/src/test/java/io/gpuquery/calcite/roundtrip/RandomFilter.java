package io.gpuquery.calcite.roundtrip;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one column, as SQL and as Java.
 *
 * @param column the column's place in the table
 * @param sql the condition
 * @param holds the same for a value; null where SQL's answer is not TRUE is false
 */
record RandomFilter(int column, String sql, Predicate<@Nullable Object> holds) {
    private static final int LONGEST_LITERAL = 500;
    private static final LocalDate LAST_JULIAN_DAY = LocalDate.of(1582, 10, 4);
    private static final LocalDate FIRST_GREGORIAN_DAY = LocalDate.of(1582, 10, 15);
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(java.util.Locale.ROOT);

    /** A condition on some column, with values that occur in the table where it has any. */
    static RandomFilter on(RandomTable table, Random random) {
        int column = random.nextInt(table.columns().size());
        ValueType type = table.columns().get(column).type();
        String name = table.columns().get(column).name();
        List<Object> literals = new ArrayList<>();
        RandomValues values = new RandomValues(random);
        while (literals.size() < 3) {
            List<@Nullable Object> present = table.values(column);
            Object value = present.isEmpty() || random.nextInt(4) == 0
                    ? values.value(type)
                    : present.get(random.nextInt(present.size()));
            if (value == null) {
                value = values.value(type);
            }
            if (isLiteral(value)) {
                literals.add(value);
            }
        }
        return of(column, name, type, literals, random);
    }

    private static RandomFilter of(int column, String name, ValueType type, List<Object> literals, Random random) {
        Object first = literals.get(0);
        String text = literal(type, first);
        boolean ordered = type != ValueType.BOOLEAN && type != ValueType.VARBINARY && type != ValueType.UUID;
        int choice = random.nextInt(type == ValueType.VARCHAR ? 13 : ordered ? 10 : 5);
        return switch (choice) {
            case 0 -> new RandomFilter(column, name + " IS NULL", value -> value == null);
            case 1 -> new RandomFilter(column, name + " IS NOT NULL", value -> value != null);
            case 2 -> new RandomFilter(column, name + " = " + text, known(value -> equal(value, first)));
            case 3 -> new RandomFilter(column, name + " <> " + text, known(value -> !equal(value, first)));
            case 4 ->
                new RandomFilter(
                        column,
                        name + " IN (" + text + ", " + literal(type, literals.get(1)) + ", "
                                + literal(type, literals.get(2)) + ")",
                        known(value -> literals.stream().anyMatch(each -> equal(value, each))));
            case 5 -> new RandomFilter(column, name + " < " + text, known(value -> order(value, first, c -> c < 0)));
            case 6 -> new RandomFilter(column, name + " <= " + text, known(value -> order(value, first, c -> c <= 0)));
            case 7 -> new RandomFilter(column, name + " > " + text, known(value -> order(value, first, c -> c > 0)));
            case 8 -> new RandomFilter(column, text + " <= " + name, known(value -> order(value, first, c -> c >= 0)));
            case 9 ->
                new RandomFilter(
                        column,
                        name + " BETWEEN " + text + " AND " + literal(type, literals.get(1)),
                        known(value -> order(value, first, c -> c >= 0) && order(value, literals.get(1), c -> c <= 0)));
            default -> like(column, name, (String) first, choice);
        };
    }

    private static RandomFilter like(int column, String name, String value, int choice) {
        String wild = value.replaceAll("[%_\\\\]", "_");
        int middle = wild.offsetByCodePoints(0, wild.codePointCount(0, wild.length()) / 2);
        String pattern = switch (choice) {
            case 10 -> wild.substring(0, middle) + "%";
            case 11 -> "%" + wild.substring(middle);
            default -> "%" + wild.substring(middle) + "%";
        };
        StringBuilder regex = new StringBuilder();
        pattern.codePoints()
                .forEach(c -> regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(Character.toString(c))));
        Pattern compiled = Pattern.compile(regex.toString(), Pattern.DOTALL);
        return new RandomFilter(
                column,
                name + " LIKE '" + pattern.replace("'", "''") + "'",
                known(each -> compiled.matcher((String) each).matches()));
    }

    private static Predicate<@Nullable Object> known(Predicate<Object> holds) {
        return value -> value != null && holds.test(value);
    }

    /**
     * NaN and the infinities have no literal, long texts are not worth one, and Calcite's parser knows no days between the
     * calendars of Julius and of Gregory.
     */
    private static boolean isLiteral(Object value) {
        LocalDate day = value instanceof LocalDate date
                ? date
                : value instanceof LocalDateTime timestamp
                        ? timestamp.toLocalDate()
                        : value instanceof Instant instant
                                ? LocalDate.ofInstant(instant, ZoneOffset.UTC)
                                : LocalDate.EPOCH;
        return !(day.isAfter(LAST_JULIAN_DAY) && day.isBefore(FIRST_GREGORIAN_DAY))
                && !(value instanceof Double d && !Double.isFinite(d))
                && !(value instanceof Float f && !Float.isFinite(f))
                && (!(value instanceof String s) || s.length() <= LONGEST_LITERAL);
    }

    static String literal(ValueType type, Object value) {
        return switch (type) {
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT -> value.toString();
            case REAL, DOUBLE -> {
                String digits = Double.toString(((Number) value).doubleValue());
                yield digits.contains("E") ? digits : digits + "E0";
            }
            case DECIMAL_9_2, DECIMAL_18_6, DECIMAL_38_10, DECIMAL_38_0 -> ((BigDecimal) value).toPlainString();
            case DATE -> "DATE '" + value + "'";
            case TIME_3, TIME_6, TIME_9 -> "TIME '" + TIME.format((LocalTime) value) + "'";
            case TIMESTAMP_3, TIMESTAMP_6, TIMESTAMP_9 -> "TIMESTAMP '" + text((LocalDateTime) value) + "'";
            case INSTANT_3, INSTANT_6, INSTANT_9 ->
                "TIMESTAMP WITH LOCAL TIME ZONE '" + text(LocalDateTime.ofInstant((Instant) value, ZoneOffset.UTC))
                        + "'";
            case VARCHAR -> "'" + ((String) value).replace("'", "''") + "'";
            case VARBINARY -> "X'" + value + "'";
            case UUID -> "UUID '" + value + "'";
        };
    }

    private static String text(LocalDateTime value) {
        return value.toLocalDate() + " " + TIME.format(value);
    }

    private static boolean equal(Object left, Object right) {
        return (left instanceof Double || left instanceof Float || left instanceof BigDecimal)
                ? order(left, right, c -> c == 0)
                : Objects.equals(left, right);
    }

    /** Numbers as Java's operators: NaN is neither less than, nor equal to, nor greater than anything. Texts by code point. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static boolean order(Object left, Object right, java.util.function.IntPredicate sign) {
        if (left instanceof Double || left instanceof Float) {
            double l = ((Number) left).doubleValue();
            double r = ((Number) right).doubleValue();
            return !Double.isNaN(l) && sign.test(l == r ? 0 : (l < r ? -1 : 1));
        }
        if (left instanceof String text) {
            return sign.test(Arrays.compareUnsigned(
                    text.getBytes(StandardCharsets.UTF_8), ((String) right).getBytes(StandardCharsets.UTF_8)));
        }
        return sign.test(((Comparable) left).compareTo(right));
    }
}
