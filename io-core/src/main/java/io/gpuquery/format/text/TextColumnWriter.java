package io.gpuquery.format.text;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBuilder;
import io.gpuquery.column.ColumnType;
import io.gpuquery.scan.ColumnSink;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Writes the texts of fields into a column of a given type: first {@link #parse}, then {@link #append}, so that a row can be left
 * out when a later field of it does not fit.
 *
 * <p>Inferred types are read as {@link TextTypeInference} defines them. Declared types are read with more latitude, for somebody
 * asked for them: numbers may have {@code +} and leading zeros, integers a fraction of zeros, booleans may be {@code t}, {@code f},
 * {@code 1}, {@code 0}. In both, a fraction longer than the type's fits only if the rest are zeros: nothing is rounded but what
 * binary floating point must. VARBINARY is an even number of hexadecimal digits, perhaps after {@code 0x} or {@code \x}; UUID is
 * {@code 8-4-4-4-12} hexadecimal digits. A text without an offset in a column of TIMESTAMP_LTZ is a local time of {@code zone}; one
 * with an offset in a column of TIMESTAMP does not fit. Spaces and tabs around a value do not count, except for VARCHAR; a text of
 * nothing else fits VARCHAR alone.
 *
 * <p>Threads: one at a time. Owns no memory outside the heap.
 */
public final class TextColumnWriter {
    private final ColumnBuilder builder;
    private final TextValue value;
    private final @Nullable BlockFields fields;

    private TextColumnWriter(ColumnBuilder builder, TextValue value, TextNotation notation) {
        this.builder = builder;
        this.value = value;
        this.fields = BlockFields.of(builder.type(), value, notation);
    }

    /** A writer for a type that {@link TextTypeInference} found. */
    public static TextColumnWriter inferred(ColumnType type, ZoneId zone, int expectedRows) {
        return of(type, zone, false, TextNotation.STANDARD, expectedRows);
    }

    /** A writer for a type that somebody asked for. */
    public static TextColumnWriter declared(ColumnType type, ZoneId zone, int expectedRows) {
        return of(type, zone, true, TextNotation.STANDARD, expectedRows);
    }

    /** A writer for texts of a notation: {@code declared} says whether somebody asked for the type. */
    public static TextColumnWriter of(
            ColumnType type, ZoneId zone, boolean declared, TextNotation notation, int expectedRows) {
        return new TextColumnWriter(
                ColumnBuilder.of(type, expectedRows), TextValue.of(type, zone, declared, notation), notation);
    }

    /** A writer into a builder that others write to as well, of an element or a field of a nested value. */
    public static TextColumnWriter into(ColumnBuilder builder, ZoneId zone, boolean declared, TextNotation notation) {
        return new TextColumnWriter(builder, TextValue.of(builder.type(), zone, declared, notation), notation);
    }

    /**
     * A writer that reads as Calcite's file adapter does: any text but {@code true} is FALSE, fractions of a DECIMAL are rounded
     * half up, and dates and times are read as far as they go (see {@link LenientTemporal}).
     */
    public static TextColumnWriter calciteFile(ColumnType type, int expectedRows) {
        return new TextColumnWriter(
                ColumnBuilder.of(type, expectedRows), TextValue.calciteFile(type), TextNotation.STANDARD);
    }

    public ColumnType type() {
        return builder.type();
    }

    /** Rows so far. */
    public int rowCount() {
        return builder.rowCount();
    }

    /** Reads a text and keeps its value for {@link #append}; false if it does not fit the type. The column is not changed. */
    public boolean parse(CharSequence text) {
        return value.parse(text);
    }

    /** Appends the value of the last text that was read, which must have fitted. */
    public void append() {
        value.appendTo(builder);
    }

    public void appendNull() {
        builder.appendNull();
    }

    /** {@link #parse}, and if the text fits {@link #append}; false if it does not. */
    public boolean write(CharSequence text) {
        boolean fits = value.parse(text);
        if (fits) {
            value.appendTo(builder);
        }
        return fits;
    }

    /** Whether fields can be read a block at a time. */
    public boolean readsBlocks() {
        return fields != null;
    }

    /**
     * Reads the fields of a block, which must stay as they are until they are appended. Rows that are left have fields that are written in
     * an unusual way: {@link #parse} tells what they are, with the same result for all others.
     *
     * @param left for each row, whether it is left already; set where its field here is
     */
    public void parse(FieldBlock block, boolean[] left) {
        blocks().parse(block, left);
    }

    /** Whether the field of a row of the last block, which is not left, is NULL. */
    public boolean isNull(int row) {
        return blocks().isNull(row);
    }

    /** Appends some rows of the last block, none of which may be left. */
    public void append(int from, int to) {
        blocks().append(from, to, builder);
    }

    /** The same, into a sink instead of the column. */
    public void append(int from, int to, ColumnSink sink) {
        blocks().append(from, to, sink);
    }

    private BlockFields blocks() {
        if (fields == null) {
            throw new IllegalStateException(type() + " is not read in blocks");
        }
        return fields;
    }

    /** The column of all rows so far, owned by the caller; the writer is then empty and can be used again. */
    public Column build() {
        return builder.build();
    }
}
