package io.gpuquery.format.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnBuilder;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.NestedBuilder;
import io.gpuquery.format.text.TextColumnWriter;
import io.gpuquery.format.text.TextNotation;
import io.gpuquery.scan.ReadOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes values of one type, nested or within nested ones: first read as far as they fit, then appended when the row is. A value that
 * was read is a text that fits, or the parts of a nested value in an array. For one thread.
 */
final class NestedWriter {
    /** What a value of a nested column takes in a batch, besides its characters. */
    private static final int VALUE_CHARS = 8;

    /** What was found while a value was read. */
    static final class Findings {
        private final NestedText text;
        private @Nullable String misfit;
        private String place = "";
        private String type = "";
        private long offset;
        private boolean tooLong;
        private boolean surrogate;
        private int keysIgnored;
        private int chars;

        Findings(int maxNestedChars) {
            this.text = new NestedText(maxNestedChars);
        }

        void clear() {
            misfit = null;
            tooLong = false;
            surrogate = false;
            keysIgnored = 0;
            chars = 0;
        }

        boolean isMisfit() {
            return misfit != null;
        }

        int keysIgnored() {
            return keysIgnored;
        }

        int chars() {
            return chars;
        }

        private void misfit(RecordCursor record, String what, NestedWriter writer) {
            if (misfit == null) {
                misfit = what;
                place = writer.place;
                type = writer.type.toString();
                offset = record.tokenOffset();
            }
        }

        io.gpuquery.error.DataException fault(JsonFaults faults) {
            if (tooLong) {
                return faults.nestedTooLong(text.maxChars(), place, offset);
            }
            return surrogate
                    ? faults.loneSurrogate(place, offset)
                    : faults.nestedMisfit(String.valueOf(misfit), type, place, offset);
        }
    }

    private final ColumnType type;
    /** The column, and the way from there. */
    private final String place;

    private final ColumnBuilder builder;
    private final List<NestedWriter> children = new ArrayList<>();
    private final Map<String, Integer> fieldOfKey = new HashMap<>();
    private final @Nullable TextColumnWriter leaf;
    private final TextView view = new TextView();

    NestedWriter(ColumnType type, String place, ColumnBuilder builder, ReadOptions options) {
        this.type = type;
        this.place = place;
        this.builder = builder;
        if (builder instanceof NestedBuilder nested) {
            this.leaf = null;
            for (int i = 0; i < type.fields().size(); i++) {
                ColumnDefinition field = type.fields().get(i);
                String way = type.kind() == ColumnType.Kind.ROW ? place + "." + field.name() : place + "[]";
                children.add(new NestedWriter(field.type(), way, nested.child(i), options));
                fieldOfKey.put(field.name(), i);
            }
        } else {
            TextNotation notation = TextNotation.of(options.notation()).withUsualNumbers();
            this.leaf = TextColumnWriter.into(builder, options.timeZone(), false, notation);
        }
    }

    /** Reads the value that the parser stands at, and moves to its last token; null for null, and for what does not fit. */
    @Nullable
    Object read(RecordCursor record, Findings findings) throws IOException {
        JsonParser parser = record.parser();
        JsonToken token = parser.currentToken();
        findings.chars += VALUE_CHARS;
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        return switch (type.kind()) {
            case ARRAY -> token == JsonToken.START_ARRAY ? elements(record, findings) : misfit(record, findings);
            case MAP -> token == JsonToken.START_OBJECT ? entries(record, findings) : misfit(record, findings);
            case ROW -> token == JsonToken.START_OBJECT ? fields(record, findings) : misfit(record, findings);
            default -> text(record, findings);
        };
    }

    private @Nullable Object misfit(RecordCursor record, Findings findings) throws IOException {
        JsonParser parser = record.parser();
        JsonToken token = parser.currentToken();
        String what = switch (token) {
            case START_ARRAY -> "An array";
            case START_OBJECT -> "An object";
            case VALUE_STRING -> '"' + parser.getText() + '"';
            default -> parser.getText();
        };
        findings.misfit(record, what, this);
        parser.skipChildren();
        return null;
    }

