package io.gpuquery.scan;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How values are written in text; null means as the documentation of types says, or "find out".
 *
 * <p>Formats are patterns of {@link java.time.format.DateTimeFormatter}, and stand instead of ISO 8601.
 *
 * @param dateFormat of DATE
 * @param timeFormat of TIME
 * @param timestampFormat of TIMESTAMP and TIMESTAMP WITH LOCAL TIME ZONE
 * @param decimalSeparator before the fraction of a number; null: a point, or in columns of text delimited by semicolons a comma
 * @param groupingSeparator between every three digits of a number; null: none
 * @param columnFormats name of a column to the format of its dates, times or timestamps, instead of the others
 */
public record ValueNotation(
        @Nullable String dateFormat,
        @Nullable String timeFormat,
        @Nullable String timestampFormat,
        @Nullable Character decimalSeparator,
        @Nullable Character groupingSeparator,
        Map<String, String> columnFormats) {
    /** Nothing said. */
    public static final ValueNotation DEFAULT = new ValueNotation(null, null, null, null, null, Map.of());

    public ValueNotation {
        columnFormats = Map.copyOf(columnFormats);
        char decimal = decimalSeparator == null ? '.' : decimalSeparator;
        if (groupingSeparator != null && groupingSeparator == decimal) {
            throw new IllegalArgumentException("decimalSeparator and groupingSeparator are both " + decimal);
        }
    }
}
