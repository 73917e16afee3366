package io.gpuquery.format.text;

import io.gpuquery.column.ColumnBuilder;

/** A number of a notation that is not the usual one. */
final class NotatedNumber implements FixedValue {
    private final NumberNotation notation;
    private final FixedValue value;

    NotatedNumber(NumberNotation notation, FixedValue value) {
        this.notation = notation;
        this.value = value;
    }

    @Override
    public boolean parse(CharSequence text) {
        return value.parse(notation.canonical(text));
    }

    @Override
    public long bits() {
        return value.bits();
    }

    @Override
    public boolean fitsBits() {
        return value.fitsBits();
    }

    @Override
    public void appendTo(ColumnBuilder builder) {
        value.appendTo(builder);
    }
}
