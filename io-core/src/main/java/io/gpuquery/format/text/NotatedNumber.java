package io.gpuquery.format.text;

import io.gpuquery.column.ColumnBuilder;

/** A number of a notation that is not the usual one. */
final class NotatedNumber implements TextValue {
    private final NumberNotation notation;
    private final TextValue value;

    NotatedNumber(NumberNotation notation, TextValue value) {
        this.notation = notation;
        this.value = value;
    }

    @Override
    public boolean parse(CharSequence text) {
        return value.parse(notation.canonical(text));
    }

    @Override
    public void appendTo(ColumnBuilder builder) {
        value.appendTo(builder);
    }
}
