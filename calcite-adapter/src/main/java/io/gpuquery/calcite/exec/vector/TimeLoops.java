package io.gpuquery.calcite.exec.vector;

import io.gpuquery.column.ColumnType;
import org.jspecify.annotations.Nullable;

/** Functions of dates, times and timestamps. */
public final class TimeLoops {
    private static final long SECONDS_PER_DAY = 86_400;
    private static final long MILLIS_PER_DAY = 86_400_000;
    private static final int MILLIS_DIGITS = 3;

    /** Takes a moment apart. */
    @FunctionalInterface
    public interface Field {
        /** Takes days since 1970-01-01, and units since midnight of which a second has so many. */
        long of(long days, long units, long unitsPerSecond);
    }

    /** Computes of two values in the units of a type. */
    @FunctionalInterface
    public interface Step {
        long of(long a, long b);
    }

    private TimeLoops() {}

    /** Units of a day; 1 for a DATE. */
    private static long unitsPerDay(ColumnType type) {
        return type.kind() == ColumnType.Kind.DATE ? 1 : SECONDS_PER_DAY * unitsPerSecond(type);
    }

    private static long unitsPerSecond(ColumnType type) {
        return type.kind() == ColumnType.Kind.DATE ? 1 : PowersOfTen.of(type.precision());
    }

    private static long unitsPerMilli(ColumnType type) {
        return PowersOfTen.of(type.precision() - MILLIS_DIGITS);
    }

    /** A number of each moment. */
    public static LongVector extract(Vector vector, ColumnType type, Field field, Scratch scratch) {
        int count = vector.length();
        long[] from = Lanes.longs(vector, scratch).values();
        long[] values = scratch.longs(count);
        long day = unitsPerDay(type);
        long second = unitsPerSecond(type);
        for (int i = 0; i < count; i++) {
            long days = day == 1 ? from[i] : Math.floorDiv(from[i], day);
            values[i] = field.of(days, day == 1 ? 0 : from[i] - days * day, second);
        }
        return new LongVector(values, count, vector.nulls());
    }

    /** The first moment of the day that a field gives for each. */
    public static Vector floorDay(Vector vector, ColumnType type, Field field, Scratch scratch) {
        LongVector days = extract(vector, type, field, scratch);
        long day = unitsPerDay(type);
        for (int i = 0; i < days.length(); i++) {
            days.values()[i] *= day;
        }
        return days;
    }

    /** The start of a unit of so many seconds. */
    public static Vector floorSeconds(Vector vector, ColumnType type, long seconds, Scratch scratch) {
        if (type.kind() == ColumnType.Kind.DATE) {
            return vector;
        }
        long[] from = Lanes.longs(vector, scratch).values();
        long[] values = scratch.longs(vector.length());
        long unit = seconds * unitsPerSecond(type);
        for (int i = 0; i < vector.length(); i++) {
            values[i] = from[i] - Math.floorMod(from[i], unit);
        }
        return new LongVector(values, vector.length(), vector.nulls());
    }

    /** Moved by months. */
    public static Vector addMonths(Vector a, Vector b, ColumnType type, Scratch scratch) {
        long day = unitsPerDay(type);
        return apply(
                a,
                b,
                (moment, months) -> {
                    long days = Math.floorDiv(moment, day);
                    long rest = moment - days * day;
                    return Math.addExact(Math.multiplyExact(CivilDate.addMonths(days, months), day), rest);
                },
                type,
                scratch);
    }

    /** Moved by milliseconds: a DATE by whole days, a TIME within its day. */
    public static Vector addMillis(Vector a, Vector b, ColumnType type, Scratch scratch) {
        Step step = switch (type.kind()) {
            case DATE -> (date, millis) -> date + Math.floorDiv(millis, MILLIS_PER_DAY);
            case TIME -> {
                long unit = unitsPerMilli(type);
                yield (time, millis) ->
                        Math.floorMod(time + Math.floorMod(millis, MILLIS_PER_DAY) * unit, MILLIS_PER_DAY * unit);
            }
            default -> {
                long unit = unitsPerMilli(type);
                yield (moment, millis) -> Math.addExact(moment, Math.multiplyExact(millis, unit));
            }
        };
        return apply(a, b, step, type, scratch);
    }

    /** Milliseconds from b to a. */
    public static Vector millisBetween(Vector a, Vector b, ColumnType type, ColumnType result, Scratch scratch) {
        boolean date = type.kind() == ColumnType.Kind.DATE;
        long unit = date ? 1 : unitsPerMilli(type);
        Step step = date
                ? (to, from) -> (to - from) * MILLIS_PER_DAY
                : (to, from) -> Math.floorDiv(to, unit) - Math.floorDiv(from, unit);
        return apply(a, b, step, result, scratch);
    }

    /** Whole months from b to a. */
    public static Vector monthsBetween(Vector a, Vector b, ColumnType type, ColumnType result, Scratch scratch) {
        long day = unitsPerDay(type);
        Step step = (to, from) -> {
            long toDays = Math.floorDiv(to, day);
            long fromDays = Math.floorDiv(from, day);
            long months = CivilDate.monthsBetween(toDays, fromDays);
            boolean sameDay = CivilDate.addMonths(fromDays, months) == toDays;
            return sameDay && to - toDays * day < from - fromDays * day ? months - 1 : months;
        };
        return apply(a, b, step, result, scratch);
    }

    private static Vector apply(Vector a, Vector b, Step step, ColumnType type, Scratch scratch) {
        int count = a.length();
        int @Nullable [] nulls = Nulls.either(a, b, scratch);
        long[] x = Lanes.longs(a, scratch).values();
        long[] y = Lanes.longs(b, scratch).values();
        long[] values = scratch.longs(count);
        for (int i = 0; i < count; i++) {
            values[i] = nulls == null || nulls[i] == 0 ? step.of(x[i], y[i]) : 0;
        }
        return Fitting.fit(new LongVector(values, count, nulls), type, scratch);
    }
}
