package io.gpuquery.format.text;

import io.gpuquery.column.ColumnBuilder;
import io.gpuquery.column.ColumnType;
import io.gpuquery.scan.ColumnSink;
import org.jspecify.annotations.Nullable;

/**
 * The values of a block of fields on their way into a column. Reads what is written as most is, with the same result as {@link TextValue};
 * rows with other fields are left to that. For one thread.
 */
abstract sealed class BlockFields permits FixedFields, StringFields {
    /** For a type; null where its texts are read one at a time. */
    static @Nullable BlockFields of(ColumnType type, TextValue value, TextNotation notation) {
        if (value instanceof StringValue) {
            return new StringFields();
        }
        if (!(value instanceof FixedValue fixed)) {
            return null;
        }
        return switch (type.kind()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL, DOUBLE ->
                fixed instanceof NotatedNumber ? new FixedFields(fixed, type) : new NumberFields(fixed, type);
            case DATE -> notation.date() == null ? new TemporalFields(fixed, type) : new FixedFields(fixed, type);
            case TIMESTAMP, TIMESTAMP_LTZ ->
                notation.timestamp() == null ? new TemporalFields(fixed, type) : new FixedFields(fixed, type);
            case BOOLEAN, REAL, TIME, VARCHAR, VARBINARY, UUID, ARRAY, MAP, ROW -> new FixedFields(fixed, type);
        };
    }

    /** Reads the fields of a block; notes the rows that are left. */
    abstract void parse(FieldBlock block, boolean[] left);

    /** Whether the field of a row that is not left is NULL. */
    abstract boolean isNull(int row);

    /** Appends rows of the block read last, none of which may be left. */
    abstract void append(int from, int to, ColumnBuilder builder);

    /** The same, without a column in between. */
    abstract void append(int from, int to, ColumnSink sink);
}
