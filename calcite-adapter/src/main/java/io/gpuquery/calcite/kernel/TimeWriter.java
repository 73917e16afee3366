package io.gpuquery.calcite.kernel;

import io.gpuquery.calcite.expression.Operation;
import io.gpuquery.column.ColumnType;
import java.math.BigInteger;

/**
 * Writes functions of dates, times and timestamps. A moment is days since 1970-01-01, and units since midnight; a DATE has no units, and a
 * TIME no days. What the CPU leaves unchecked at the far ends of 64 bits wraps around here as it does there.
 */
final class TimeWriter {
    private static final BigInteger SECONDS_PER_DAY = BigInteger.valueOf(86_400);
    private static final BigInteger MILLIS_PER_DAY = BigInteger.valueOf(86_400_000);
    private static final int MILLIS_DIGITS = 3;
    private static final long SECONDS_PER_HOUR = 3600;
    private static final long SECONDS_PER_MINUTE = 60;
    /** More months than this the CPU has to look at. */
    private static final int MONTH_BITS = 40;
    /** Days of so many months, added to those of any moment. */
    private static final int MOVED_BITS = 50;

    private final KernelBody body;
    private final ExactWriter exact;

    TimeWriter(KernelBody body, ExactWriter exact) {
        this.body = body;
        this.exact = exact;
    }

    /** Digits of a second, as a number of units. */
    private static BigInteger unitsPerSecond(ColumnType type) {
        return isDate(type) ? BigInteger.ONE : BigInteger.TEN.pow(type.precision());
    }

    static BigInteger unitsPerDay(ColumnType type) {
        return isDate(type) ? BigInteger.ONE : SECONDS_PER_DAY.multiply(unitsPerSecond(type));
    }

    private static BigInteger unitsPerMilli(ColumnType type) {
        if (type.precision() < MILLIS_DIGITS) {
            throw new IneligibleException("milliseconds of " + type);
        }
        return BigInteger.TEN.pow(type.precision() - MILLIS_DIGITS);
    }

    private static boolean isDate(ColumnType type) {
        return type.kind() == ColumnType.Kind.DATE;
    }

    private static void checkMoment(Operation operation, ColumnType type) {
        if (!isDate(type) && type.kind() != ColumnType.Kind.TIME && !NumberTypes.isTimestamp(type)) {
            throw new IneligibleException(operation + " of " + type);
        }
    }

    private Value days(Value moment, ColumnType type) {
        return isDate(type) ? moment : exact.floorDivide(moment, unitsPerDay(type));
    }

    /** Units since midnight, as a long that is never negative. */
    private String rest(Value moment, Value days, ColumnType type) {
        return isDate(type)
                ? "0"
                : body.let(
                        "long",
                        wrapped(
                                moment.asLong(),
                                "-",
                                wrapped(days.asLong(), "*", NumberTypes.text(unitsPerDay(type)))));
    }

    private static String wrapped(String a, String sign, String b) {
        return "(long) ((ulong) (" + a + ") " + sign + " (ulong) (" + b + "))";
    }

    /** A number that a moment has. */
    Value part(Operation operation, Value moment, ColumnType type) {
        checkMoment(operation, type);
        Value days = days(moment, type);
        String day = days.asLong();
        String second = NumberTypes.text(unitsPerSecond(type));
        return switch (operation) {
            case EXTRACT_YEAR -> number("civil_year(" + day + ")", moment, Long.MIN_VALUE, Long.MAX_VALUE);
            case EXTRACT_QUARTER -> number("(civil_month(" + day + ") + 2) / 3", moment, 1, 4);
            case EXTRACT_MONTH -> number("civil_month(" + day + ")", moment, 1, 12);
            case EXTRACT_WEEK -> number("civil_week(" + day + ")", moment, 1, 53);
            case EXTRACT_DAY -> number("civil_day(" + day + ")", moment, 1, 31);
            case EXTRACT_DAY_OF_WEEK -> number("floor_modulo(" + day + " + 4, 7) + 1", moment, 1, 7);
            case EXTRACT_DAY_OF_YEAR -> number("day_of_year(" + day + ")", moment, 1, 366);
            case EXTRACT_HOUR ->
                number(rest(moment, days, type) + " / (" + second + " * " + SECONDS_PER_HOUR + ")", moment, 0, 23);
            case EXTRACT_MINUTE ->
                number(
                        rest(moment, days, type) + " / (" + second + " * " + SECONDS_PER_MINUTE + ") % "
                                + SECONDS_PER_MINUTE,
                        moment,
                        0,
                        59);
            case EXTRACT_SECOND ->
                number(rest(moment, days, type) + " / " + second + " % " + SECONDS_PER_MINUTE, moment, 0, 59);
            case EXTRACT_EPOCH ->
                number(
                        day + " * " + SECONDS_PER_DAY + " + " + rest(moment, days, type) + " / " + second,
                        moment,
                        Long.MIN_VALUE,
                        Long.MAX_VALUE);
            default -> throw new IllegalArgumentException(operation + " is no part of a moment");
        };
    }

    private Value number(String code, Value moment, long min, long max) {
        BigInteger least = BigInteger.valueOf(min);
        BigInteger greatest = BigInteger.valueOf(max);
        String type = Value.typeOf(least, greatest);
        return Value.integer(body.let(type, "(" + type + ") (" + code + ")"), moment.nullCode(), least, greatest);
    }

