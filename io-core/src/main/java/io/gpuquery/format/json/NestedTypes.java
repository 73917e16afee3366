package io.gpuquery.format.json;

import com.fasterxml.jackson.core.JsonToken;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.format.text.ColumnNames;
import io.gpuquery.format.text.TextNotation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the type of nested values: ARRAY of arrays whose elements have one type, ROW of objects, and MAP of objects whose keys are
 * data; VARCHAR, for JSON text, where nothing of that holds. For one thread.
 */
final class NestedTypes {
    /** Objects of more different keys are maps. */
    static final int MOST_FIELDS = 200;
    /** Objects of which one in so many has a key, on the average of the keys, are maps. */
    static final int LEAST_SHARE = 10;
    /** What is deeper stays text. */
    static final int MOST_LEVELS = 20;

    private final boolean decimals;
    private final TextNotation notation;
    private final int levels;
    private final Map<String, ValueTypes> fields = new LinkedHashMap<>();
    /** What all elements, or the values of all keys, are. */
    private final ValueTypes values;

    private long arrayCount;
    private long objectCount;
    private long valueCount;

    NestedTypes(boolean decimals, TextNotation notation, int levels) {
        this.decimals = decimals;
        this.notation = notation;
        this.levels = levels;
        this.values = new ValueTypes(decimals, notation, levels - 1);
    }

    void accept(NestedValue value) {
        boolean object = value.token() == JsonToken.START_OBJECT;
        arrayCount += object ? 0 : 1;
        objectCount += object ? 1 : 0;
        for (int i = 0; i < value.children().size(); i++) {
            NestedValue child = value.children().get(i);
            values.accept(child, valueCount++);
            if (object) {
                acceptField(value.keys().get(i), child);
            }
        }
    }

    private void acceptField(String key, NestedValue value) {
        ValueTypes field = fields.get(key);
        if (field == null && fields.size() <= MOST_FIELDS) {
            field = new ValueTypes(decimals, notation, levels - 1);
            fields.put(key, field);
        }
        if (field != null) {
            field.accept(value, objectCount);
        }
    }

    /** The type of the values so far. */
    ColumnType result() {
        if (levels <= 0 || (arrayCount > 0 && objectCount > 0)) {
            return ColumnType.VARCHAR;
        }
        if (arrayCount > 0) {
            return ColumnType.array(values.result(), true);
        }
        List<String> keys = List.copyOf(fields.keySet());
        if (keys.isEmpty()) {
            return ColumnType.VARCHAR;
        }
        if (keys.size() > MOST_FIELDS || valueCount * LEAST_SHARE < objectCount * keys.size()) {
            return ColumnType.map(
                    new ColumnDefinition("key", ColumnType.VARCHAR, false),
                    new ColumnDefinition("value", values.result(), true));
        }
        if (!ColumnNames.unique(keys).equals(keys)) {
            return ColumnType.VARCHAR;
        }
        List<ColumnDefinition> definitions = new ArrayList<>();
        fields.forEach((key, types) -> definitions.add(new ColumnDefinition(key, types.result(), true)));
        return ColumnType.row(definitions);
    }
}
