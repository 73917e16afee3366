package io.gpuquery.calcite.jdbc;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Map;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.jspecify.annotations.Nullable;

/**
 * Arrays, maps and rows as text: JSON, in which a row is an object with the names of its fields, and dates, times and other values
 * that JSON does not have are texts. Instants are in UTC.
 */
final class NestedText {
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final StringBuilder text = new StringBuilder();

    private NestedText() {}

    /** Whether values of a type are written so. */
    static boolean isNested(RelDataType type) {
        return type.isStruct() || type.getComponentType() != null || type.getKeyType() != null;
    }

    /** Takes a value as Calcite's runtime has it. */
    static String of(Object value, RelDataType type) {
        NestedText written = new NestedText();
        written.append(value, type);
        return written.text.toString();
    }

    private void append(@Nullable Object value, @Nullable RelDataType type) {
        if (value == null) {
            text.append("null");
        } else if (value instanceof Map<?, ?> map) {
            appendMap(map, type);
        } else if (value instanceof Object[] row) {
            appendList(List.of(), row, type);
        } else if (value instanceof List<?> list) {
            appendList(list, null, type);
        } else {
            appendScalar(value, type);
        }
    }

    private void appendList(List<?> list, @Nullable Object @Nullable [] row, @Nullable RelDataType type) {
        int size = row == null ? list.size() : row.length;
        List<RelDataTypeField> fields = type != null && type.isStruct() ? type.getFieldList() : List.of();
        boolean named = fields.size() == size && size > 0;
        text.append(named ? '{' : '[');
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? "" : ",");
            RelDataType each = type == null ? null : type.getComponentType();
            if (named) {
                quote(fields.get(i).getName());
                text.append(':');
                each = fields.get(i).getType();
            }
            append(row == null ? list.get(i) : row[i], each);
        }
        text.append(named ? '}' : ']');
    }

    private void appendMap(Map<?, ?> map, @Nullable RelDataType type) {
        RelDataType keyType = type == null ? null : type.getKeyType();
        RelDataType valueType = type == null ? null : type.getValueType();
        text.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            NestedText key = new NestedText();
            key.append(entry.getKey(), keyType);
            text.append(separator);
            // A key is a text, whatever it is.
            if (key.text.length() > 0 && key.text.charAt(0) == '"') {
                text.append(key.text);
            } else {
                quote(key.text.toString());
            }
            text.append(':');
            append(entry.getValue(), valueType);
            separator = ",";
        }
        text.append('}');
    }

    private void appendScalar(Object value, @Nullable RelDataType type) {
        if (value instanceof Boolean) {
            text.append(value);
        } else if (value instanceof Number number) {
            appendNumber(number, type);
        } else if (value instanceof ByteString bytes) {
            quote(bytes.toString(16));
        } else {
            quote(value.toString());
        }
    }

    private void appendNumber(Number number, @Nullable RelDataType type) {
        if (type != null) {
            switch (type.getSqlTypeName()) {
                case DATE -> {
                    quote(LocalDate.ofEpochDay(number.longValue()).toString());
                    return;
                }
                case TIME -> {
                    LocalTime time = LocalTime.ofNanoOfDay(number.longValue() * NANOS_PER_MILLI);
                    quote(TIME.format(time) + fraction(time.get(ChronoField.MILLI_OF_SECOND)));
                    return;
                }
                case TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> {
                    Instant time = Instant.ofEpochMilli(number.longValue());
                    quote(TIMESTAMP.format(time.atOffset(ZoneOffset.UTC))
                            + fraction(time.get(ChronoField.MILLI_OF_SECOND)));
                    return;
                }
                default -> {}
            }
        }
        if (number instanceof BigDecimal decimal) {
            text.append(decimal.toPlainString());
        } else if (Double.isFinite(number.doubleValue())) {
            text.append(number);
        } else {
            quote(number.toString());
        }
    }

    /** Milliseconds, if there are any. */
    private static String fraction(int millis) {
        return millis == 0 ? "" : String.format(java.util.Locale.ROOT, ".%03d", millis);
    }

    private void quote(String value) {
        text.append('"');
        JsonStringEncoder.getInstance().quoteAsString(value, text);
        text.append('"');
    }
}
