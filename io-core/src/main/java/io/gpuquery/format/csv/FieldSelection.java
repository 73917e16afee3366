package io.gpuquery.format.csv;

import java.util.BitSet;
import java.util.Collection;

/** Which fields of a record are wanted. Immutable. */
final class FieldSelection {
    private final BitSet fields;
    private final int end;

    private FieldSelection(BitSet fields) {
        this.fields = fields;
        this.end = fields.length();
    }

    static FieldSelection of(Collection<Integer> indexes) {
        BitSet fields = new BitSet();
        indexes.forEach(fields::set);
        return new FieldSelection(fields);
    }

    /** The first {@code count} fields. */
    static FieldSelection first(int count) {
        BitSet fields = new BitSet();
        fields.set(0, count);
        return new FieldSelection(fields);
    }

    boolean has(int index) {
        return fields.get(index);
    }

    /** Whether a field behind that one is wanted. */
    boolean hasAfter(int index) {
        return index + 1 < end;
    }

    int count() {
        return fields.cardinality();
    }

    /** The wanted fields, in ascending order. */
    int[] indexes() {
        return fields.stream().toArray();
    }

    /** How many wanted fields come before that one. */
    int positionOf(int index) {
        return fields.get(0, index).cardinality();
    }
}
