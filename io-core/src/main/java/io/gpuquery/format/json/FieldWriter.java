package io.gpuquery.format.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.error.DataException;
import io.gpuquery.format.text.FieldBlock;
import io.gpuquery.format.text.TextColumnWriter;
import io.gpuquery.format.text.TextNotation;
import io.gpuquery.scan.ReadOptions;
import java.io.IOException;

/**
 * Writes one column. A value is first read, and appended when its whole row was read: of two values for one key the last counts,
 * and a row can be left out. For one thread.
 */
final class FieldWriter {
    private enum State {
        ABSENT,
        VALUE,
        MISFIT,
        LONE_SURROGATE,
        TOO_LONG
    }

    private final ColumnDefinition column;
    private final boolean declared;
    private final TextColumnWriter writer;
    private final TextView view = new TextView();
    private final NestedText nested;
    private State state = State.ABSENT;
    private int chars;
    private String misfit = "";
    private long misfitOffset;

    /**
     * Takes where the values go.
     *
     * @param options whether somebody asked for the type: texts are then read as values of it
     * @param maxNestedChars characters of the text of a nested value
     */
    FieldWriter(ColumnDefinition column, ReadOptions options, int expectedRows, int maxNestedChars) {
        this.column = column;
        this.declared = !options.columns().isEmpty();
        this.nested = new NestedText(maxNestedChars);
        TextNotation notation = TextNotation.of(options.notation()).withUsualNumbers();
        this.writer = TextColumnWriter.of(
                column.type(), options.timeZone(), declared, notation.forColumn(column.name()), expectedRows);
    }

    /** Forgets the value that was read last. */
    void clear() {
        state = State.ABSENT;
        chars = 0;
    }

    /** Reads the value that the parser stands at, and moves to its last token. */
    void read(RecordCursor record) throws IOException {
        JsonParser parser = record.parser();
        JsonToken token = parser.currentToken();
        chars = 0;
        if (token == JsonToken.VALUE_NULL) {
            state = State.ABSENT;
        } else if (token.isStructStart()) {
            readNested(record, parser, token);
        } else if (!takes(token)) {
            misfit(State.MISFIT, record, token, parser.getText());
        } else if (writer.parse(view.of(parser))) {
            state = State.VALUE;
            chars = view.length();
        } else {
            // Any text is a VARCHAR but one that has no UTF-8.
            State why = isVarchar() ? State.LONE_SURROGATE : State.MISFIT;
            misfit(why, record, token, view.toString());
        }
    }

    private void readNested(RecordCursor record, JsonParser parser, JsonToken token) throws IOException {
        if (!isVarchar()) {
            misfit(State.MISFIT, record, token, token == JsonToken.START_ARRAY ? "An array" : "An object");
            parser.skipChildren();
            return;
        }
        long offset = record.tokenOffset();
        if (nested.read(parser) && writer.parse(nested.text())) {
            state = State.VALUE;
            chars = nested.text().length();
        } else {
            state = State.TOO_LONG;
            misfitOffset = offset;
        }
    }

    private boolean isVarchar() {
        return column.type().kind() == ColumnType.Kind.VARCHAR;
    }

    private boolean takes(JsonToken token) {
        return switch (column.type().kind()) {
            case VARCHAR -> true;
            case BOOLEAN -> token.isBoolean() || declared;
            case TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL ->
                token.isNumeric() || (declared && token == JsonToken.VALUE_STRING);
            case DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ, VARBINARY, UUID, ARRAY, MAP, ROW -> token == JsonToken.VALUE_STRING;
        };
    }

    private void misfit(State why, RecordCursor record, JsonToken token, String text) {
        state = why;
        misfitOffset = record.tokenOffset();
        misfit = token == JsonToken.VALUE_STRING ? '"' + text + '"' : text;
    }

    /** Whether there is no value in the row read last. */
    boolean isAbsent() {
        return state == State.ABSENT;
    }

    boolean isMisfit() {
        return switch (state) {
            case ABSENT, VALUE -> false;
            case MISFIT, LONE_SURROGATE, TOO_LONG -> true;
        };
    }

    /** What is wrong with the value that was read last, which is a misfit. */
    DataException fault(JsonFaults faults) {
        return switch (state) {
            case MISFIT -> faults.misfit(misfit, column.type().toString(), column.name(), misfitOffset, declared);
            case LONE_SURROGATE -> faults.loneSurrogate(column.name(), misfitOffset);
            case TOO_LONG -> faults.nestedTooLong(nested.maxChars(), column.name(), misfitOffset);
            case ABSENT, VALUE -> throw new IllegalStateException("the value fits");
        };
    }

    boolean readsBlocks() {
        return writer.readsBlocks();
    }

    ColumnType type() {
        return column.type();
    }

    /** Reads the values of a block; marks the rows that are left to {@link #read}. */
    void parse(FieldBlock block, boolean[] left) {
        writer.parse(block, left);
    }

    /** Appends rows of the block read last, none of which may be left. */
    void append(int from, int to) {
        writer.append(from, to);
    }

    /** Appends the value that was read last, or null where there is none or it does not fit; how many characters it had. */
    int append() {
        if (state == State.VALUE) {
            writer.append();
        } else {
            writer.appendNull();
        }
        return isVarchar() ? chars : 0;
    }

    Column build() {
        return writer.build();
    }
}
