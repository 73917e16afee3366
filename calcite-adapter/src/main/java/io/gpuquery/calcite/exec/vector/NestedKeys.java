package io.gpuquery.calcite.exec.vector;

import io.gpuquery.column.ColumnType;
import java.nio.ByteBuffer;

/**
 * Nested values as bytes, so that they can be keys of groups and joins: the bytes of two values of a type are equal where all values
 * in them are equal, or both null. Zeros have one sign there. Maps are equal with the same entries in the same order.
 */
public final class NestedKeys {
    private NestedKeys() {}

    /** The values of a nested type as bytes. */
    public static Vector write(Vector values, ColumnType type) {
        TextBuilder keys = new TextBuilder(values.length());
        byte[] word = new byte[Long.BYTES];
        for (int row = 0; row < values.length(); row++) {
            if (!values.isNull(row)) {
                write(values, type, row, keys, word);
            }
            keys.finish();
        }
        return keys.build(values.nulls());
    }

    private static void write(Vector values, ColumnType type, int row, TextBuilder keys, byte[] word) {
        if (values.isNull(row)) {
            append(keys, word, 0, 1);
            return;
        }
        append(keys, word, 1, 1);
        switch (type.storage()) {
            case INT8, INT16, INT32, INT64 -> append(keys, word, Block.low(values, row), Long.BYTES);
            case INT128 -> {
                append(keys, word, Block.high(values, row), Long.BYTES);
                append(keys, word, Block.low(values, row), Long.BYTES);
            }
            case FLOAT32, FLOAT64 -> {
                double number = ((DoubleVector) values).values()[row];
                append(keys, word, Double.doubleToLongBits(number == 0 ? 0.0 : number), Long.BYTES);
            }
            case VIEW -> {
                byte[] bytes = values instanceof CodedVector coded
                        ? coded.dictionary().entries().getBytes(coded.codes()[row])
                        : ((TextVector) values).getBytes(row);
                append(keys, word, bytes.length, Integer.BYTES);
                keys.append(bytes, 0, bytes.length);
            }
            case NESTED -> {
                NestedVector nested = (NestedVector) values;
                int start = nested.offset(row);
                int end = nested.hasOffsets() ? nested.offset(row + 1) : start + 1;
                append(keys, word, end - start, Integer.BYTES);
                for (int i = start; i < end; i++) {
                    for (int child = 0; child < nested.childCount(); child++) {
                        write(nested.child(child), type.fields().get(child).type(), i, keys, word);
                    }
                }
            }
        }
    }

    private static void append(TextBuilder keys, byte[] word, long value, int count) {
        for (int i = 0; i < count; i++) {
            word[i] = (byte) (value >>> (Byte.SIZE * (count - 1 - i)));
        }
        keys.append(word, 0, count);
    }

    /** The values that were written as bytes. */
    public static Vector read(Vector keys, ColumnType type, Scratch scratch) {
        TextVector texts = Lanes.texts(keys, scratch);
        NestedRows rows = new NestedRows(type);
        for (int row = 0; row < texts.length(); row++) {
            if (texts.isNull(row)) {
                rows.addNull();
            } else {
                ByteBuffer source = ByteBuffer.wrap(texts.bytes(), texts.starts()[row], texts.lengths()[row]);
                read(source, type, rows);
            }
        }
        return rows.build();
    }

    private static void read(ByteBuffer source, ColumnType type, NestedRows rows) {
        if (source.get() == 0) {
            rows.addNull();
            return;
        }
        switch (type.storage()) {
            case INT8, INT16, INT32, INT64, FLOAT32, FLOAT64 -> rows.add(0, source.getLong());
            case INT128 -> rows.add(source.getLong(), source.getLong());
            case VIEW -> {
                int length = source.getInt();
                rows.add(source.array(), source.arrayOffset() + source.position(), length);
                source.position(source.position() + length);
            }
            case NESTED -> {
                int count = source.getInt();
                for (int i = 0; i < count; i++) {
                    for (int child = 0; child < type.fields().size(); child++) {
                        read(source, type.fields().get(child).type(), rows.child(child));
                    }
                }
                rows.endRow();
            }
        }
    }

    /** The values that a map has for keys of the same type; null where it has none. The last of a key counts. */
    public static Vector mapped(Vector maps, Vector keys, ColumnType mapType, Scratch scratch) {
        NestedVector nested = (NestedVector) maps;
        ColumnType valueType = mapType.fields().get(1).type();
        Boxes boxes = Boxes.of(mapType.fields().get(0).type());
        int count = maps.length();
        Vector values = nested.child(1);
        if (values.length() == 0) {
            values = Lanes.constant(null, valueType);
        }
        int[] rows = scratch.ints(count);
        int[] nulls = scratch.ints(count);
        for (int row = 0; row < count; row++) {
            rows[row] = 0;
            nulls[row] = 1;
            if (maps.isNull(row) || keys.isNull(row)) {
                continue;
            }
            Object key = boxes.value(keys, row);
            int i = nested.offset(row + 1) - 1;
            while (i >= nested.offset(row) && !key.equals(boxes.box(nested.child(0), i))) {
                i--;
            }
            if (i >= nested.offset(row)) {
                rows[row] = i;
                nulls[row] = values.isNull(i) ? 1 : 0;
            }
        }
        return Nesting.withNulls(values.gather(rows, count, scratch), valueType, nulls, scratch);
    }
}
