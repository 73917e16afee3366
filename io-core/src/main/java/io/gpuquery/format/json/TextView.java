package io.gpuquery.format.json;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Objects;

/** The text of the token that a parser stands at, without a copy: valid until the parser moves. For one thread. */
final class TextView implements CharSequence {
    private char[] chars = new char[0];
    private int start;
    private int length;

    /** Takes the text of the current token. */
    TextView of(JsonParser parser) throws IOException {
        chars = parser.getTextCharacters();
        start = parser.getTextOffset();
        length = parser.getTextLength();
        return this;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public char charAt(int index) {
        return chars[start + index];
    }

    @Override
    public String subSequence(int from, int to) {
        Objects.checkFromToIndex(from, to, length);
        return new String(chars, start + from, to - from);
    }

    @Override
    public String toString() {
        return new String(chars, start, length);
    }
}
