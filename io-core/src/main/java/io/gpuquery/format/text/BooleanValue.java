package io.gpuquery.format.text;

import io.gpuquery.column.ColumnBuilder;
import io.gpuquery.column.FixedWidthBuilder;

/** BOOLEAN. */
final class BooleanValue implements FixedValue {
    private final boolean lenient;
    private int value;

    BooleanValue(boolean lenient) {
        this.lenient = lenient;
    }

    @Override
    public boolean parse(CharSequence text) {
        int start = Blanks.start(text);
        value = BooleanText.parse(text, start, Blanks.end(text, start), lenient);
        return value >= 0;
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
