package io.gpuquery.calcite.rel;

import io.gpuquery.scan.Literal;
import java.nio.charset.StandardCharsets;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;

/**
 * What all texts that a pattern of LIKE matches begin with.
 *
 * @param text the beginning, not empty unless it is whole
 * @param isWhole whether it is the whole text: the pattern has no wildcard
 * @param isAll whether the pattern matches all texts that begin so
 */
record LikePrefix(String text, boolean isWhole, boolean isAll) {
    private static final int NONE = -1;

    /** Of a call of LIKE; null where nothing is known. */
    static @Nullable LikePrefix of(RexCall call) {
        String pattern = constant(call.getOperands().get(1));
        String escapes =
                call.getOperands().size() > 2 ? constant(call.getOperands().get(2)) : "";
        boolean like = call.getOperator().equals(SqlStdOperatorTable.LIKE);
        if (!like || pattern == null || escapes == null || escapes.length() > 1 || hasHalves(pattern)) {
            return null;
        }
        return of(pattern, escapes.isEmpty() ? NONE : escapes.codePointAt(0));
    }

    private static @Nullable String constant(RexNode node) {
        return node instanceof RexLiteral literal && !literal.isNull() ? literal.getValueAs(String.class) : null;
    }

    /** Halves of characters beyond the first 65,536 alone cannot be written in UTF-8. */
    private static boolean hasHalves(String pattern) {
        byte[] bytes = pattern.getBytes(StandardCharsets.UTF_8);
        return !new String(bytes, StandardCharsets.UTF_8).equals(pattern);
    }

    private static @Nullable LikePrefix of(String pattern, int escape) {
        StringBuilder prefix = new StringBuilder();
        int at = 0;
        while (at < pattern.length()) {
            int character = pattern.codePointAt(at);
            if (character == '%' || character == '_') {
                break;
            }
            at += Character.charCount(character);
            if (character == escape) {
                int escaped = at == pattern.length() ? NONE : pattern.codePointAt(at);
                if (escaped != '%' && escaped != '_' && escaped != escape) {
                    // An error, which Calcite finds.
                    return null;
                }
                at += Character.charCount(escaped);
                character = escaped;
            }
            prefix.appendCodePoint(character);
        }
        boolean whole = at == pattern.length();
        if (prefix.isEmpty() && !whole) {
            return null;
        }
        boolean all = whole || pattern.substring(at).chars().allMatch(rest -> rest == '%');
        return new LikePrefix(prefix.toString(), whole, all);
    }

    Literal prefix() {
        return literal(text);
    }

    /** The least text that is greater than all that begin so; null where there is none. Texts are in the order of code points. */
    @Nullable
    Literal end() {
        int[] characters = text.codePoints().toArray();
        int last = characters.length - 1;
        while (last >= 0 && characters[last] == Character.MAX_CODE_POINT) {
            last--;
        }
        if (last < 0) {
            return null;
        }
        // Halves of surrogates are no characters.
        characters[last] =
                characters[last] + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : characters[last] + 1;
        return literal(new String(characters, 0, last + 1));
    }

    private static Literal literal(String text) {
        return new Literal.OfBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
