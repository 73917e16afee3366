package io.gpuquery.format.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBuilder;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.error.DataException;
import io.gpuquery.format.text.FieldBlock;
import io.gpuquery.format.text.TextColumnWriter;
import io.gpuquery.format.text.TextNotation;
import io.gpuquery.scan.ColumnSink;
import io.gpuquery.scan.ReadOptions;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes one column. A value is first read, and appended when its whole row was read: of two values for one key the last counts,
 * and a row can be left out. For one thread.
 */
final class FieldWriter {
    private enum State {
        ABSENT,
        VALUE,
        MISFIT,
        NESTED_MISFIT,
        LONE_SURROGATE,
        TOO_LONG
    }

    private final ColumnDefinition column;
    private final boolean declared;
    /** For values that are not nested by type, and another for those that are; the one that is not needed is null. */
    private final @Nullable TextColumnWriter writer;

    private final @Nullable NestedWriter nestedWriter;
    private final NestedWriter.Findings findings;
    private @Nullable Object nestedValue;
    private @Nullable ColumnSink sink;
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
        this.findings = new NestedWriter.Findings(maxNestedChars);
        if (column.type().isNested()) {
            this.writer = null;
            this.nestedWriter = new NestedWriter(
                    column.type(), column.name(), ColumnBuilder.of(column.type(), expectedRows), options);
        } else {
            this.nestedWriter = null;
            this.writer = TextColumnWriter.of(
                    column.type(), options.timeZone(), declared, notation.forColumn(column.name()), expectedRows);
        }
    }

    private TextColumnWriter texts() {
        if (writer == null) {
            throw new IllegalStateException(column.type() + " is nested");
        }
        return writer;
    }

    /** Forgets the value that was read last. */
    void clear() {
        state = State.ABSENT;
        chars = 0;
        findings.clear();
        nestedValue = null;
    }

    /** Reads the value that the parser stands at, and moves to its last token. */
    void read(RecordCursor record) throws IOException {
        JsonParser parser = record.parser();
        JsonToken token = parser.currentToken();
        chars = 0;
        NestedWriter typed = nestedWriter;
        if (token == JsonToken.VALUE_NULL) {
            state = State.ABSENT;
            nestedValue = null;
        } else if (typed != null) {
            findings.clear();
            nestedValue = typed.read(record, findings);
            chars = findings.chars();
            state = findings.isMisfit() ? State.NESTED_MISFIT : State.VALUE;
        } else if (token.isStructStart()) {
            readNested(record, parser, token);
        } else if (!takes(token)) {
            misfit(State.MISFIT, record, token, parser.getText());
        } else if (texts().parse(view.of(parser))) {
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
        if (nested.read(parser) && texts().parse(nested.text())) {
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
            case DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ, VARBINARY, UUID, ARRAY, MAP, ROW ->
                token == JsonToken.VALUE_STRING;
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
            case MISFIT, NESTED_MISFIT, LONE_SURROGATE, TOO_LONG -> true;
        };
    }

    /** What is wrong with the value that was read last, which is a misfit. */
    DataException fault(JsonFaults faults) {
        return switch (state) {
            case MISFIT -> faults.misfit(misfit, column.type().toString(), column.name(), misfitOffset, declared);
            case NESTED_MISFIT -> findings.fault(faults);
            case LONE_SURROGATE -> faults.loneSurrogate(column.name(), misfitOffset);
            case TOO_LONG -> faults.nestedTooLong(nested.maxChars(), column.name(), misfitOffset);
            case ABSENT, VALUE -> throw new IllegalStateException("the value fits");
        };
    }

    /** Keys within the value that was read last that no field of its type has, or that came again. */
    int keysIgnored() {
        return findings.keysIgnored();
    }

    boolean readsBlocks() {
        return writer != null && writer.readsBlocks();
    }

    ColumnType type() {
        return column.type();
    }

    /** Reads the values of a block; marks the rows that are left to {@link #read}. */
    void parse(FieldBlock block, boolean[] left) {
        texts().parse(block, left);
    }

    /** Appends rows of the block read last, none of which may be left. */
    void append(int from, int to) {
        if (sink == null) {
            texts().append(from, to);
        } else {
            flush();
            texts().append(from, to, sink);
        }
    }

    /** Lets rows go on into a sink from here on, and not into a column. */
    void into(ColumnSink newSink) {
        sink = newSink;
    }

    /** Hands on the rows that were appended one at a time, if there is a sink. */
    void flush() {
        if (sink != null && rowCount() > 0) {
            try (Column rows = build()) {
                sink.append(rows, 0, rows.rowCount());
            }
        }
    }

    private int rowCount() {
        return nestedWriter == null ? texts().rowCount() : nestedWriter.rowCount();
    }

    /** Appends the value that was read last, or null where there is none or it does not fit; how many characters it had. */
    int append() {
        if (nestedWriter != null) {
            nestedWriter.append(state == State.VALUE ? nestedValue : null);
            nestedValue = null;
            return chars;
        }
        if (state == State.VALUE) {
            texts().append();
        } else {
            texts().appendNull();
        }
        return isVarchar() ? chars : 0;
    }

    Column build() {
        return nestedWriter == null ? texts().build() : nestedWriter.build();
    }
}
