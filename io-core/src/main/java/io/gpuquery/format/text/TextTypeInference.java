package io.gpuquery.format.text;

import io.gpuquery.column.ColumnType;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Finds the type of a column from the texts of its values: the first of these that holds them all.
 *
 * <table>
 * <caption>Types in order</caption>
 * <tr><th>type</th><th>texts</th></tr>
 * <tr><td>BOOLEAN</td><td>{@code true}, {@code false}, in any case</td></tr>
 * <tr><td>BIGINT</td><td>integers of 64 bits; without {@code +}, without leading zeros, not {@code -0}</td></tr>
 * <tr><td>DECIMAL(38, 0)</td><td>the same with up to 38 digits</td></tr>
 * <tr><td>DECIMAL(p, s)</td><td>only if asked for: without an exponent; s is the longest fraction, p is 18, or 38 where 18 digits
 * do not hold them, so that a later value may have more digits before the point</td></tr>
 * <tr><td>DOUBLE</td><td>decimal notation with or without exponent (finite: not {@code 1e999}); {@code NaN}, {@code Infinity},
 * {@code -Infinity} as Java prints them, {@code nan}, {@code -nan}, {@code inf}, {@code -inf} as C does; at least one value with
 * a point, an exponent, {@code -0}, or one of those words</td></tr>
 * <tr><td>DATE</td><td>{@code yyyy-MM-dd}, years 0000 to 9999</td></tr>
 * <tr><td>TIME(p)</td><td>{@code HH:mm[:ss[.fraction]]}; p is 3, 6 or 9, by the longest fraction</td></tr>
 * <tr><td>TIMESTAMP(p)</td><td>date and time joined by {@code T} or a space; among them, a date alone</td></tr>
 * <tr><td>TIMESTAMP_LTZ(p)</td><td>the same, every value with an offset or {@code Z}</td></tr>
 * <tr><td>VARCHAR</td><td>anything; also where no value was seen</td></tr>
 * </table>
 *
 * <p>Spaces and tabs around a value do not count, except for VARCHAR. Nulls are not shown to this class. What is inferred here is
 * what {@link TextColumnWriter} reads. Threads: one at a time; parts of a file are joined by {@link #merge}.
 */
public final class TextTypeInference {
    private static final int BOOLEAN = 1;
    private static final int INTEGER = 1 << 1;
    private static final int DECIMAL = 1 << 2;
    private static final int DOUBLE = 1 << 3;
    private static final int DATE = 1 << 4;
    private static final int TIME = 1 << 5;
    private static final int TIMESTAMP = 1 << 6;
    private static final int INSTANT = 1 << 7;
    private static final int ALL = (1 << 8) - 1;

    private final boolean decimals;
    private final TextNotation notation;
    private final NumberText number = new NumberText();
    private final TemporalText temporal = new TemporalText();

    /** Types that hold all values so far. */
    private int possible = ALL;

    private boolean beyondLong;
    private int integerDigits;
    private int scale;
    private int secondDigits;
    /** Whether there is a timestamp that nanoseconds since 1970 cannot say in 64 bits. */
    private boolean beyondNanos;

    /** Takes decimals: whether fractions become DECIMAL instead of DOUBLE. */
    public TextTypeInference(boolean decimals) {
        this(decimals, TextNotation.STANDARD);
    }

    /** The same for texts of a notation. */
    public TextTypeInference(boolean decimals, TextNotation notation) {
        this.decimals = decimals;
        this.notation = notation;
    }

    /** Takes one value that is not null. */
    public void accept(CharSequence text) {
        if (possible == 0) {
            return;
        }
        int start = Blanks.start(text);
        int end = Blanks.end(text, start);
        possible &= start == end ? 0 : typesOf(text, start, end);
    }

    private int typesOf(CharSequence text, int start, int end) {
        int types = notation.numbers().isStandard() ? standardTypes(text, start, end) : notatedTypes(text, start, end);
        return notation.hasPatterns() ? (types & ~replacedTypes()) | patternTypes(text, start, end) : types;
    }

    private int notatedTypes(CharSequence text, int start, int end) {
        CharSequence canonical = notation.numbers().canonical(text);
        if (number.scan(canonical, 0, canonical.length())) {
            return numberTypes(canonical, 0, canonical.length());
        }
        return number.scan(text, start, end) ? 0 : standardTypes(text, start, end);
    }

    private int standardTypes(CharSequence text, int start, int end) {
        char first = text.charAt(start);
        boolean digit = NumberText.isDigit(first);
        if (digit && end - start >= 5) {
            TemporalText.Shape shape = temporal.scan(text, start, end);
            if (shape != TemporalText.Shape.NONE) {
                return temporalTypes(shape);
            }
        }
        if (digit || first == '-' || first == '.') {
            if (number.scan(text, start, end)) {
                return numberTypes(text, start, end);
            }
        }
        if (BooleanText.parse(text, start, end, false) >= 0) {
            return BOOLEAN;
        }
        return FloatingText.isWord(text, start, end) ? DOUBLE : 0;
    }

    /** Types that are written as a format says, and in no other way. */
    private int replacedTypes() {
        return (notation.date() == null ? 0 : DATE)
                | (notation.time() == null ? 0 : TIME)
                | (notation.timestamp() == null ? 0 : TIMESTAMP | INSTANT);
    }

    private int patternTypes(CharSequence text, int start, int end) {
        return patternTypes(notation.date(), DATE, text, start, end)
                | patternTypes(notation.time(), TIME, text, start, end)
                | patternTypes(notation.timestamp(), TIMESTAMP | INSTANT, text, start, end);
    }

    private int patternTypes(@Nullable DateTimeFormatter pattern, int wanted, CharSequence text, int start, int end) {
        if (pattern == null) {
            return 0;
        }
        TemporalText.Shape shape = PatternText.scan(pattern, text, start, end, temporal);
        int types = switch (shape) {
            case DATE -> DATE;
            case TIME -> TIME;
            case TIMESTAMP -> TIMESTAMP;
            case INSTANT -> INSTANT;
            case NONE -> 0;
        };
        if ((types & wanted) != 0) {
            temporalTypes(shape);
        }
        return types & wanted;
    }

    private int numberTypes(CharSequence text, int start, int end) {
        if (!number.isCanonical()) {
            return 0;
        }
        int types = FloatingText.isFinite(number, text, start, end) ? DOUBLE : 0;
        if (number.exponent) {
            return types;
        }
        types |= DECIMAL;
        boolean startsWithZero = number.integerDigits == 1 && text.charAt(number.digitsStart) == '0';
        integerDigits = Math.max(integerDigits, startsWithZero ? 0 : number.integerDigits);
        scale = Math.max(scale, number.fractionDigits);
        if (number.isInteger()) {
            boolean fitsLong = number.fitsLong(text, end);
            boolean minusZero = !fitsLong && number.integerDigits == 1;
            beyondLong |= !fitsLong && !minusZero;
            types |= minusZero ? 0 : INTEGER;
        }
        return types;
    }

    private int temporalTypes(TemporalText.Shape shape) {
        secondDigits = Math.max(secondDigits, temporal.fractionDigits);
        if (shape == TemporalText.Shape.INSTANT) {
            temporal.toUtc();
        }
        beyondNanos |= !temporal.fitsRange(9);
        return switch (shape) {
            case DATE -> DATE | TIMESTAMP;
            case TIME -> TIME;
            case TIMESTAMP -> TIMESTAMP;
            case INSTANT -> INSTANT;
            case NONE -> 0;
        };
    }

    /** Takes what another inference saw, which stays as it is. */
    public void merge(TextTypeInference other) {
        possible &= other.possible;
        beyondLong |= other.beyondLong;
        integerDigits = Math.max(integerDigits, other.integerDigits);
        scale = Math.max(scale, other.scale);
        secondDigits = Math.max(secondDigits, other.secondDigits);
        beyondNanos |= other.beyondNanos;
    }

    /** The type of the values so far; VARCHAR where there was none. */
    public ColumnType result() {
        if (possible == ALL) {
            return ColumnType.VARCHAR;
        }
        if (notation.hasPatterns() && (possible & replacedTypes()) != 0) {
            // Who gives a format such as yyyyMMdd wants dates where there could be numbers.
            return temporalResult();
        }
        if ((possible & BOOLEAN) != 0) {
            return ColumnType.BOOLEAN;
        }
        if ((possible & INTEGER) != 0) {
            if (!beyondLong) {
                return ColumnType.BIGINT;
            }
            return integerDigits <= ColumnType.MAX_DECIMAL_PRECISION
                    ? ColumnType.decimal(ColumnType.MAX_DECIMAL_PRECISION, 0)
                    : ColumnType.VARCHAR;
        }
        if (decimals && (possible & DECIMAL) != 0 && integerDigits + scale <= ColumnType.MAX_DECIMAL_PRECISION) {
            int precision = integerDigits + scale <= ColumnType.MAX_LONG_DECIMAL_PRECISION
                    ? ColumnType.MAX_LONG_DECIMAL_PRECISION
                    : ColumnType.MAX_DECIMAL_PRECISION;
            return ColumnType.decimal(precision, scale);
        }
        if ((possible & DOUBLE) != 0) {
            return ColumnType.DOUBLE;
        }
        return temporalResult();
    }

    private ColumnType temporalResult() {
        int precision = secondDigits <= 3 ? 3 : secondDigits <= 6 ? 6 : 9;
        if ((possible & DATE) != 0) {
            return ColumnType.DATE;
        }
        if ((possible & TIME) != 0) {
            return ColumnType.time(precision);
        }
        if (precision == 9 && beyondNanos) {
            return ColumnType.VARCHAR;
        }
        if ((possible & TIMESTAMP) != 0) {
            return ColumnType.timestamp(precision);
        }
        return (possible & INSTANT) != 0 ? ColumnType.timestampLtz(precision) : ColumnType.VARCHAR;
    }
}
