package io.gpuquery.format.text;

import io.gpuquery.column.ColumnBuilder;
import io.gpuquery.column.ColumnType;
import java.time.ZoneId;

/** One value of one type on its way from a text to a column. Holds the value parsed last; for one thread. */
sealed interface TextValue
        permits BooleanValue,
                BinaryValue,
                DecimalValue,
                FloatingValue,
                IntegerValue,
                StringValue,
                TemporalValue,
                UuidValue {
    /** Whether the text fits the type. */
    boolean parse(CharSequence text);

    /** Appends the value parsed last. */
    void appendTo(ColumnBuilder builder);

    static TextValue of(ColumnType type, ZoneId zone, boolean lenient) {
        return switch (type.kind()) {
            case BOOLEAN -> new BooleanValue(lenient);
            case TINYINT -> new IntegerValue(Byte.MIN_VALUE, Byte.MAX_VALUE, lenient);
            case SMALLINT -> new IntegerValue(Short.MIN_VALUE, Short.MAX_VALUE, lenient);
            case INTEGER -> new IntegerValue(Integer.MIN_VALUE, Integer.MAX_VALUE, lenient);
            case BIGINT -> new IntegerValue(Long.MIN_VALUE, Long.MAX_VALUE, lenient);
            case DECIMAL -> new DecimalValue(type.precision(), type.scale(), lenient);
            case REAL -> new FloatingValue(true, lenient);
            case DOUBLE -> new FloatingValue(false, lenient);
            case DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ -> new TemporalValue(type, zone);
            case VARCHAR -> new StringValue();
            case VARBINARY -> new BinaryValue();
            case UUID -> new UuidValue();
        };
    }
}
