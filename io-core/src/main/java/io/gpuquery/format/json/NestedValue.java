package io.gpuquery.format.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A value of a sample, as far as its type matters.
 *
 * @param token its first token
 * @param text of a number or text, unless it is too long to be more than text
 * @param keys of an object, equal ones among them; else none
 * @param children the values of the keys, or the elements of an array
 */
record NestedValue(JsonToken token, String text, List<String> keys, List<NestedValue> children) {
    /** Elements and keys of one record that are looked at. */
    static final int MOST_VALUES = 20_000;

    private static final int MAX_TEMPORAL_CHARS = 64;

    /**
     * Reads the value that the parser stands at, and moves to its last token.
     *
     * @param levels how many levels of nested values are looked at
     * @param room counts down how many values are; what comes behind is not looked at
     */
    static NestedValue read(JsonParser parser, int levels, int[] room) throws IOException {
        JsonToken token = parser.currentToken();
        if (!token.isStructStart()) {
            // What is longer is no date: the empty text stands for any that is nothing but text.
            boolean hasText = token.isNumeric()
                    || (token == JsonToken.VALUE_STRING && parser.getTextLength() <= MAX_TEMPORAL_CHARS);
            return new NestedValue(token, hasText ? parser.getText() : "", List.of(), List.of());
        }
        List<String> keys = new ArrayList<>();
        List<NestedValue> children = new ArrayList<>();
        if (levels == 0) {
            parser.skipChildren();
        }
        while (levels > 0 && !parser.nextToken().isStructEnd()) {
            boolean counted = --room[0] >= 0;
            if (token == JsonToken.START_OBJECT) {
                if (counted) {
                    keys.add(parser.currentName());
                }
                parser.nextToken();
            }
            if (counted) {
                children.add(read(parser, levels - 1, room));
            } else {
                parser.skipChildren();
            }
        }
        return new NestedValue(token, "", keys, children);
    }
}
