package io.gpuquery.format.csv;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.format.text.TextColumnWriter;
import io.gpuquery.scan.ReadOptions;
import org.jspecify.annotations.Nullable;

/** A field of every row on its way into a column. */
final class CsvField {
    private final String name;
    private final TextColumnWriter writer;
    private final boolean output;
    private final boolean blankIsNull;
    private boolean valid;
    private int characters;

    /** Takes output: whether there is to be a column; if not, values are only checked. */
    CsvField(ColumnDefinition definition, ReadOptions options, int expectedRows, boolean output) {
        this.name = definition.name();
        this.writer = options.columns().isEmpty()
                ? TextColumnWriter.inferred(definition.type(), options.timeZone(), expectedRows)
                : TextColumnWriter.declared(definition.type(), options.timeZone(), expectedRows);
        this.output = output;
        this.blankIsNull = switch (definition.type().kind()) {
            case VARCHAR, VARBINARY -> false;
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL, DATE, TIME -> true;
            case TIMESTAMP, TIMESTAMP_LTZ, UUID -> true;
        };
    }

    String name() {
        return name;
    }

    ColumnType type() {
        return writer.type();
    }

    /** Reads the present row's value; false if the text does not fit, and the value is NULL then. */
    boolean parse(@Nullable String text) {
        valid = false;
        characters = 0;
        if (text == null || (blankIsNull && text.isBlank())) {
            return true;
        }
        valid = writer.parse(text);
        characters = text.length();
        return valid;
    }

    /** Appends the value read last; how many characters of text it has. */
    int append() {
        if (output) {
            if (valid) {
                writer.append();
            } else {
                writer.appendNull();
            }
        }
        return characters;
    }

    Column build() {
        return writer.build();
    }
}
