package io.gpuquery.calcite.exec.vector;

/**
 * Days since 1970-01-01 as dates of the proleptic Gregorian calendar. Source: Hinnant, "chrono-Compatible Low-Level Date Algorithms":
 * years that begin in March put the leap day at their end, and 400 of them have 146,097 days.
 */
public final class CivilDate {
    private static final int DAYS_OF_ERA = 146_097;
    private static final int DAYS_TO_EPOCH = 719_468;

    private CivilDate() {}

    /** Year, month and day in one number, {@code year * 512 + month * 32 + day}. */
    private static long pack(long days) {
        long shifted = days + DAYS_TO_EPOCH;
        long era = Math.floorDiv(shifted, DAYS_OF_ERA);
        int dayOfEra = (int) (shifted - era * DAYS_OF_ERA);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int shiftedMonth = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1;
        int month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        return (year << 9) | ((long) month << 5) | day;
    }

    public static long year(long days) {
        return pack(days) >> 9;
    }

    /** From 1. */
    public static int month(long days) {
        return (int) ((pack(days) >> 5) & 15);
    }

    /** Of the month, from 1. */
    public static int day(long days) {
        return (int) (pack(days) & 31);
    }

    /** From 1, Sunday, to 7. */
    public static int dayOfWeek(long days) {
        return (int) Math.floorMod(days + 4, 7L) + 1;
    }

    /** From 1. */
    public static int dayOfYear(long days) {
        return (int) (days - of(year(days), 1, 1)) + 1;
    }

    /** Of ISO 8601: that of the week's Thursday. */
    public static int week(long days) {
        long thursday = days - Math.floorMod(days + 3, 7L) + 3;
        return (dayOfYear(thursday) - 1) / 7 + 1;
    }

    /** Days of a date. */
    public static long of(long year, int month, int day) {
        long shiftedYear = month <= 2 ? year - 1 : year;
        long era = Math.floorDiv(shiftedYear, 400L);
        int yearOfEra = (int) (shiftedYear - era * 400);
        int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * DAYS_OF_ERA + dayOfEra - DAYS_TO_EPOCH;
    }

    /** The same day of another month, or its last. */
    public static long addMonths(long days, long months) {
        long packed = pack(days);
        long month = Math.addExact((packed >> 9) * 12 + ((packed >> 5) & 15) - 1, months);
        long year = Math.floorDiv(month, 12L);
        int monthOfYear = (int) Math.floorMod(month, 12L) + 1;
        int last = (int) (monthOfYear == 12 ? 31 : of(year, monthOfYear + 1, 1) - of(year, monthOfYear, 1));
        return of(year, monthOfYear, Math.min(last, (int) (packed & 31)));
    }

    /** Whole months from one day to another. */
    public static long monthsBetween(long to, long from) {
        if (to < from) {
            return -monthsBetween(from, to);
        }
        long months = (to - from) / 31;
        while (addMonths(from, months) < to && addMonths(from, months + 1) <= to) {
            months++;
        }
        return months;
    }
}
