package io.gpuquery.format.text;

import io.gpuquery.column.ColumnBuilder;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.FixedWidthBuilder;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.TimeZone;

/**
 * DATE ({@code yyyy-MM-dd}), TIME ({@code HH:mm:ss}) and TIMESTAMP (both, with one space between) as a lenient {@link
 * java.text.DateFormat} reads them: each number has any number of digits, perhaps behind blanks, numbers that are too large go over
 * into the next unit ({@code 2001-02-30} is the second of March), and what follows does not count. Days before 1582-10-15 are of
 * the Julian calendar. A TIME of 24 hours or more does not fit. For one thread.
 */
final class LenientTemporal implements TextValue {
    private static final int MAX_DIGITS = 9;
    private static final long MILLIS_PER_DAY = 86_400_000L;
    private static final String DATE = "y-M-d";
    private static final String TIME = "H:m:s";

    private final ColumnType type;
    private final String pattern;
    private final Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone("UTC"), Locale.ROOT);
    private long value;
    private int at;

    LenientTemporal(ColumnType type) {
        this.type = type;
        this.pattern = switch (type.kind()) {
            case DATE -> DATE;
            case TIME -> TIME;
            case TIMESTAMP -> DATE + " " + TIME;
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    TIMESTAMP_LTZ,
                    VARCHAR,
                    VARBINARY,
                    ARRAY,
                    MAP,
                    ROW -> throw new IllegalArgumentException(type + " is no local date or time");
            case UUID -> throw new IllegalArgumentException(type + " is no local date or time");
        };
    }

    @Override
    public boolean parse(CharSequence text) {
        calendar.clear();
        at = 0;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            boolean found = switch (c) {
                case 'y' -> number(text, Calendar.YEAR, 0);
                case 'M' -> number(text, Calendar.MONTH, 1);
                case 'd' -> number(text, Calendar.DAY_OF_MONTH, 0);
                case 'H' -> number(text, Calendar.HOUR_OF_DAY, 0);
                case 'm' -> number(text, Calendar.MINUTE, 0);
                case 's' -> number(text, Calendar.SECOND, 0);
                default -> at < text.length() && text.charAt(at++) == c;
            };
            if (!found) {
                return false;
            }
        }
        return fits(calendar.getTimeInMillis());
    }

    private boolean number(CharSequence text, int field, int first) {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        int start = at;
        int number = 0;
        while (at < text.length() && at - start < MAX_DIGITS && Character.isDigit(text.charAt(at))) {
            number = number * 10 + Character.digit(text.charAt(at++), 10);
        }
        calendar.set(field, number - first);
        return at > start;
    }

    private boolean fits(long millis) {
        boolean isDate = type.kind() == ColumnType.Kind.DATE;
        boolean isTime = type.kind() == ColumnType.Kind.TIME;
        value = isDate ? Math.floorDiv(millis, MILLIS_PER_DAY) : millis;
        return isDate ? value == (int) value : !isTime || (millis >= 0 && millis < MILLIS_PER_DAY);
    }

    @Override
    public void appendTo(ColumnBuilder builder) {
        long unitsPerMilli = switch (type.precision()) {
            case 6 -> 1_000L;
            case 9 -> 1_000_000L;
            default -> 1L;
        };
        ((FixedWidthBuilder) builder).appendLong(type.kind() == ColumnType.Kind.DATE ? value : value * unitsPerMilli);
    }
}