    private Object elements(RecordCursor record, Findings findings) throws IOException {
        List<@Nullable Object> elements = new ArrayList<>();
        while (record.parser().nextToken() != JsonToken.END_ARRAY) {
            elements.add(children.get(0).read(record, findings));
        }
        return elements.toArray();
    }

    /** Keys and values in turns; of equal keys all, of which the last counts. */
    private Object entries(RecordCursor record, Findings findings) throws IOException {
        List<@Nullable Object> entries = new ArrayList<>();
        Map<String, Integer> places = new HashMap<>();
        while (record.parser().nextToken() != JsonToken.END_OBJECT) {
            String key = record.parser().currentName();
            record.parser().nextToken();
            Object value = children.get(1).read(record, findings);
            Integer known = places.putIfAbsent(key, entries.size());
            if (known == null) {
                entries.add(children.get(0).key(key, record, findings));
                entries.add(value);
            } else {
                entries.set(known + 1, value);
                findings.keysIgnored++;
            }
        }
        return entries.toArray();
    }

    private String key(String key, RecordCursor record, Findings findings) {
        findings.chars += key.length() + VALUE_CHARS;
        if (leaf != null && !leaf.parse(key)) {
            findings.misfit(record, key, this);
            findings.surrogate = true;
        }
        return key;
    }

    private Object fields(RecordCursor record, Findings findings) throws IOException {
        @Nullable Object[] fields = new @Nullable Object[children.size()];
        boolean[] seen = new boolean[fields.length];
        while (record.parser().nextToken() != JsonToken.END_OBJECT) {
            Integer field = fieldOfKey.get(record.parser().currentName());
            record.parser().nextToken();
            if (field == null) {
                findings.keysIgnored++;
                record.parser().skipChildren();
                continue;
            }
            findings.keysIgnored += seen[field] ? 1 : 0;
            seen[field] = true;
            fields[field] = children.get(field).read(record, findings);
        }
        return fields;
    }

    private @Nullable Object text(RecordCursor record, Findings findings) throws IOException {
        JsonParser parser = record.parser();
        JsonToken token = parser.currentToken();
        TextColumnWriter writer = leaf();
        if (!takes(token)) {
            return misfit(record, findings);
        }
        CharSequence text;
        if (token.isStructStart()) {
            long offset = record.tokenOffset();
            if (!findings.text.read(parser)) {
                findings.misfit(record, "", this);
                findings.offset = offset;
                findings.tooLong = true;
                return null;
            }
            text = findings.text.text();
        } else {
            text = view.of(parser);
        }
        if (!writer.parse(text)) {
            if (type.kind() == ColumnType.Kind.VARCHAR) {
                findings.misfit(record, "", this);
                findings.surrogate = true;
                return null;
            }
            return misfit(record, findings);
        }
        findings.chars += text.length();
        return text.toString();
    }

    private boolean takes(JsonToken token) {
        return switch (type.kind()) {
            case VARCHAR -> true;
            case BOOLEAN -> token.isBoolean();
            case TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DECIMAL -> token.isNumeric();
            case DATE, TIME, TIMESTAMP, TIMESTAMP_LTZ, VARBINARY, UUID -> token == JsonToken.VALUE_STRING;
            case ARRAY, MAP, ROW -> throw new IllegalStateException(type + " is no text");
        };
    }

    private TextColumnWriter leaf() {
        if (leaf == null) {
            throw new IllegalStateException(type + " is no text");
        }
        return leaf;
    }

    /** Appends a value that was read. */
    void append(@Nullable Object value) {
        if (value == null) {
            builder.appendNull();
        } else if (value instanceof @Nullable Object[] parts) {
            for (int i = 0; i < parts.length; i++) {
                children.get(i % children.size()).append(parts[i]);
            }
            ((NestedBuilder) builder).endRow();
        } else if (leaf().parse((String) value)) {
            leaf().append();
        } else {
            throw new IllegalStateException("a text fitted " + type + " once");
        }
    }

    int rowCount() {
        return builder.rowCount();
    }

    Column build() {
        return builder.build();
    }
}
