package io.gpuquery.calcite.exec;

import io.gpuquery.calcite.expression.Expression;
import io.gpuquery.column.ColumnType;
import io.gpuquery.scan.Literal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates expressions row by row in the plainest way: exact numbers as {@link BigDecimal}, floating ones as {@link Double}, dates as
 * {@link Integer}, timestamps as {@link Long} milliseconds.
 */
final class Reference {
    private Reference() {}

    static @Nullable Object evaluate(Expression expression, @Nullable Object[] row) {
        if (expression instanceof Expression.InputReference reference) {
            return plain(row[reference.index()]);
        }
        if (expression instanceof Expression.Constant constant) {
            return constant(constant);
        }
        if (expression instanceof Expression.Call call) {
            return call(call, row);
        }
        throw new AssertionError(expression);
    }

    /** Integers of any width are BigDecimals, but dates and timestamps are told by the type. */
    static @Nullable Object plain(@Nullable Object value) {
        return value instanceof Float real ? Double.valueOf(real) : value;
    }

    private static @Nullable Object constant(Expression.Constant constant) {
        Literal value = constant.value();
        ColumnType type = constant.type().type();
        if (value == null) {
            return null;
        }
        if (value instanceof Literal.OfDouble number) {
            return number.value();
        }
        if (value instanceof Literal.OfBytes bytes) {
            return new String(bytes.value(), StandardCharsets.UTF_8);
        }
        if (value instanceof Literal.OfBigInteger big) {
            return new BigDecimal(big.value(), type.scale());
        }
        long number = ((Literal.OfLong) value).value();
        return switch (type.kind()) {
            case BOOLEAN -> number != 0;
            case DECIMAL -> BigDecimal.valueOf(number, type.scale());
            case DATE -> (int) number;
            default -> number;
        };
    }

    private static @Nullable Object call(Expression.Call call, @Nullable Object[] row) {
        List<Expression> operands = call.operands();
        ColumnType type = call.type().type();
        switch (call.operation()) {
            case AND, OR -> {
                boolean decisive = call.operation() == io.gpuquery.calcite.expression.Operation.OR;
                boolean unknown = false;
                for (Expression operand : operands) {
                    Object value = evaluate(operand, row);
                    if (value == null) {
                        unknown = true;
                    } else if ((Boolean) value == decisive) {
                        return decisive;
                    }
                }
                return unknown ? null : !decisive;
            }
            case CASE -> {
                for (int i = 0; i < operands.size() - 1; i += 2) {
                    if (Boolean.TRUE.equals(evaluate(operands.get(i), row))) {
                        return fit(evaluate(operands.get(i + 1), row), type);
                    }
                }
                return fit(evaluate(operands.get(operands.size() - 1), row), type);
            }
            case COALESCE -> {
                for (Expression operand : operands) {
                    Object value = evaluate(operand, row);
                    if (value != null) {
                        return fit(value, type);
                    }
                }
                return null;
            }
            default -> {
                @Nullable
                Object[] values =
                        operands.stream().map(operand -> evaluate(operand, row)).toArray();
                return strict(call, type, values);
            }
        }
    }

    private static @Nullable Object strict(Expression.Call call, ColumnType type, @Nullable Object[] v) {
        switch (call.operation()) {
            case IS_NULL -> {
                return v[0] == null;
            }
            case IS_NOT_NULL -> {
                return v[0] != null;
            }
            case IS_TRUE -> {
                return Boolean.TRUE.equals(v[0]);
            }
            case IS_FALSE -> {
                return Boolean.FALSE.equals(v[0]);
            }
            case IS_NOT_TRUE -> {
                return !Boolean.TRUE.equals(v[0]);
            }
            case IS_NOT_FALSE -> {
                return !Boolean.FALSE.equals(v[0]);
            }
            case IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM -> {
                boolean same = (v[0] == null || v[1] == null) ? v[0] == v[1] : equal(v[0], v[1]);
                return same == (call.operation() == io.gpuquery.calcite.expression.Operation.IS_NOT_DISTINCT_FROM);
            }
            case IN -> {
                return in(v);
            }
            default -> {
                for (Object value : v) {
                    if (value == null) {
                        return null;
                    }
                }
                return fit(known(call, v), type);
            }
        }
    }