    /** The start of the unit that a moment lies in. */
    Value floor(Operation operation, Value moment, ColumnType type) {
        checkMoment(operation, type);
        return switch (operation) {
            case FLOOR_YEAR -> floorDay("start_of_year(#)", moment, type);
            case FLOOR_QUARTER -> floorDay("start_of_quarter(#)", moment, type);
            case FLOOR_MONTH -> floorDay("# - civil_day(#) + 1", moment, type);
            case FLOOR_WEEK -> floorDay("# - floor_modulo(# + 4, 7)", moment, type);
            case FLOOR_DAY -> floorDay("#", moment, type);
            case FLOOR_HOUR -> floorSeconds(SECONDS_PER_HOUR, moment, type);
            case FLOOR_MINUTE -> floorSeconds(SECONDS_PER_MINUTE, moment, type);
            case FLOOR_SECOND -> floorSeconds(1, moment, type);
            default -> throw new IllegalArgumentException(operation + " has no start");
        };
    }

    private Value floorDay(String function, Value moment, ColumnType type) {
        String start = function.replace("#", "(" + days(moment, type).asLong() + ")");
        String units = isDate(type) ? start : wrapped(start, "*", NumberTypes.text(unitsPerDay(type)));
        return Value.integerOfBits(body.let("long", units), moment.nullCode(), Long.SIZE);
    }

    private Value floorSeconds(long seconds, Value moment, ColumnType type) {
        if (isDate(type)) {
            return moment;
        }
        String unit = NumberTypes.text(unitsPerSecond(type).multiply(BigInteger.valueOf(seconds)));
        String units = wrapped(moment.asLong(), "-", "floor_modulo(" + moment.asLong() + ", " + unit + ")");
        return Value.integerOfBits(body.let("long", units), moment.nullCode(), Long.SIZE);
    }

    /** The same time of the same day, or the last, of another month. */
    Value addMonths(Value moment, Value months, ColumnType type) {
        checkMoment(Operation.ADD_MONTHS, type);
        String nullCode = body.either(moment.nullCode(), months.nullCode());
        BigInteger most = BigInteger.ONE.shiftLeft(MONTH_BITS);
        if (!months.isWithin(most.negate(), most)) {
            String limit = NumberTypes.text(most);
            body.failWhere(months.code() + " < -" + limit + " || " + months.code() + " > " + limit, nullCode);
        }
        Value days = days(moment, type);
        String rest = rest(moment, days, type);
        Value moved = Value.integerOfBits(
                body.let("long", "add_months(" + days.asLong() + ", " + months.asLong() + ")"), nullCode, MOVED_BITS);
        Value start = exact.times(moved, unitsPerDay(type));
        Value sum = isDate(type)
                ? start
                : exact.plus(
                        start,
                        Value.integer(
                                rest, null, BigInteger.ZERO, unitsPerDay(type).subtract(BigInteger.ONE)));
        return exact.fit(sum, type);
    }

    /** A DATE moves by whole days, a TIME within its day. */
    Value addMillis(Value moment, Value millis, ColumnType type) {
        checkMoment(Operation.ADD_MILLIS, type);
        String nullCode = body.either(moment.nullCode(), millis.nullCode());
        if (isDate(type)) {
            return exact.fit(exact.plus(moment, exact.floorDivide(millis, MILLIS_PER_DAY)), type);
        }
        BigInteger unit = unitsPerMilli(type);
        if (type.kind() == ColumnType.Kind.TIME) {
            String within =
                    "floor_modulo(" + millis.asLong() + ", " + MILLIS_PER_DAY + "L) * " + NumberTypes.text(unit);
            String day = NumberTypes.text(MILLIS_PER_DAY.multiply(unit));
            return Value.integer(
                    body.let("long", "floor_modulo(" + moment.asLong() + " + " + within + ", " + day + ")"),
                    nullCode,
                    BigInteger.ZERO,
                    MILLIS_PER_DAY.multiply(unit).subtract(BigInteger.ONE));
        }
        return exact.fit(exact.plus(moment, exact.times(millis, unit)), type);
    }

    /** Milliseconds from one moment to another. */
    Value millisBetween(Value to, Value from, ColumnType type, ColumnType result) {
        checkMoment(Operation.MILLIS_BETWEEN, type);
        String nullCode = body.either(to.nullCode(), from.nullCode());
        String code;
        if (isDate(type)) {
            code = wrapped(wrapped(to.asLong(), "-", from.asLong()), "*", MILLIS_PER_DAY + "L");
        } else {
            String unit = NumberTypes.text(unitsPerMilli(type));
            code = wrapped(
                    "floor_divide(" + to.asLong() + ", " + unit + ")",
                    "-",
                    "floor_divide(" + from.asLong() + ", " + unit + ")");
        }
        return exact.fit(Value.integerOfBits(body.let("long", code), nullCode, Long.SIZE), result);
    }

    /** Whole months from one moment to another. */
    Value monthsBetween(Value to, Value from, ColumnType type, ColumnType result) {
        checkMoment(Operation.MONTHS_BETWEEN, type);
        String nullCode = body.either(to.nullCode(), from.nullCode());
        Value toDays = days(to, type);
        Value fromDays = days(from, type);
        String code = "months_between(" + toDays.asLong() + ", " + rest(to, toDays, type) + ", " + fromDays.asLong()
                + ", " + rest(from, fromDays, type) + ")";
        return exact.fit(Value.integerOfBits(body.let("long", code), nullCode, MOVED_BITS), result);
    }
}
