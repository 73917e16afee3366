package io.gpuquery.format.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Writes a nested value as JSON text: without white space, numbers as the file writes them, all keys, and characters as themselves
 * where they need no escape (half a surrogate pair does: it has no UTF-8). For one thread.
 */
final class NestedText {
    private static final String HEX = "0123456789abcdef";

    private final int maxChars;
    private final StringBuilder out = new StringBuilder();
    private final TextView view = new TextView();

    NestedText(int maxChars) {
        this.maxChars = maxChars;
    }

    int maxChars() {
        return maxChars;
    }

    /** Whether the value that the parser stands at, is short enough; it moves to the value's last token. */
    boolean read(JsonParser parser) throws IOException {
        out.setLength(0);
        int depth = 0;
        boolean fits = true;
        JsonToken token = parser.currentToken();
        while (true) {
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (fits) {
                append(parser, token);
                fits = out.length() <= maxChars;
            }
            if (depth == 0) {
                return fits;
            }
            token = parser.nextToken();
        }
    }

    /** The text; valid until the next call of {@link #read}. */
    CharSequence text() {
        return out;
    }

    private void append(JsonParser parser, JsonToken token) throws IOException {
        if (!token.isStructEnd()) {
            separate();
        }
        switch (token) {
            case START_OBJECT -> out.append('{');
            case END_OBJECT -> out.append('}');
            case START_ARRAY -> out.append('[');
            case END_ARRAY -> out.append(']');
            case FIELD_NAME -> {
                quote(parser.currentName());
                out.append(':');
            }
            case VALUE_STRING -> quote(view.of(parser));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE, VALUE_NULL ->
                out.append(parser.getText());
            case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> throw new IllegalStateException(token + " is no JSON");
        }
    }

    /** A comma, unless a bracket or colon stands before; those inside strings are followed by a quote. */
    private void separate() {
        int length = out.length();
        char last = length == 0 ? '[' : out.charAt(length - 1);
        if (last != '[' && last != '{' && last != ':') {
            out.append(',');
        }
    }

    private void quote(CharSequence text) {
        out.append('"');
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ') {
                        escape(c);
                    } else if (!Character.isSurrogate(c)) {
                        out.append(c);
                    } else if (i + 1 < length && Character.isSurrogatePair(c, text.charAt(i + 1))) {
                        out.append(c).append(text.charAt(++i));
                    } else {
                        escape(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private void escape(char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX.charAt(c >> shift & 0xf));
        }
    }
}
