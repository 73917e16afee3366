package io.gpuquery.format.text;

import io.gpuquery.column.ColumnBuilder;
import io.gpuquery.column.FixedWidthBuilder;

/** REAL and DOUBLE: the nearest value. A finite text whose nearest value is infinite does not fit. */
final class FloatingValue implements TextValue {
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
        String digits = text.subSequence(start, end).toString();
        // Rounded once: a double rounded to single precision can be off by one.
        value = single ? Float.parseFloat(digits) : Double.parseDouble(digits);
        return Double.isFinite(value);
    }

    @Override
    public void appendTo(ColumnBuilder builder) {
        ((FixedWidthBuilder) builder).appendDouble(value);
    }
}
