package io.gpuquery.format.parquet.variant;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ListColumn;
import io.gpuquery.column.StructColumn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a VARIANT, or of an element or field of one.
 *
 * @param group around the others
 * @param value bytes, where it is not in {@code typed}
 * @param typed the value, or some fields of it, if it is of the type that was shredded
 * @param element of {@code typed}, if that has lists
 * @param fields of {@code typed}, if that has rows of fields; ascending by name
 */
record ShreddedPart(
        Column group,
        @Nullable Column value,
        @Nullable Column typed,
        @Nullable ShreddedPart element,
        List<Field> fields) {

    /** A field that was shredded; its name is UTF-8. */
    record Field(VariantBytes name, ShreddedPart part) {}

    static ShreddedPart of(StructColumn group) {
        Column value = child(group, "value");
        Column typed = child(group, "typed_value");
        ShreddedPart element = typed instanceof ListColumn lists ? of((StructColumn) lists.elements()) : null;
        List<Field> fields = new ArrayList<>();
        if (typed instanceof StructColumn rows) {
            for (int i = 0; i < rows.fields().size(); i++) {
                byte[] name = rows.type().fields().get(i).name().getBytes(StandardCharsets.UTF_8);
                fields.add(new Field(
                        VariantBytes.of(name), of((StructColumn) rows.fields().get(i))));
            }
            fields.sort(Comparator.comparing(Field::name, VariantBytes::compare));
        }
        return new ShreddedPart(group, value, typed, element, fields);
    }

    /** A child by name; null if there is none. */
    static @Nullable Column child(StructColumn group, String name) {
        List<ColumnDefinition> names = group.type().fields();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).name().equals(name)) {
                return group.fields().get(i);
            }
        }
        return null;
    }

    boolean hasValue(int row) {
        return value != null && !value.isNull(row);
    }

    boolean hasTyped(int row) {
        return typed != null && !typed.isNull(row);
    }

    /** Whether there is neither a value nor null. */
    boolean isMissing(int row) {
        return group.isNull(row) || (!hasValue(row) && !hasTyped(row));
    }
}
