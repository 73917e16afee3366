package io.gpuquery.calcite.exec.vector;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A LIKE pattern, made ready to be matched with UTF-8. Immutable. */
public final class LikePattern {
    private static final int ANY_CHARACTER = -1;
    private static final int ANY_TEXT = -2;

    /** Bytes to be met, or one of the above. */
    private final int[] tokens;

    /**
     * @param escape what makes a following {@code %}, {@code _} or itself mean itself; empty: nothing does
     * @throws IllegalArgumentException if the escape is not one character, or stands before anything else
     */
    public LikePattern(String pattern, String escape) {
        if (escape.length() > 1) {
            throw new IllegalArgumentException("Invalid escape character '" + escape + "'");
        }
        int[] made = new int[3 * pattern.length()];
        int count = 0;
        for (int at = 0; at < pattern.length(); ) {
            int character = pattern.codePointAt(at);
            at += Character.charCount(character);
            boolean literal = false;
            if (!escape.isEmpty() && character == escape.charAt(0)) {
                boolean escapes = (at < pattern.length() && "%_".indexOf(pattern.charAt(at)) >= 0)
                        || pattern.startsWith(escape, at);
                if (!escapes) {
                    throw new IllegalArgumentException("Invalid escape sequence '" + pattern + "'");
                }
                character = pattern.charAt(at++);
                literal = true;
            }
            if (!literal && character == '%') {
                made[count++] = ANY_TEXT;
            } else if (!literal && character == '_') {
                made[count++] = ANY_CHARACTER;
            } else {
                for (byte next : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
                    made[count++] = next & 0xff;
                }
            }
        }
        tokens = Arrays.copyOf(made, count);
    }

    /** Goes back to the last {@code %} where it does not go on; an earlier one never needs another try. */
    public boolean matches(byte[] bytes, int start, int length) {
        int end = start + length;
        int at = start;
        int token = 0;
        int retryToken = -1;
        int retryAt = start;
        while (at < end) {
            int wanted = token < tokens.length ? tokens[token] : Integer.MIN_VALUE;
            if (wanted == ANY_TEXT) {
                retryToken = ++token;
                retryAt = at;
            } else if (wanted == (bytes[at] & 0xff)) {
                at++;
                token++;
            } else if (wanted == ANY_CHARACTER) {
                at += Utf8Text.lengthAt(bytes, at);
                token++;
            } else if (retryToken >= 0) {
                token = retryToken;
                retryAt += Utf8Text.lengthAt(bytes, retryAt);
                if (token < tokens.length && tokens[token] >= 0) {
                    // A character's first byte is none of another's further ones.
                    retryAt = next(bytes, retryAt, end, (byte) tokens[token]);
                }
                at = retryAt;
            } else {
                return false;
            }
        }
        while (token < tokens.length && tokens[token] == ANY_TEXT) {
            token++;
        }
        return token == tokens.length;
    }

    private static int next(byte[] bytes, int from, int end, byte wanted) {
        int at = from;
        while (at < end && bytes[at] != wanted) {
            at++;
        }
        return at;
    }
}
