package io.gpuquery.calcite.exec.vector;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A LIKE pattern, made ready to be matched with UTF-8. Immutable. */
public final class LikePattern {
    private static final int ANY_CHARACTER = -1;
    private static final int ANY_TEXT = -2;

    /** Bytes to be met, or one of the above. */
    private final int[] tokens;

    /** The bytes before, between and behind each {@code %}, some of which may be empty; none where characters are left open. */
    private final byte[][] pieces;

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
        pieces = pieces(tokens);
    }

    private static byte[][] pieces(int[] tokens) {
        List<byte[]> pieces = new ArrayList<>();
        byte[] piece = new byte[tokens.length];
        int length = 0;
        for (int token : tokens) {
            if (token == ANY_CHARACTER) {
                return new byte[0][];
            }
            if (token == ANY_TEXT) {
                pieces.add(Arrays.copyOf(piece, length));
                length = 0;
            } else {
                piece[length++] = (byte) token;
            }
        }
        pieces.add(Arrays.copyOf(piece, length));
        return pieces.toArray(new byte[0][]);
    }

    public boolean matches(byte[] bytes, int start, int length) {
        return pieces.length == 0 ? matchesTokens(bytes, start, length) : matchesPieces(bytes, start, length);
    }

    /** Looks for the pieces in the middle one after the other: where an earlier place of one will do, a later one need not be tried. */
    private boolean matchesPieces(byte[] bytes, int start, int length) {
        byte[] first = pieces[0];
        byte[] last = pieces[pieces.length - 1];
        int fixed = pieces.length == 1 ? first.length : first.length + last.length;
        if (length < fixed || (pieces.length == 1 && length > fixed) || !isAt(bytes, start, first)) {
            return false;
        }
        int end = start + length - last.length;
        if (!isAt(bytes, end, last)) {
            return false;
        }
        int at = start + first.length;
        for (int i = 1; i < pieces.length - 1; i++) {
            int offset = Utf8Text.indexOf(bytes, at, end - at, pieces[i], 0, pieces[i].length);
            if (offset < 0) {
                return false;
            }
            at += offset + pieces[i].length;
        }
        return true;
    }

    private static boolean isAt(byte[] bytes, int at, byte[] piece) {
        return piece.length == 0 || Arrays.equals(bytes, at, at + piece.length, piece, 0, piece.length);
    }

    /** Goes back to the last {@code %} where it does not go on; an earlier one never needs another try. */
    private boolean matchesTokens(byte[] bytes, int start, int length) {
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
