package io.gpuquery.format.text;

import io.gpuquery.column.Bytes;
import io.gpuquery.column.ColumnType;

/**
 * Dates and timestamps in the usual form: {@code 2024-02-29}, {@code 2024-02-29T10:00:00.123Z}, perhaps with a space for the {@code T}.
 *
 * <p>Days are counted by the algorithm of H. Hinnant, chrono-Compatible Low-Level Date Algorithms, 2013.
 */
final class TemporalFields extends FixedFields {
    private static final int DATE_BYTES = 10;
    private static final int TIME_END = 19;
    private static final int NANO_DIGITS = 9;
    /** {@code 0000-00-}, the first character in the lowest byte. */
    private static final long YEAR_AND_MONTH = 0x2d30302d30303030L;

    private static final int[] UNITS = {
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };

    /** The years of most dates, for which months are looked up: the day before the first of each, and how many days it has. */
    private static final int FIRST_YEAR = 1900;

    private static final int YEARS = 200;
    private static final int[] BEFORE_MONTH = new int[12 * YEARS];
    private static final byte[] DAYS_OF_MONTH = new byte[12 * YEARS];

    static {
        for (int month = 0; month < 12 * YEARS; month++) {
            int year = FIRST_YEAR + month / 12;
            BEFORE_MONTH[month] = epochDay(year, month % 12 + 1, 1) - 1;
            DAYS_OF_MONTH[month] = (byte) daysOf(year, month % 12 + 1);
        }
    }

    private final boolean isDate;
    private final boolean isInstant;
    private final int precision;

    TemporalFields(FixedValue value, ColumnType type) {
        super(value, type);
        this.isDate = type.kind() == ColumnType.Kind.DATE;
        this.isInstant = type.kind() == ColumnType.Kind.TIMESTAMP_LTZ;
        this.precision = isDate ? 0 : type.precision();
    }

    @Override
    void read(FieldBlock block) {
        byte[] bytes = block.bytes;
        int count = block.rowCount;
        for (int row = 0; row < count; row++) {
            int start = block.start(row);
            int length = block.end(row) - start;
            if (isDate) {
                values[row] = length == DATE_BYTES ? date(bytes, start) : OTHER;
            } else {
                values[row] = length >= TIME_END ? timestamp(bytes, start, start + length) : OTHER;
            }
        }
    }

    private static long date(byte[] bytes, int start) {
        long word = Bytes.word(bytes, start) ^ YEAR_AND_MONTH;
        // Digits are 0 to 9 now, and the hyphens 0.
        if ((((word + 0x7f76767f76767676L) | word) & Bytes.HIGH_BITS) != 0) {
            return OTHER;
        }
        int tens = bytes[start + 8] - '0';
        int ones = bytes[start + 9] - '0';
        int year =
                (int) ((word & 0xf) * 1000 + (word >>> 8 & 0xf) * 100 + (word >>> 16 & 0xf) * 10 + (word >>> 24 & 0xf));
        int month = (int) ((word >>> 40 & 0xf) * 10 + (word >>> 48 & 0xf));
        int day = tens * 10 + ones;
        boolean digits = tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9;
        int index = 12 * (year - FIRST_YEAR) + month - 1;
        if (digits && month >= 1 && month <= 12 && index >= 0 && index < BEFORE_MONTH.length) {
            return day >= 1 && day <= DAYS_OF_MONTH[index] ? BEFORE_MONTH[index] + day : OTHER;
        }
        if (!digits || month < 1 || month > 12 || day < 1 || (day > 28 && day > daysOf(year, month))) {
            return OTHER;
        }
        return epochDay(year, month, day);
    }

    private static int daysOf(int year, int month) {
        if (month == 2) {
            return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
        }
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    /** Days since 1970-01-01 of a day of the years 0 to 9999. */
    private static int epochDay(int year, int month, int day) {
        // Years begin in March, so that the day that may be missing is the last; and 400 years later, so that none is
        // negative.
        int shifted = (month <= 2 ? year - 1 : year) + 400;
        int dayOfYear = (153 * (month <= 2 ? month + 9 : month - 3) + 2) / 5 + day - 1;
        return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468 - 146_097;
    }

    private long timestamp(byte[] bytes, int start, int end) {
        long day = date(bytes, start);
        int hour = twoDigits(bytes, start + 11);
        int minute = twoDigits(bytes, start + 14);
        int second = twoDigits(bytes, start + 17);
        byte separator = bytes[start + DATE_BYTES];
        if (day == OTHER
                || (separator != 'T' && separator != ' ')
                || bytes[start + 13] != ':'
                || bytes[start + 16] != ':'
                || (hour | minute | second) < 0
                || hour > 23
                || minute > 59
                || second > 59) {
            return OTHER;
        }
        boolean utc = bytes[end - 1] == 'Z';
        int last = utc ? end - 1 : end;
        int digits = last == start + TIME_END ? 0 : last - start - TIME_END - 1;
        // Of nanoseconds not every year has a value; a time without an offset depends on the zone.
        if (utc != isInstant || digits > precision || precision == NANO_DIGITS) {
            return OTHER;
        }
        long fraction = 0;
        if (last != start + TIME_END) {
            if (bytes[start + TIME_END] != '.' || digits == 0) {
                return OTHER;
            }
            for (int at = start + TIME_END + 1; at < last; at++) {
                int digit = bytes[at] - '0';
                if (digit < 0 || digit > 9) {
                    return OTHER;
                }
                fraction = 10 * fraction + digit;
            }
        }
        long seconds = day * 86_400 + hour * 3600L + minute * 60L + second;
        return seconds * UNITS[precision] + fraction * UNITS[precision - digits];
    }

    private static int twoDigits(byte[] bytes, int at) {
        int tens = bytes[at] - '0';
        int ones = bytes[at + 1] - '0';
        return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
    }
}
