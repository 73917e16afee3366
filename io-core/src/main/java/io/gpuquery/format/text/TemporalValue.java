package io.gpuquery.format.text;

import io.gpuquery.column.ColumnBuilder;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.FixedWidthBuilder;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** DATE, TIME, TIMESTAMP and TIMESTAMP_LTZ. */
final class TemporalValue implements FixedValue {
    private final ColumnType type;
    private final ZoneId zone;
    private final @Nullable DateTimeFormatter pattern;
    private final TemporalText temporal = new TemporalText();
    private long value;

    TemporalValue(ColumnType type, ZoneId zone, @Nullable DateTimeFormatter pattern) {
        this.type = type;
        this.zone = zone;
        this.pattern = pattern;
    }

    @Override
    public boolean parse(CharSequence text) {
        int start = Blanks.start(text);
        int end = Blanks.end(text, start);
        TemporalText.Shape shape = pattern == null
                ? temporal.scan(text, start, end)
                : PatternText.scan(pattern, text, start, end, temporal);
        if (shape == TemporalText.Shape.NONE) {
            return false;
        }
        boolean hasDate = shape != TemporalText.Shape.TIME;
        return switch (type.kind()) {
            case DATE -> {
                value = temporal.epochDay;
                yield shape == TemporalText.Shape.DATE;
            }
            case TIME -> !hasDate && units();
            case TIMESTAMP -> hasDate && shape != TemporalText.Shape.INSTANT && units();
            case TIMESTAMP_LTZ -> {
                if (!hasDate) {
                    yield false;
                }
                if (shape != TemporalText.Shape.INSTANT) {
                    temporal.offsetSeconds = zone.getRules()
                            .getOffset(LocalDateTime.of(
                                    LocalDate.ofEpochDay(temporal.epochDay), LocalTime.ofNanoOfDay(temporal.nanoOfDay)))
                            .getTotalSeconds();
                }
                temporal.toUtc();
                yield units();
            }
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DECIMAL,
                    VARCHAR,
                    VARBINARY,
                    UUID,
                    ARRAY,
                    MAP,
                    ROW -> throw new IllegalStateException(type + " is no date or time");
        };
    }

    private boolean units() {
        value = temporal.epochUnits(type.precision());
        return temporal.fitsPrecision(type.precision()) && temporal.fitsRange(type.precision());
    }

    @Override
    public long bits() {
        return value;
    }

    @Override
    public void appendTo(ColumnBuilder builder) {
        ((FixedWidthBuilder) builder).appendLong(value);
    }
}
