package io.gpuquery.format.text;

/**
 * How numbers are written: which character stands before the fraction, and which between every three digits before it. Immutable.
 *
 * @param decimal before the fraction
 * @param grouping between every three digits of the integer part; U+0000 for none
 */
record NumberNotation(char decimal, char grouping) {
    static final NumberNotation STANDARD = new NumberNotation('.', '\0');

    private static final int GROUP_DIGITS = 3;

    /** What no notation takes for a number. */
    private static final String NO_NUMBER = "?";

    boolean isStandard() {
        return decimal == '.' && grouping == 0;
    }

    /** The text with a point and without separators of groups, for what reads numbers; no number where it is none of this notation. */
    CharSequence canonical(CharSequence text) {
        int start = Blanks.start(text);
        int end = Blanks.end(text, start);
        StringBuilder canonical = new StringBuilder(end - start);
        int integerStart = start;
        if (start < end && (text.charAt(start) == '-' || text.charAt(start) == '+')) {
            canonical.append(text.charAt(start));
            integerStart++;
        }
        int at = integerStart;
        int lastGroup = -1;
        for (; at < end; at++) {
            char c = text.charAt(at);
            if (grouping != 0 && isGrouping(c)) {
                boolean aligned = lastGroup < 0
                        ? at > integerStart && at - integerStart <= GROUP_DIGITS
                        : at - lastGroup - 1 == GROUP_DIGITS;
                if (!aligned) {
                    return NO_NUMBER;
                }
                lastGroup = at;
            } else if (NumberText.isDigit(c)) {
                canonical.append(c);
            } else {
                break;
            }
        }
        if (lastGroup >= 0 && at - lastGroup - 1 != GROUP_DIGITS) {
            return NO_NUMBER;
        }
        if (at < end && text.charAt(at) == decimal) {
            canonical.append('.');
            at++;
        }
        for (; at < end; at++) {
            char c = text.charAt(at);
            if (c == '.' || c == decimal) {
                return NO_NUMBER;
            }
            canonical.append(c);
        }
        return canonical;
    }

    /** French and Swiss writers use spaces that do not break a line; who says space means those too. */
    private boolean isGrouping(char c) {
        return c == grouping || (grouping == ' ' && (c == '\u00a0' || c == '\u202f'));
    }
}
