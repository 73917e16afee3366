package io.gpuquery.format.text;

import io.gpuquery.column.ColumnBuilder;
import io.gpuquery.column.ColumnType;
import java.time.ZoneId;

/** One value of one type on its way from a text to a column. Holds the value parsed last; for one thread. */
sealed interface TextValue
        permits BinaryValue, FixedValue, LenientBoolean, LenientTemporal, RoundedDecimal, StringValue, UuidValue {
    /** Whether the text fits the type. */
    boolean parse(CharSequence text);

    /** Appends the value parsed last. */
    void appendTo(ColumnBuilder builder);

    static TextValue of(ColumnType type, ZoneId zone, boolean lenient, TextNotation notation) {
        return switch (type.kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL, REAL, DOUBLE -> {
                NumberNotation numbers = notation.numbers();
                FixedValue value = number(type, lenient);
                yield numbers.isStandard() ? value : new NotatedNumber(numbers, value);
            }
            case BOOLEAN -> new BooleanValue(lenient);
            case DATE -> new TemporalValue(type, zone, notation.date());
            case TIME -> new TemporalValue(type, zone, notation.time());
            case TIMESTAMP, TIMESTAMP_LTZ -> new TemporalValue(type, zone, notation.timestamp());
            case VARCHAR -> new StringValue();
            case VARBINARY -> new BinaryValue();
            case UUID -> new UuidValue();
            case ARRAY, MAP, ROW -> throw new IllegalArgumentException(type + " is no type of texts");
        };
    }

    private static FixedValue number(ColumnType type, boolean lenient) {
        return switch (type.kind()) {
            case TINYINT -> new IntegerValue(Byte.MIN_VALUE, Byte.MAX_VALUE, lenient);
            case SMALLINT -> new IntegerValue(Short.MIN_VALUE, Short.MAX_VALUE, lenient);
            case INTEGER -> new IntegerValue(Integer.MIN_VALUE, Integer.MAX_VALUE, lenient);
            case BIGINT -> new IntegerValue(Long.MIN_VALUE, Long.MAX_VALUE, lenient);
            case DECIMAL -> new DecimalValue(type.precision(), type.scale(), lenient);
            case REAL -> new FloatingValue(true, lenient);
            case DOUBLE -> new FloatingValue(false, lenient);
            case BOOLEAN, DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ, VARCHAR, VARBINARY, UUID, ARRAY, MAP, ROW ->
                throw new IllegalArgumentException(type + " is no number");
        };
    }

    /** As Calcite's file adapter reads them: see {@link TextColumnWriter#calciteFile}. */
    static TextValue calciteFile(ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN -> new LenientBoolean();
            case DECIMAL -> new RoundedDecimal(type.precision(), type.scale());
            case DATE, TIME, TIMESTAMP -> new LenientTemporal(type);
            case TINYINT,
                    SMALLINT,
                    INTEGER,
                    BIGINT,
                    REAL,
                    DOUBLE,
                    TIMESTAMP_LTZ,
                    VARCHAR,
                    VARBINARY,
                    UUID,
                    ARRAY,
                    MAP,
                    ROW -> of(type, java.time.ZoneOffset.UTC, true, TextNotation.STANDARD);
        };
    }
}
