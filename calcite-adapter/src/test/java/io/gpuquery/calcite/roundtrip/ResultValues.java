package io.gpuquery.calcite.roundtrip;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.calcite.avatica.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Compares results with the values that were written, exactly but for what a row of Calcite cannot hold: less than a millisecond. */
final class ResultValues {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    private ResultValues() {}

    static void assertSame(ResultSet results, RandomTable table, String name) throws SQLException {
        int rowCount = 0;
        while (results.next()) {
            assertThat(rowCount).as("%s: rows", name).isLessThan(table.rows().size());
            List<@Nullable Object> row = table.rows().get(rowCount++);
            for (int i = 0; i < row.size(); i++) {
                RandomTable.Column column = table.columns().get(i);
                Object expected = row.get(i);
                Object actual = value(results, i + 1, column.type());
                Object wanted = expected == null ? null : shown(column.type(), expected);
                if (!Objects.equals(actual, wanted)) {
                    assertThat(describe(actual))
                            .as("%s: row %d, column %s", name, rowCount - 1, column.name())
                            .isEqualTo(describe(wanted));
                }
                requireSameMoment(results, i + 1, column, expected, name);
            }
        }
        assertThat(rowCount).as("%s: rows", name).isEqualTo(table.rows().size());
        assertThat(results.getMetaData().getColumnCount())
                .isEqualTo(table.columns().size());
    }

    private static @Nullable Object value(ResultSet results, int column, ValueType type) throws SQLException {
        return switch (type) {
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DECIMAL_9_2,
                    DECIMAL_18_6,
                    DECIMAL_38_10,
                    DECIMAL_38_0,
                    VARCHAR -> results.getObject(column);
            case DATE,
                    TIME_3,
                    TIME_6,
                    TIME_9,
                    TIMESTAMP_3,
                    TIMESTAMP_6,
                    TIMESTAMP_9,
                    INSTANT_3,
                    INSTANT_6,
                    INSTANT_9,
                    UUID -> results.getString(column);
            case VARBINARY -> {
                byte[] bytes = results.getBytes(column);
                yield bytes == null ? null : new ByteString(bytes);
            }
        };
    }

    private static Object shown(ValueType type, Object value) {
        return switch (type) {
            case BOOLEAN,
                    TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    DECIMAL_9_2,
                    DECIMAL_18_6,
                    DECIMAL_38_10,
                    DECIMAL_38_0,
                    VARCHAR,
                    VARBINARY -> value;
            case DATE, UUID -> value.toString();
            case TIME_3, TIME_6, TIME_9 -> TIME.format((LocalTime) value);
            case TIMESTAMP_3, TIMESTAMP_6, TIMESTAMP_9 ->
                ((LocalDateTime) value).toLocalDate() + " " + TIME.format((LocalDateTime) value);
            case INSTANT_3, INSTANT_6, INSTANT_9 ->
                shown(ValueType.TIMESTAMP_3, LocalDateTime.ofInstant((Instant) value, ZoneOffset.UTC));
        };
    }

    /** Dates and times as numbers: days since 1970, milliseconds of the day, milliseconds since 1970. */
    private static void requireSameMoment(
            ResultSet results, int column, RandomTable.Column definition, @Nullable Object value, String name)
            throws SQLException {
        long expected;
        if (value instanceof LocalDate date) {
            expected = date.toEpochDay();
        } else if (value instanceof LocalTime time) {
            expected = time.truncatedTo(ChronoUnit.MILLIS).toNanoOfDay() / 1_000_000;
        } else if (value instanceof LocalDateTime timestamp) {
            expected = timestamp.toInstant(ZoneOffset.UTC).toEpochMilli();
        } else if (value instanceof Instant instant) {
            expected = instant.toEpochMilli();
        } else {
            return;
        }
        if (results.getLong(column) != expected) {
            assertThat(results.getLong(column))
                    .as("%s: column %s", name, definition.name())
                    .isEqualTo(expected);
        }
    }

    private static String describe(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        String text = value.toString();
        String start = text.substring(0, Math.min(text.length(), 200))
                .codePoints()
                .mapToObj(c -> c >= ' ' && c < 127 ? Character.toString(c) : String.format("<%x>", c))
                .collect(Collectors.joining());
        return start + " (" + value.getClass().getSimpleName() + ", " + text.length() + " long)";
    }
}
