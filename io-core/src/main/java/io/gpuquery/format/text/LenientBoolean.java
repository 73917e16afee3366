package io.gpuquery.format.text;

import io.gpuquery.column.ColumnBuilder;
import io.gpuquery.column.FixedWidthBuilder;

/** BOOLEAN as {@link Boolean#parseBoolean} reads it: what is not {@code true}, in any case, is FALSE. */
final class LenientBoolean implements TextValue {
    private int value;

    @Override
    public boolean parse(CharSequence text) {
        value = Boolean.parseBoolean(text.toString()) ? 1 : 0;
        return true;
    }

    @Override
    public void appendTo(ColumnBuilder builder) {
        ((FixedWidthBuilder) builder).appendLong(value);
    }
}
