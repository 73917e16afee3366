package io.gpuquery.format.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.gpuquery.error.DataException;
import io.gpuquery.format.text.TextNotation;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.TextSyntax;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what records look like. For one thread. */
final class SchemaSampler implements RecordVisitor {
    /** Keys of one object, equal ones among them, that are looked at before any is kept. */
    private static final int MAX_FIELDS = 2 * JsonLimits.MAX_KEYS;

    private record Field(String key, NestedValue value) {}

    private final boolean decimals;
    private final TextNotation notation;
    private final boolean anyKeys;
    private final int levels;
    private final int[] room = new int[1];
    private final Map<String, ValueTypes> keys = new LinkedHashMap<>();
    private final ValueTypes bareValues;
    private final List<Field> pending = new ArrayList<>();
    private long rowCount;
    private long objectCount;
    private int firstObjectKeys;
    private boolean tooManyKeys;
    private boolean lineEach = true;
    private int lastLine;

    /** Takes how values are written, and what fractions become; with declared columns it does not matter how many keys there are. */
    SchemaSampler(ReadOptions options) {
        this.decimals = options.decimals();
        this.notation = TextNotation.of(options.notation()).withUsualNumbers();
        this.anyKeys = !options.columns().isEmpty();
        this.levels = options.syntax().nested() == TextSyntax.Nested.JSON || options.isCalciteFile()
                ? 0
                : NestedTypes.MOST_LEVELS;
        this.bareValues = new ValueTypes(decimals, notation, levels);
    }

    /** Must be called where another part of the file begins. */
    void startPart() {
        lastLine = 0;
    }

    @Override
    public void visit(RecordCursor record) throws IOException {
        JsonParser parser = record.parser();
        JsonToken first = parser.currentToken();
        int firstLine = record.tokenLine();
        pending.clear();
        room[0] = NestedValue.MOST_VALUES;
        if (first == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                if (pending.size() < MAX_FIELDS) {
                    read(key, parser);
                } else if (anyKeys) {
                    parser.skipChildren();
                } else {
                    throw tooManyKeys(record);
                }
            }
        } else {
            read("", parser);
        }
        // The whole record was JSON: only now it counts.
        if (first == JsonToken.START_OBJECT) {
            pending.forEach(field -> keep(field, record));
            objectCount++;
            firstObjectKeys = objectCount == 1 ? keys.size() : firstObjectKeys;
        } else {
            Field value = pending.get(0);
            bareValues.accept(value.value(), rowCount);
        }
        rowCount++;
        lineEach &= firstLine != lastLine && firstLine == record.tokenLine();
        lastLine = record.tokenLine();
    }

    private void read(String key, JsonParser parser) throws IOException {
        pending.add(new Field(key, NestedValue.read(parser, levels, room)));
    }

    private void keep(Field field, RecordCursor record) {
        ValueTypes types = keys.get(field.key());
        if (types == null) {
            if (keys.size() == JsonLimits.MAX_KEYS) {
                if (anyKeys) {
                    return;
                }
                throw tooManyKeys(record);
            }
            types = new ValueTypes(decimals, notation.forColumn(field.key()), levels);
            keys.put(field.key(), types);
        }
        types.accept(field.value(), rowCount);
    }

    private DataException tooManyKeys(RecordCursor record) {
        tooManyKeys = true;
        return record.faults().tooManyKeys(record.tokenOffset());
    }

    /** What each key holds, in order of first appearance. */
    Map<String, ValueTypes> keys() {
        return keys;
    }

    /** How many of the keys the first object has; they come first. */
    int firstObjectKeys() {
        return firstObjectKeys;
    }

    /** What the records hold that are no objects. */
    ValueTypes bareValues() {
        return bareValues;
    }

    /** Whether that is why it failed. */
    boolean hasTooManyKeys() {
        return tooManyKeys;
    }

    /** Records. */
    long rowCount() {
        return rowCount;
    }

    /** Whether the records are objects, nulls among them or not; true also where there is no record. */
    boolean isOfObjects() {
        return objectCount > 0 || rowCount == 0;
    }

    /** Whether each record was alone on its line. */
    boolean isLineEach() {
        return lineEach;
    }
}