    private static @Nullable Boolean in(@Nullable Object[] v) {
        if (v[0] == null) {
            return null;
        }
        boolean unknown = false;
        for (int i = 1; i < v.length; i++) {
            if (v[i] == null) {
                unknown = true;
            } else if (equal(v[0], v[i])) {
                return true;
            }
        }
        return unknown ? null : false;
    }

    private static Object known(Expression.Call call, @Nullable Object[] v) {
        Object a = v[0];
        Object b = v[v.length - 1];
        ColumnType type = call.type().type();
        return switch (call.operation()) {
            case NOT -> !(Boolean) a;
            case EQ -> equal(a, b);
            case NE -> !equal(a, b);
            case LT -> isNumberPair(a, b) ? number(a) < number(b) : compare(a, b) < 0;
            case LE -> isNumberPair(a, b) ? number(a) <= number(b) : compare(a, b) <= 0;
            case GT -> isNumberPair(a, b) ? number(a) > number(b) : compare(a, b) > 0;
            case GE -> isNumberPair(a, b) ? number(a) >= number(b) : compare(a, b) >= 0;
            case PLUS, MINUS, TIMES, DIVIDE, MODULO -> arithmetic(call, a, b, type);
            case NEGATE -> a instanceof Double x ? (Object) (-x) : exact(a).negate();
            case ABS -> a instanceof Double x ? (Object) Math.abs(x) : exact(a).abs();
            case FLOOR -> a instanceof Double x ? (Object) Math.floor(x) : exact(a).setScale(0, RoundingMode.FLOOR);
            case CEIL -> a instanceof Double x ? (Object) Math.ceil(x) : exact(a).setScale(0, RoundingMode.CEILING);
            case CAST -> a;
            case UPPER -> ((String) a).toUpperCase(Locale.ROOT);
            case LOWER -> ((String) a).toLowerCase(Locale.ROOT);
            case CHAR_LENGTH -> BigDecimal.valueOf(((String) a).length());
            case CONCAT -> (String) a + b;
            case POSITION -> BigDecimal.valueOf(((String) b).indexOf((String) a) + 1L);
            case LIKE -> like((String) a, (String) b);
            case SUBSTRING -> substring(v);
            case EXTRACT_YEAR -> BigDecimal.valueOf(date(a).getYear());
            case EXTRACT_MONTH -> BigDecimal.valueOf(date(a).getMonthValue());
            case EXTRACT_DAY -> BigDecimal.valueOf(date(a).getDayOfMonth());
            case EXTRACT_WEEK -> BigDecimal.valueOf(date(a).get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case EXTRACT_DAY_OF_YEAR -> BigDecimal.valueOf(date(a).getDayOfYear());
            case EXTRACT_DAY_OF_WEEK ->
                BigDecimal.valueOf(date(a).getDayOfWeek().getValue() % 7 + 1L);
            case FLOOR_MONTH -> (int) date(a).withDayOfMonth(1).toEpochDay();
            case FLOOR_YEAR -> (int) date(a).withDayOfYear(1).toEpochDay();
            case ADD_MONTHS ->
                (int) date(a).plusMonths(exact(b).longValueExact()).toEpochDay();
            default -> throw new AssertionError(call);
        };
    }

    private static Object arithmetic(Expression.Call call, Object a, Object b, ColumnType type) {
        if (type.kind() == ColumnType.Kind.DOUBLE) {
            double x = number(a);
            double y = number(b);
            return switch (call.operation()) {
                case PLUS -> x + y;
                case MINUS -> x - y;
                case TIMES -> x * y;
                case DIVIDE -> x / y;
                default -> x % y;
            };
        }
        BigDecimal x = exact(a);
        BigDecimal y = exact(b);
        return switch (call.operation()) {
            case PLUS -> x.add(y);
            case MINUS -> x.subtract(y);
            case TIMES -> x.multiply(y);
            case DIVIDE ->
                type.kind() == ColumnType.Kind.DECIMAL
                        ? x.divide(y, type.scale(), RoundingMode.HALF_UP)
                        : x.divideToIntegralValue(y);
            default -> x.remainder(y);
        };
    }

    private static LocalDate date(Object days) {
        return LocalDate.ofEpochDay((Integer) days);
    }

    private static String substring(@Nullable Object[] v) {
        String text = (String) v[0];
        long from = exact(v[1]).longValueExact();
        long end = v.length < 3 ? text.length() + 1L : from + exact(v[2]).longValueExact();
        if (end < from) {
            throw new IllegalArgumentException("negative length");
        }
        int begin = (int) Math.min(text.length(), Math.max(0, from - 1));
        int last = (int) Math.max(begin, Math.min(text.length(), end - 1));
        // Half of a character outside the basic plane is nothing that UTF-8 has.
        return new String(text.substring(begin, last).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    static boolean like(String text, String pattern) {
        StringBuilder regex = new StringBuilder();
        pattern.codePoints().forEach(c -> {
            if (c == '%') {
                regex.append(".*");
            } else if (c == '_') {
                regex.append('.');
            } else {
                regex.append(Pattern.quote(Character.toString(c)));
            }
        });
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text).matches();
    }

    static boolean isExact(ColumnType type) {
        return RandomExpressions.EXACT.contains(type);
    }

    private static boolean isNumberPair(Object a, Object b) {
        return a instanceof Double || b instanceof Double;
    }

    private static boolean equal(Object a, Object b) {
        return isNumberPair(a, b) ? number(a) == number(b) : compare(a, b) == 0;
    }

    static double number(Object value) {
        return value instanceof Double number ? number : exact(value).doubleValue();
    }

    static BigDecimal exact(@Nullable Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal;
        }
        if (value instanceof BigInteger integer) {
            return new BigDecimal(integer);
        }
        return value instanceof Number number ? BigDecimal.valueOf(number.longValue()) : BigDecimal.ZERO;
    }

    /** Of values that are no doubles. */
    static int compare(Object a, Object b) {
        if (a instanceof String text) {
            return java.util.Arrays.compareUnsigned(
                    text.getBytes(StandardCharsets.UTF_8), ((String) b).getBytes(StandardCharsets.UTF_8));
        }
        return a instanceof Boolean truth ? truth.compareTo((Boolean) b) : exact(a).compareTo(exact(b));
    }

    /** The value as the type has it. */
    static @Nullable Object fit(@Nullable Object value, ColumnType type) {
        if (value == null) {
            return null;
        }
        return switch (type.kind()) {
            case BOOLEAN, VARCHAR -> value;
            case DATE -> exact(value).intValueExact();
            case REAL -> (double) (float) number(value);
            case DOUBLE -> number(value);
            case TINYINT -> integer(value, 7);
            case SMALLINT -> integer(value, 15);
            case INTEGER -> integer(value, 31);
            case BIGINT -> integer(value, 63);
            case DECIMAL -> {
                BigDecimal number = value instanceof Double real ? BigDecimal.valueOf(real) : exact(value);
                BigDecimal scaled = number.setScale(type.scale(), RoundingMode.HALF_UP);
                if (scaled.unscaledValue().abs().compareTo(BigInteger.TEN.pow(type.precision())) >= 0) {
                    throw new ArithmeticException(scaled + " is too long");
                }
                yield scaled;
            }
            default -> throw new AssertionError(type);
        };
    }

    private static BigDecimal integer(Object value, int bits) {
        boolean rounds = value instanceof Double && bits == 63;
        BigDecimal number = value instanceof Double real ? BigDecimal.valueOf(real) : exact(value);
        BigDecimal whole = number.setScale(0, rounds ? RoundingMode.HALF_UP : RoundingMode.DOWN);
        BigInteger unscaled = whole.unscaledValue();
        if (unscaled.bitLength() > bits) {
            throw new ArithmeticException(value + " is too large");
        }
        return whole;
    }
}
