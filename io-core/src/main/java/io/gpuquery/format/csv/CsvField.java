package io.gpuquery.format.csv;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.format.text.FieldBlock;
import io.gpuquery.format.text.TextColumnWriter;
import io.gpuquery.format.text.TextNotation;
import io.gpuquery.scan.ColumnSink;
import io.gpuquery.scan.ReadOptions;
import org.jspecify.annotations.Nullable;

/** A field of every row on its way into a column. */
final class CsvField {
    private final int column;
    private final String name;
    private final TextColumnWriter writer;
    private final boolean output;
    private final boolean blankIsNull;
    private final boolean required;
    private final boolean unreadableIsNull;
    private @Nullable ColumnSink sink;
    private boolean valid;
    private int characters;

    /**
     * Begins a column.
     *
     * @param index of the column in the file, from 0
     * @param output whether there is to be a column; if not, values are only checked
     */
    CsvField(
            ColumnDefinition definition,
            ReadOptions options,
            CsvDialect dialect,
            int index,
            int expectedRows,
            boolean output) {
        this.column = index;
        this.name = definition.name();
        this.writer = writer(definition, options, dialect, index, expectedRows);
        this.required = !definition.nullable();
        this.unreadableIsNull = options.isCalciteFile() && isTemporal(definition.type());
        this.output = output;
        this.blankIsNull = switch (definition.type().kind()) {
            case VARCHAR, VARBINARY -> false;
            case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL, DATE, TIME -> true;
            case TIMESTAMP, TIMESTAMP_LTZ, UUID, ARRAY, MAP, ROW -> true;
        };
    }

    private static TextColumnWriter writer(
            ColumnDefinition definition, ReadOptions options, CsvDialect dialect, int index, int expectedRows) {
        if (options.isCalciteFile()) {
            return TextColumnWriter.calciteFile(definition.type(), expectedRows);
        }
        TextNotation notation = TextNotation.of(options.notation()).forColumn(definition.name());
        boolean declared = !options.columns().isEmpty() || dialect.firstRow() == CsvHeader.NAMES_AND_TYPES;
        return TextColumnWriter.of(
                definition.type(),
                options.timeZone(),
                declared,
                dialect.decimalCommaColumns().contains(index) ? notation.withDecimalComma() : notation,
                expectedRows);
    }

    private static boolean isTemporal(ColumnType type) {
        return switch (type.kind()) {
            case DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ -> true;
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
                    ROW -> false;
        };
    }

    /** Its index in the table. */
    int column() {
        return column;
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
        return valid || unreadableIsNull;
    }

    /** Whether its fields can be read a block at a time. */
    boolean readsBlocks() {
        return writer.readsBlocks();
    }

    /** Reads the fields of a block; marks the rows that are left to {@link #parse}. */
    void parse(FieldBlock block, int rowCount, boolean[] left) {
        writer.parse(block, left);
        if (required) {
            for (int row = 0; row < rowCount; row++) {
                left[row] |= !left[row] && writer.isNull(row);
            }
        }
    }

    /** Appends rows of the block read last, none of which may be left. */
    void append(int from, int to) {
        if (output && sink != null) {
            flush();
            writer.append(from, to, sink);
        } else if (output) {
            writer.append(from, to);
        }
    }

    /** Lets rows go on into a sink from here on, and not into a column. */
    void into(ColumnSink newSink) {
        sink = newSink;
    }

    /** Hands on the rows that were appended one at a time, if there is a sink. */
    void flush() {
        if (sink != null && writer.rowCount() > 0) {
            try (Column rows = writer.build()) {
                sink.append(rows, 0, rows.rowCount());
            }
        }
    }

    /** Whether the value read last is NULL, and may not be. */
    boolean isMissing() {
        return required && !valid;
    }

    /** Appends the value read last. */
    void append() {
        if (output) {
            if (valid) {
                writer.append();
            } else {
                writer.appendNull();
            }
        }
    }

    /** Characters of the text read last. */
    int characters() {
        return characters;
    }

    Column build() {
        return writer.build();
    }
}
