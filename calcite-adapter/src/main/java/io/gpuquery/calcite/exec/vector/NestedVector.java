package io.gpuquery.calcite.exec.vector;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lists, maps or rows of fields: the values that they are made of are vectors of their own. Of lists and maps each row has a run of
 * these; of rows of fields the row of the same number. A null has no elements, and unspecified fields.
 */
public final class NestedVector extends Vector {
    private final Vector[] children;
    /** Where the runs start, and behind the last one its end; null for rows of fields. */
    private final int @Nullable [] offsets;

    private NestedVector(Vector[] children, int @Nullable [] offsets, int length, int @Nullable [] nulls) {
        super(length, nulls);
        this.children = children;
        this.offsets = offsets;
    }

    /** Takes the elements of all lists, or the keys and values of all maps, and one offset more than there are rows. */
    public static NestedVector lists(Vector[] children, int[] offsets, int length, int @Nullable [] nulls) {
        return new NestedVector(children, offsets, length, nulls);
    }

    /** Takes the fields. */
    public static NestedVector rows(Vector[] fields, int length, int @Nullable [] nulls) {
        return new NestedVector(fields, null, length, nulls);
    }

    /** One for lists, two for maps, else the number of fields. */
    public int childCount() {
        return children.length;
    }

    /** The elements (0), keys (0), values (1) or fields. */
    public Vector child(int index) {
        return children[index];
    }

    /** Whether these are lists or maps. */
    public boolean hasOffsets() {
        return offsets != null;
    }

    /** Where a row's run starts; of the row behind the last: where that ends. */
    public int offset(int row) {
        return offsets == null ? row : offsets[row];
    }

    @Override
    Vector gatherValues(int[] rows, int count, int @Nullable [] gatheredNulls, Scratch scratch) {
        int[] from = rows;
        int childRows = count;
        int @Nullable [] newOffsets = null;
        if (offsets != null) {
            newOffsets = new int[count + 1];
            for (int i = 0; i < count; i++) {
                newOffsets[i + 1] = Math.addExact(newOffsets[i], offsets[rows[i] + 1] - offsets[rows[i]]);
            }
            childRows = newOffsets[count];
            from = new int[childRows];
            for (int i = 0; i < count; i++) {
                int start = offsets[rows[i]];
                for (int at = newOffsets[i]; at < newOffsets[i + 1]; at++) {
                    from[at] = start + at - newOffsets[i];
                }
            }
        }
        Vector[] gathered = new Vector[children.length];
        for (int i = 0; i < gathered.length; i++) {
            gathered[i] = children[i].gather(from, childRows, scratch);
        }
        return new NestedVector(gathered, newOffsets, count, gatheredNulls);
    }

    @Override
    public Vector copy() {
        Vector[] copies = new Vector[children.length];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = children[i].copy();
        }
        return new NestedVector(
                copies, offsets == null ? null : Arrays.copyOf(offsets, length() + 1), length(), copyOfNulls());
    }

    @Override
    public Vector withNulls(int @Nullable [] newNulls) {
        return new NestedVector(children, offsets, length(), newNulls);
    }
}
