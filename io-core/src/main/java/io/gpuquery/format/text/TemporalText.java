package io.gpuquery.format.text;

import java.time.LocalDate;
import java.time.YearMonth;

/**
 * Reads dates, times and timestamps: {@code yyyy-MM-dd}, {@code HH:mm[:ss[.fraction]]}, both joined by {@code T} or a space, and
 * after a timestamp an offset ({@code Z}, {@code +hh}, {@code +hhmm}, {@code +hh:mm}). Years are 0000 to 9999 of the proleptic
 * Gregorian calendar; a day that does not exist, 24:00 and second 60 are not read. Source: ISO 8601-1:2019, 5.2 to 5.4.
 *
 * <p>Mutable, for one thread: {@link #scan} sets the rest.
 */
final class TemporalText {
    static final long NANOS_PER_SECOND = 1_000_000_000L;
    static final long NANOS_PER_DAY = 86_400 * NANOS_PER_SECOND;

    static final int MAX_YEAR = 9999;

    private static final int MAX_OFFSET_HOURS = 18;

    /** What a text is. */
    enum Shape {
        NONE,
        DATE,
        TIME,
        TIMESTAMP,
        /** A timestamp with an offset. */
        INSTANT
    }

    /** Days since 1970-01-01; 0 for a time. */
    long epochDay;

    /** 0 for a date. */
    long nanoOfDay;

    /** Digits of the fraction that matter: up to 9 as written; zeros behind the ninth are left out, others make it no time. */
    int fractionDigits;

    /** East of UTC. */
    int offsetSeconds;

    private int at;

    Shape scan(CharSequence text, int start, int end) {
        epochDay = 0;
        nanoOfDay = 0;
        fractionDigits = 0;
        offsetSeconds = 0;
        at = start;
        int length = end - start;
        if (length >= 5 && text.charAt(start + 2) == ':') {
            return time(text, end) && at == end ? Shape.TIME : Shape.NONE;
        }
        if (length < 10 || !date(text)) {
            return Shape.NONE;
        }
        if (at == end) {
            return Shape.DATE;
        }
        char separator = text.charAt(at++);
        if ((separator != 'T' && separator != ' ') || !time(text, end)) {
            return Shape.NONE;
        }
        if (at == end) {
            return Shape.TIMESTAMP;
        }
        return offset(text, end) && at == end ? Shape.INSTANT : Shape.NONE;
    }

    /** Takes a date and a time that somebody else has read. */
    Shape set(long newEpochDay, long newNanoOfDay, Shape shape) {
        epochDay = newEpochDay;
        nanoOfDay = newNanoOfDay;
        offsetSeconds = 0;
        fractionDigits = 0;
        for (long rest = newNanoOfDay % NANOS_PER_SECOND, unit = NANOS_PER_SECOND / 10; rest != 0; unit /= 10) {
            rest %= unit;
            fractionDigits++;
        }
        return shape;
    }

    private boolean date(CharSequence text) {
        int century = twoDigits(text, at);
        int yearOfCentury = twoDigits(text, at + 2);
        int month = twoDigits(text, at + 5);
        int day = twoDigits(text, at + 8);
        if ((century | yearOfCentury | month | day) < 0 || text.charAt(at + 4) != '-' || text.charAt(at + 7) != '-') {
            return false;
        }
        int year = century * 100 + yearOfCentury;
        if (month < 1
                || month > 12
                || day < 1
                || (day > 28 && !YearMonth.of(year, month).isValidDay(day))) {
            return false;
        }
        epochDay = LocalDate.of(year, month, day).toEpochDay();
        at += 10;
        return true;
    }

    private boolean time(CharSequence text, int end) {
        if (end - at < 5) {
            return false;
        }
        int hour = twoDigits(text, at);
        int minute = twoDigits(text, at + 3);
        if (text.charAt(at + 2) != ':' || hour < 0 || hour > 23 || minute < 0 || minute > 59) {
            return false;
        }
        at += 5;
        long seconds = hour * 3600L + minute * 60L;
        if (at < end && text.charAt(at) == ':') {
            int second = end - at < 3 ? -1 : twoDigits(text, at + 1);
            if (second < 0 || second > 59) {
                return false;
            }
            seconds += second;
            at += 3;
            if (at < end && text.charAt(at) == '.') {
                at++;
                if (!fraction(text, end)) {
                    return false;
                }
            }
        }
        nanoOfDay += seconds * NANOS_PER_SECOND;
        return true;
    }

    private boolean fraction(CharSequence text, int end) {
        int first = at;
        long unit = NANOS_PER_SECOND / 10;
        while (at < end && NumberText.isDigit(text.charAt(at))) {
            int digit = text.charAt(at) - '0';
            if (unit == 0 && digit != 0) {
                return false;
            }
            nanoOfDay += digit * unit;
            unit /= 10;
            at++;
        }
        fractionDigits = Math.min(9, at - first);
        return at > first;
    }

    private boolean offset(CharSequence text, int end) {
        char sign = text.charAt(at++);
        if (sign == 'Z') {
            return true;
        }
        if ((sign != '+' && sign != '-') || end - at < 2) {
            return false;
        }
        int hours = twoDigits(text, at);
        at += 2;
        int minutes = 0;
        if (at < end) {
            if (text.charAt(at) == ':') {
                at++;
            }
            minutes = end - at < 2 ? -1 : twoDigits(text, at);
            at += 2;
        }
        if (hours < 0 || minutes < 0 || minutes > 59 || hours * 60 + minutes > MAX_OFFSET_HOURS * 60) {
            return false;
        }
        offsetSeconds = (sign == '-' ? -60 : 60) * (hours * 60 + minutes);
        return true;
    }

    private static int twoDigits(CharSequence text, int index) {
        char tens = text.charAt(index);
        char ones = text.charAt(index + 1);
        return NumberText.isDigit(tens) && NumberText.isDigit(ones) ? (tens - '0') * 10 + ones - '0' : -1;
    }

    /** Units of 10^-precision seconds in a day. */
    static long unitsPerDay(int precision) {
        return switch (precision) {
            case 3 -> 86_400_000L;
            case 6 -> 86_400_000_000L;
            case 9 -> NANOS_PER_DAY;
            default -> throw new IllegalArgumentException("precision " + precision);
        };
    }

    /** Whether the fraction has no digit below the precision. */
    boolean fitsPrecision(int precision) {
        return nanoOfDay % (NANOS_PER_DAY / unitsPerDay(precision)) == 0;
    }

    /** Whether the timestamp's count of units since 1970 fits 64 bits; only nanoseconds can fail, before 1677 and after 2262. */
    boolean fitsRange(int precision) {
        // 2^63 ns are 106,751.99 days.
        if (epochDay < -106_752 || epochDay > 106_751) {
            return precision < 9;
        }
        long units = epochUnits(precision);
        return (epochDay < 0) == (units < 0);
    }

    /** Units of 10^-precision seconds since 1970-01-01T00:00, of local time; wraps where {@link #fitsRange} is false. */
    long epochUnits(int precision) {
        long perDay = unitsPerDay(precision);
        return epochDay * perDay + nanoOfDay / (NANOS_PER_DAY / perDay);
    }

    /** Makes a timestamp with an offset one of UTC. */
    void toUtc() {
        long shifted = nanoOfDay - offsetSeconds * NANOS_PER_SECOND;
        epochDay += Math.floorDiv(shifted, NANOS_PER_DAY);
        nanoOfDay = Math.floorMod(shifted, NANOS_PER_DAY);
        offsetSeconds = 0;
    }
}
