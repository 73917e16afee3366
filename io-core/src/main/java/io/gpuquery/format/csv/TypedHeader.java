package io.gpuquery.format.csv;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A first row that says names and types: {@code EMPNO:int,NAME:string,BUDGET:"decimal(18,2)"}. It is taken for one where each of
 * its fields is a name, a colon and one of the types below.
 */
final class TypedHeader {
    private static final Pattern FIELD =
            Pattern.compile("\\s*([^:]*[^:\\s])\\s*:\\s*([A-Za-z]+)\\s*(?:\\((.*)\\))?\\s*");
    private static final Pattern DIGITS = Pattern.compile("\\s*(\\d{1,2})\\s*(?:,\\s*(\\d{1,2})\\s*)?");

    private TypedHeader() {}

    /** Its columns; null if a field is anything else. */
    static @Nullable List<ColumnDefinition> parse(List<String> fields) {
        List<ColumnDefinition> columns = new ArrayList<>();
        for (String field : fields) {
            Matcher parts = FIELD.matcher(field.replace("\"", ""));
            ColumnType type = parts.matches() ? type(parts.group(2), parts.group(3)) : null;
            if (type == null) {
                return null;
            }
            columns.add(new ColumnDefinition(parts.group(1).strip(), type, true));
        }
        return columns;
    }

    /** The type of a name, in any case of letters; null if it is none. */
    static @Nullable ColumnType type(String name, @Nullable String arguments) {
        String folded = name.toLowerCase(java.util.Locale.ROOT);
        if (arguments != null) {
            return folded.equals("decimal") ? decimal(arguments) : null;
        }
        return switch (folded) {
            case "string", "char", "varchar", "text" -> ColumnType.VARCHAR;
            case "boolean" -> ColumnType.BOOLEAN;
            case "byte", "tinyint" -> ColumnType.TINYINT;
            case "short", "smallint" -> ColumnType.SMALLINT;
            case "int", "integer" -> ColumnType.INTEGER;
            case "long", "bigint" -> ColumnType.BIGINT;
            case "float", "real" -> ColumnType.REAL;
            case "double" -> ColumnType.DOUBLE;
            case "date" -> ColumnType.DATE;
            case "time" -> ColumnType.time(3);
            case "timestamp" -> ColumnType.timestamp(3);
            default -> null;
        };
    }

    private static @Nullable ColumnType decimal(String arguments) {
        Matcher digits = DIGITS.matcher(arguments);
        if (!digits.matches()) {
            return null;
        }
        int precision = Integer.parseInt(digits.group(1));
        int scale = digits.group(2) == null ? 0 : Integer.parseInt(digits.group(2));
        boolean valid = precision >= 1 && precision <= ColumnType.MAX_DECIMAL_PRECISION && scale <= precision;
        return valid ? ColumnType.decimal(precision, scale) : null;
    }
}
