package io.gpuquery.format.text;

/**
 * Reads the shape of a number in decimal notation: {@code [+-] digits [. digits] [e [+-] digits]} with a digit before the
 * exponent. This is the grammar of {@link Double#parseDouble} without hexadecimal, type suffixes and words.
 *
 * <p>Mutable, for one thread: {@link #scan} sets the rest.
 */
final class NumberText {
    /** Whether there is a sign: {@code '+'}, {@code '-'}, or 0 for none. */
    char sign;

    int integerDigits;
    int fractionDigits;
    boolean point;
    boolean exponent;
    /** Whether a zero stands before other integer digits: {@code 007}, but not {@code 0.7}. */
    boolean leadingZero;
    /** Index of the first integer digit, or of the point. */
    int digitsStart;

    /** Whether the text from {@code start} to {@code end} is a number. */
    boolean scan(CharSequence text, int start, int end) {
        int at = start;
        sign = 0;
        if (at < end && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
            sign = text.charAt(at++);
        }
        digitsStart = at;
        at = digits(text, at, end);
        integerDigits = at - digitsStart;
        leadingZero = integerDigits > 1 && text.charAt(digitsStart) == '0';
        point = at < end && text.charAt(at) == '.';
        fractionDigits = 0;
        if (point) {
            int fractionStart = ++at;
            at = digits(text, at, end);
            fractionDigits = at - fractionStart;
        }
        if (integerDigits + fractionDigits == 0) {
            return false;
        }
        exponent = at < end && (text.charAt(at) | 0x20) == 'e';
        if (exponent) {
            at++;
            if (at < end && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
                at++;
            }
            int exponentStart = at;
            at = digits(text, at, end);
            if (at == exponentStart) {
                return false;
            }
        }
        return at == end;
    }

    private static int digits(CharSequence text, int start, int end) {
        int at = start;
        while (at < end && isDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Whether it is an ASCII digit: digits of other scripts are text. */
    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Neither {@code +5} nor {@code 007}: those are codes and phone numbers more often than numbers. */
    boolean isCanonical() {
        return sign != '+' && !leadingZero;
    }

    /** Whether there are digits alone, perhaps after a sign. */
    boolean isInteger() {
        return !point && !exponent;
    }

    /** Whether the last scanned text, an integer, fits 64 bits and is not {@code -0}, which no integer can give back. */
    boolean fitsLong(CharSequence text, int end) {
        boolean negative = sign == '-';
        if (integerDigits > 19) {
            return false;
        }
        // Accumulated as a negative number, which reaches further by one.
        long value = 0;
        for (int i = digitsStart; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (value < Long.MIN_VALUE / 10 || value * 10 < Long.MIN_VALUE + digit) {
                return false;
            }
            value = value * 10 - digit;
        }
        return negative ? value != 0 : value != Long.MIN_VALUE;
    }
}
