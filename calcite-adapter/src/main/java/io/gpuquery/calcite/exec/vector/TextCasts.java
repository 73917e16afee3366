package io.gpuquery.calcite.exec.vector;

import io.gpuquery.column.ColumnType;

/** Texts of values, and values of texts. */
public final class TextCasts {
    private TextCasts() {}

    /** Values as Calcite writes them. */
    public static TextVector toText(Vector vector, ColumnType type) {
        TextBuilder builder = new TextBuilder(vector.length());
        Boxes boxes = Boxes.of(type);
        for (int i = 0; i < vector.length(); i++) {
            Object value = boxes.box(vector, i);
            if (value == null) {
                builder.addEmpty();
            } else {
                builder.add(ValueText.write(value, type));
            }
        }
        return builder.build(vector.nulls());
    }

    /**
     * Values of texts, with blanks around them.
     *
     * @throws IllegalArgumentException for a text that is none of the type
     * @throws ArithmeticException for a value that the type cannot hold
     */
    public static Vector parse(TextVector vector, ColumnType type) {
        Unboxing values = new Unboxing(type, vector.length());
        for (int i = 0; i < vector.length(); i++) {
            values.add(
                    vector.isNull(i)
                            ? null
                            : ValueText.parse(vector.getString(i).trim(), type));
        }
        return values.build();
    }
}
