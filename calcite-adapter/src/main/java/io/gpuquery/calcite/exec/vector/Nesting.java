package io.gpuquery.calcite.exec.vector;

import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Into lists, maps and rows of fields, and out of them. */
public final class Nesting {
    private Nesting() {}

    /** A field of rows, of the given type; null where the row is. */
    public static Vector field(Vector rows, int index, ColumnType type, Scratch scratch) {
        Vector field = ((NestedVector) rows).child(index);
        int[] outer = rows.nulls();
        if (outer == null) {
            return field;
        }
        int[] inner = field.nulls();
        int[] nulls = scratch.ints(rows.length());
        for (int i = 0; i < rows.length(); i++) {
            nulls[i] = outer[i] | (inner == null ? 0 : inner[i]);
        }
        return withNulls(field, type, nulls, scratch);
    }

    /** How many elements or entries there are. */
    public static Vector cardinality(Vector lists, Scratch scratch) {
        NestedVector nested = (NestedVector) lists;
        int[] sizes = scratch.ints(lists.length());
        for (int i = 0; i < lists.length(); i++) {
            sizes[i] = nested.offset(i + 1) - nested.offset(i);
        }
        return new IntVector(sizes, lists.length(), lists.nulls(), 0, Integer.MAX_VALUE);
    }

    /** The elements, of the given type, at places that are counted from 1; null where there is none. */
    public static Vector element(Vector lists, Vector places, ColumnType type, Scratch scratch) {
        NestedVector nested = (NestedVector) lists;
        int count = lists.length();
        Vector elements = nested.child(0);
        if (elements.length() == 0) {
            elements = Lanes.constant(null, type);
        }
        LongVector wanted = Lanes.longs(places, scratch);
        int[] rows = scratch.ints(count);
        int[] nulls = scratch.ints(count);
        for (int i = 0; i < count; i++) {
            long place = lists.isNull(i) || wanted.isNull(i) ? 0 : wanted.values()[i];
            boolean there = place >= 1 && place <= nested.offset(i + 1) - nested.offset(i);
            rows[i] = there ? nested.offset(i) + (int) place - 1 : 0;
            nulls[i] = there && !elements.isNull(rows[i]) ? 0 : 1;
        }
        return withNulls(elements.gather(rows, count, scratch), type, nulls, scratch);
    }

    /** Booleans are 0 where they are null. */
    static Vector withNulls(Vector vector, ColumnType type, int[] nulls, Scratch scratch) {
        if (type.kind() != ColumnType.Kind.BOOLEAN) {
            return vector.withNulls(nulls);
        }
        int[] values = scratch.ints(vector.length());
        System.arraycopy(((IntVector) vector).values(), 0, values, 0, vector.length());
        return Booleans.masked(values, vector.length(), nulls);
    }

    /** Whether there is a time, in whatever depth, with digits of a second behind so many. */
    public static boolean hasDigitsBelow(Vector values, ColumnType type, int digits) {
        if (values instanceof NestedVector nested) {
            for (int i = 0; i < nested.childCount(); i++) {
                if (hasDigitsBelow(nested.child(i), type.fields().get(i).type(), digits)) {
                    return true;
                }
            }
            return false;
        }
        boolean time = type.kind() == ColumnType.Kind.TIME
                || type.kind() == ColumnType.Kind.TIMESTAMP
                || type.kind() == ColumnType.Kind.TIMESTAMP_LTZ;
        if (!time || type.precision() <= digits) {
            return false;
        }
        long unit = PowersOfTen.of(type.precision() - digits);
        for (int row = 0; row < values.length(); row++) {
            if (!values.isNull(row) && Block.low(values, row) % unit != 0) {
                return true;
            }
        }
        return false;
    }

    /** One row that is null. */
    static Vector ofNull(ColumnType type) {
        int[] nulls = {1};
        Vector[] children = new Vector[type.fields().size()];
        for (int i = 0; i < children.length; i++) {
            children[i] = Lanes.constant(null, type.fields().get(i).type());
        }
        return type.kind() == ColumnType.Kind.ROW
                ? NestedVector.rows(children, 1, nulls)
                : NestedVector.lists(children, new int[2], 1, nulls);
    }

    static Boxes lists(Boxes elements) {
        return (vector, row) -> {
            NestedVector lists = (NestedVector) vector;
            List<@Nullable Object> values = new ArrayList<>(lists.offset(row + 1) - lists.offset(row));
            for (int i = lists.offset(row); i < lists.offset(row + 1); i++) {
                values.add(elements.box(lists.child(0), i));
            }
            return Collections.unmodifiableList(values);
        };
    }

    static Boxes maps(Boxes keys, Boxes values) {
        return (vector, row) -> {
            NestedVector maps = (NestedVector) vector;
            Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
            for (int i = maps.offset(row); i < maps.offset(row + 1); i++) {
                entries.put(keys.box(maps.child(0), i), values.box(maps.child(1), i));
            }
            return Collections.unmodifiableMap(entries);
        };
    }

    static Boxes rows(Boxes... fields) {
        return (vector, row) -> {
            NestedVector rows = (NestedVector) vector;
            @Nullable Object[] values = new @Nullable Object[fields.length];
            for (int i = 0; i < fields.length; i++) {
                values[i] = fields[i].box(rows.child(i), row);
            }
            return values;
        };
    }
}
