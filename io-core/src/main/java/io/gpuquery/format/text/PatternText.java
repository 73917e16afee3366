package io.gpuquery.format.text;

import java.text.ParsePosition;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import org.jspecify.annotations.Nullable;

/** Reads dates and times that are written as a pattern says. */
final class PatternText {
    private PatternText() {}

    /** What a text is by a pattern; sets {@code target} as {@link TemporalText#scan} would. */
    static TemporalText.Shape scan(
            DateTimeFormatter pattern, CharSequence text, int start, int end, TemporalText target) {
        ParsePosition position = new ParsePosition(0);
        CharSequence trimmed = text.subSequence(start, end);
        TemporalAccessor found = parse(pattern, trimmed, position);
        if (found == null || position.getIndex() != trimmed.length()) {
            return TemporalText.Shape.NONE;
        }
        LocalDate date = found.query(TemporalQueries.localDate());
        LocalTime time = found.query(TemporalQueries.localTime());
        ZoneOffset offset = found.isSupported(ChronoField.OFFSET_SECONDS)
                ? ZoneOffset.ofTotalSeconds(found.get(ChronoField.OFFSET_SECONDS))
                : null;
        if (date == null) {
            return time == null ? TemporalText.Shape.NONE : target.set(0, time.toNanoOfDay(), TemporalText.Shape.TIME);
        }
        if (date.getYear() < 0 || date.getYear() > TemporalText.MAX_YEAR) {
            return TemporalText.Shape.NONE;
        }
        if (time == null) {
            return target.set(date.toEpochDay(), 0, TemporalText.Shape.DATE);
        }
        TemporalText.Shape shape = target.set(
                date.toEpochDay(),
                time.toNanoOfDay(),
                offset == null ? TemporalText.Shape.TIMESTAMP : TemporalText.Shape.INSTANT);
        target.offsetSeconds = offset == null ? 0 : offset.getTotalSeconds();
        return shape;
    }

    private static @Nullable TemporalAccessor parse(
            DateTimeFormatter pattern, CharSequence text, ParsePosition position) {
        try {
            return pattern.parse(text, position);
        } catch (java.time.DateTimeException e) {
            // No text of the pattern, or a day that does not exist: it does not fit, which the caller reports with its
            // place.
            return null;
        }
    }
}
