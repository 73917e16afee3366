package io.gpuquery.format.text;

import io.gpuquery.column.ColumnBuilder;
import io.gpuquery.column.FixedWidthBuilder;

/** UUID: {@code 8-4-4-4-12} hexadecimal digits of either case. Source: RFC 9562, section 4. */
final class UuidValue implements TextValue {
    private static final int LENGTH = 36;

    private long high;
    private long low;

    @Override
    public boolean parse(CharSequence text) {
        int start = Blanks.start(text);
        if (Blanks.end(text, start) - start != LENGTH) {
            return false;
        }
        high = 0;
        low = 0;
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(start + i);
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                if (c != '-') {
                    return false;
                }
            } else {
                int digit = hexDigit(c);
                if (digit < 0) {
                    return false;
                }
                high = high << 4 | low >>> 60;
                low = low << 4 | digit;
            }
        }
        return true;
    }

    /** The digit's value; -1 for any other character, digits of other scripts included. */
    static int hexDigit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    @Override
    public void appendTo(ColumnBuilder builder) {
        ((FixedWidthBuilder) builder).appendInt128(high, low);
    }
}
