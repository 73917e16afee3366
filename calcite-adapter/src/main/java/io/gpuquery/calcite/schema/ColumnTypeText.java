package io.gpuquery.calcite.schema;

import io.gpuquery.column.ColumnType;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Types of columns as users write them in table definitions: SQL, in any case. */
final class ColumnTypeText {
    private static final Pattern TYPE = Pattern.compile(
            "([A-Z][A-Z ]*?)\\s*(?:\\(\\s*(\\d{1,3})\\s*(?:,\\s*(\\d{1,3})\\s*)?\\))?(?:\\s+(WITH [A-Z ]+))?");

    private static final int MILLIS = 3;
    private static final int MICROS = 6;
    private static final int NANOS = 9;

    private ColumnTypeText() {}

    /** The type, or null if the text names none. */
    static @Nullable ColumnType parse(String text) {
        Matcher matcher = TYPE.matcher(
                text.strip().toUpperCase(Locale.ROOT).replaceAll("\\s+", " ").replace(" (", "("));
        if (!matcher.matches()) {
            return null;
        }
        String name = matcher.group(4) == null ? matcher.group(1) : matcher.group(1) + " " + matcher.group(4);
        Integer first = number(matcher.group(2));
        Integer second = number(matcher.group(3));
        boolean bare = first == null;
        return switch (name) {
            case "BOOLEAN" -> bare ? ColumnType.BOOLEAN : null;
            case "TINYINT" -> bare ? ColumnType.TINYINT : null;
            case "SMALLINT" -> bare ? ColumnType.SMALLINT : null;
            case "INTEGER", "INT" -> bare ? ColumnType.INTEGER : null;
            case "BIGINT" -> bare ? ColumnType.BIGINT : null;
            case "REAL" -> bare ? ColumnType.REAL : null;
            case "DOUBLE", "DOUBLE PRECISION", "FLOAT" -> bare ? ColumnType.DOUBLE : null;
            case "DATE" -> bare ? ColumnType.DATE : null;
            case "UUID" -> bare ? ColumnType.UUID : null;
            case "VARCHAR", "STRING", "TEXT" -> second == null ? ColumnType.VARCHAR : null;
            case "VARBINARY" -> second == null ? ColumnType.VARBINARY : null;
            case "DECIMAL", "NUMERIC" -> decimal(first, second);
            case "TIME", "TIMESTAMP", "TIMESTAMP WITH LOCAL TIME ZONE" -> temporal(name, first, second);
            default -> null;
        };
    }

    private static @Nullable Integer number(@Nullable String digits) {
        return digits == null ? null : Integer.valueOf(digits);
    }

    private static @Nullable ColumnType decimal(@Nullable Integer precision, @Nullable Integer scale) {
        int digits = precision == null ? ColumnType.MAX_DECIMAL_PRECISION : precision;
        int fraction = scale == null ? 0 : scale;
        boolean valid = digits >= 1 && digits <= ColumnType.MAX_DECIMAL_PRECISION && fraction <= digits;
        return valid ? ColumnType.decimal(digits, fraction) : null;
    }

    /** Calcite's precision is any number of digits; ours are thousandths, millionths and billionths. */
    private static @Nullable ColumnType temporal(String name, @Nullable Integer precision, @Nullable Integer second) {
        int asked = precision == null ? MILLIS : precision;
        if (second != null || asked > NANOS) {
            return null;
        }
        int digits = asked <= MILLIS ? MILLIS : asked <= MICROS ? MICROS : NANOS;
        return switch (name) {
            case "TIME" -> ColumnType.time(digits);
            case "TIMESTAMP" -> ColumnType.timestamp(digits);
            default -> ColumnType.timestampLtz(digits);
        };
    }
}
