package io.gpuquery.format.text;

import io.gpuquery.column.ColumnBuilder;
import io.gpuquery.column.FixedWidthBuilder;

/** TINYINT to BIGINT. */
final class IntegerValue implements FixedValue {
    private static final int BIGINT_DIGITS = 19;

    private final long min;
    private final long max;
    private final boolean lenient;
    private final NumberText number = new NumberText();
    private final DecimalValue unusual = new DecimalValue(BIGINT_DIGITS, 0, true);
    private long value;

    IntegerValue(long min, long max, boolean lenient) {
        this.min = min;
        this.max = max;
        this.lenient = lenient;
    }

    @Override
    public boolean parse(CharSequence text) {
        int start = Blanks.start(text);
        int end = Blanks.end(text, start);
        if (!number.scan(text, start, end)) {
            return false;
        }
        if (number.isInteger() && number.isCanonical() && number.fitsLong(text, end)) {
            value = 0;
            for (int i = number.digitsStart; i < end; i++) {
                value = value * 10 - (text.charAt(i) - '0');
            }
            value = number.sign == '-' ? value : -value;
        } else {
            if (!lenient || !unusual.parse(text) || !unusual.fitsBits()) {
                return false;
            }
            value = unusual.bits();
        }
        return value >= min && value <= max;
    }

    @Override
    public long bits() {
        return value;
    }

    @Override
    public void appendTo(ColumnBuilder builder) {
        ((FixedWidthBuilder) builder).appendLong(value);
    }
}
