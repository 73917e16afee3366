package io.gpuquery.format.text;

import io.gpuquery.scan.ValueNotation;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a column are written, ready for use: {@link TextTypeInference} finds types by it and {@link TextColumnWriter}
 * reads values by it. Immutable.
 */
public final class TextNotation {
    /** A point before fractions, nothing between thousands, dates and times of ISO 8601. */
    public static final TextNotation STANDARD = of(ValueNotation.DEFAULT);

    private final NumberNotation numbers;
    private final @Nullable DateTimeFormatter date;
    private final @Nullable DateTimeFormatter time;
    private final @Nullable DateTimeFormatter timestamp;
    private final Map<String, String> columnFormats;

    private TextNotation(
            NumberNotation numbers,
            @Nullable DateTimeFormatter date,
            @Nullable DateTimeFormatter time,
            @Nullable DateTimeFormatter timestamp,
            Map<String, String> columnFormats) {
        this.numbers = numbers;
        this.date = date;
        this.time = time;
        this.timestamp = timestamp;
        this.columnFormats = columnFormats;
    }

    /**
     * What a user said.
     *
     * @throws IllegalArgumentException if a format is no pattern
     */
    public static TextNotation of(ValueNotation notation) {
        Character decimal = notation.decimalSeparator();
        Character grouping = notation.groupingSeparator();
        return new TextNotation(
                new NumberNotation(decimal == null ? '.' : decimal, grouping == null ? '\0' : grouping),
                formatter(notation.dateFormat()),
                formatter(notation.timeFormat()),
                formatter(notation.timestampFormat()),
                notation.columnFormats());
    }

    /**
     * The reader of a pattern of {@link DateTimeFormatter}: without regard to case, English names, strict about the calendar, with
     * what a pattern leaves out at its least (no seconds mean zero).
     *
     * @throws IllegalArgumentException if it is none
     */
    public static DateTimeFormatter patternOf(String pattern) {
        DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                // Strict resolving knows the year of an era alone as incomplete, and people write yyyy.
                .appendPattern(pattern.indexOf('G') < 0 ? pattern.replace('y', 'u') : pattern);
        if (pattern.indexOf('H') >= 0 || pattern.indexOf('h') >= 0) {
            for (ChronoField field : new ChronoField[] {ChronoField.MINUTE_OF_HOUR, ChronoField.SECOND_OF_MINUTE}) {
                builder.parseDefaulting(field, 0);
            }
        }
        return builder.toFormatter(Locale.ENGLISH).withResolverStyle(ResolverStyle.STRICT);
    }

    private static @Nullable DateTimeFormatter formatter(@Nullable String pattern) {
        return pattern == null ? null : patternOf(pattern);
    }

    /** The same for one column, which may have a format of its own. */
    public TextNotation forColumn(String name) {
        for (Map.Entry<String, String> each : columnFormats.entrySet()) {
            if (each.getKey().equalsIgnoreCase(name)) {
                DateTimeFormatter own = patternOf(each.getValue());
                return new TextNotation(numbers, own, own, own, columnFormats);
            }
        }
        return this;
    }

    /** The same with a comma before fractions. */
    public TextNotation withDecimalComma() {
        return new TextNotation(new NumberNotation(',', '\0'), date, time, timestamp, columnFormats);
    }

    /** The same with numbers as programs write them. */
    public TextNotation withUsualNumbers() {
        return new TextNotation(NumberNotation.STANDARD, date, time, timestamp, columnFormats);
    }

    boolean hasPatterns() {
        return date != null || time != null || timestamp != null;
    }

    NumberNotation numbers() {
        return numbers;
    }

    @Nullable
    DateTimeFormatter date() {
        return date;
    }

    @Nullable
    DateTimeFormatter time() {
        return time;
    }

    @Nullable
    DateTimeFormatter timestamp() {
        return timestamp;
    }
}
