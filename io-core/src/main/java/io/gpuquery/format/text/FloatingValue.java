package io.gpuquery.format.text;

import io.gpuquery.column.ColumnBuilder;
import io.gpuquery.column.FixedWidthBuilder;

/** REAL and DOUBLE: the nearest value. A finite text whose nearest value is infinite does not fit. */
final class FloatingValue implements FixedValue {
    /** Integers of so many digits, and powers of ten up to that of the table below, are doubles without rounding. */
    static final int EXACT_DIGITS = 15;

    static final double[] POWERS_OF_TEN = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    private final boolean single;
    private final boolean lenient;
    private final NumberText number = new NumberText();
    private double value;

    FloatingValue(boolean single, boolean lenient) {
        this.single = single;
        this.lenient = lenient;
    }

    @Override
    public boolean parse(CharSequence text) {
        int start = Blanks.start(text);
        int end = Blanks.end(text, start);
        if (!number.scan(text, start, end)) {
            value = FloatingText.word(text, start, end);
            return value != 0;
        }
        if (!lenient && !number.isCanonical()) {
            return false;
        }
        if (!single && !number.exponent && number.integerDigits + number.fractionDigits <= EXACT_DIGITS) {
            value = exact(text, end);
            return true;
        }
        String digits = text.subSequence(start, end).toString();
        // Rounded once: a double rounded to single precision can be off by one.
        value = single ? Float.parseFloat(digits) : Double.parseDouble(digits);
        return Double.isFinite(value);
    }

    /**
     * The nearest double to a number of few digits: the quotient of two doubles that are exact, rounded once. Source: W. D. Clinger,
     * How to Read Floating Point Numbers Accurately, 1990.
     */
    private double exact(CharSequence text, int end) {
        long digits = 0;
        for (int i = number.digitsStart; i < end; i++) {
            char c = text.charAt(i);
            if (c != '.') {
                digits = digits * 10 + (c - '0');
            }
        }
        double magnitude = digits / POWERS_OF_TEN[number.fractionDigits];
        return number.sign == '-' ? -magnitude : magnitude;
    }

    @Override
    public long bits() {
        return single ? Float.floatToRawIntBits((float) value) : Double.doubleToRawLongBits(value);
    }

    @Override
    public void appendTo(ColumnBuilder builder) {
        ((FixedWidthBuilder) builder).appendDouble(value);
    }
}
