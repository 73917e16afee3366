package io.gpuquery.calcite.exec.evaluation;

import io.gpuquery.calcite.exec.vector.Fitting;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.TextVector;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.exec.vector.WideVector;
import io.gpuquery.column.Bytes;
import io.gpuquery.column.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The constants of an IN list, hashed: integers of at most 64 bits, or texts. Immutable. */
final class MemberSet {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private final boolean containsNull;
    private final long[] numbers;
    private final byte[] @Nullable [] texts;
    private final boolean[] used;
    private final int mask;
    private final boolean ofTexts;

    private MemberSet(boolean ofTexts, boolean containsNull, int size) {
        int capacity = Integer.highestOneBit(Math.max(4, size) * 4 - 1);
        this.ofTexts = ofTexts;
        this.containsNull = containsNull;
        this.numbers = new long[ofTexts ? 0 : capacity];
        this.texts = new byte @Nullable [ofTexts ? capacity : 0][];
        this.used = new boolean[capacity];
        this.mask = capacity - 1;
    }

    /**
     * The constants in the units of the tested type, without those that no value of it equals; null where there is no set for
     * them.
     */
    static @Nullable List<Vector> values(ColumnType tested, List<ConstantNode> constants, Numbers numbers) {
        List<Vector> values = new ArrayList<>();
        boolean exact = Numbers.isExact(tested);
        boolean text = Program.isText(tested);
        for (ConstantNode constant : constants) {
            boolean same = constant.type.equals(tested);
            boolean bothExact = exact && Numbers.isExact(constant.type);
            boolean bothText = text && Program.isText(constant.type);
            if ((tested.storage().widthBytes() > Long.BYTES && !text) || Numbers.isFloating(tested)) {
                return null;
            }
            if (!same && !bothExact && !bothText) {
                return null;
            }
            Vector value = constant.value;
            if (bothExact && !constant.isNull()) {
                int scale = Numbers.scale(constant.type);
                Scratch scratch = new Scratch(0);
                Vector scaled = Fitting.rescale(value, Numbers.scale(tested) - scale, true, scratch);
                Vector back = Fitting.rescale(scaled, scale - Numbers.scale(tested), true, scratch);
                boolean kept = io.gpuquery.calcite.exec.vector.Comparison.EQ.apply(back, value, scratch)
                                .values()[0]
                        != 0;
                if (!kept || scaled instanceof WideVector) {
                    continue;
                }
                value = scaled;
            }
            values.add(value);
        }
        return values;
    }

    /** Takes one row each. */
    static MemberSet of(List<Vector> values) {
        boolean texts = values.stream().anyMatch(TextVector.class::isInstance);
        boolean nulls = values.stream().anyMatch(value -> value.isNull(0));
        MemberSet set = new MemberSet(texts, nulls, values.size());
        for (Vector value : values) {
            if (!value.isNull(0)) {
                set.add(value);
            }
        }
        return set;
    }

    private void add(Vector value) {
        if (value instanceof TextVector text) {
            byte[] bytes = text.getBytes(0);
            int slot = slot(bytes, 0, bytes.length);
            texts[slot] = bytes;
            used[slot] = true;
        } else {
            long number = Lanes.longs(value, new Scratch(0)).values()[0];
            int slot = slot(number);
            numbers[slot] = number;
            used[slot] = true;
        }
    }

    private int slot(long number) {
        int slot = (int) ((number * MULTIPLIER) >>> 32) & mask;
        while (used[slot] && numbers[slot] != number) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private int slot(byte[] bytes, int start, int length) {
        int slot = (int) (Bytes.hash(bytes, start, length) >>> 32) & mask;
        while (used[slot] && !equal(texts[slot], bytes, start, length)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static boolean equal(byte @Nullable [] text, byte[] bytes, int start, int length) {
        return text != null && Arrays.equals(text, 0, text.length, bytes, start, start + length);
    }

    /** Whether each value is a member: TRUE, else NULL where the value is NULL or a NULL is among the members. */
    IntVector contains(Vector vector, Scratch scratch) {
        int count = vector.length();
        int[] flags = scratch.ints(count);
        if (ofTexts) {
            TextVector text = Lanes.texts(vector, scratch);
            for (int i = 0; i < count; i++) {
                flags[i] = used[slot(text.bytes(), text.starts()[i], text.lengths()[i])] ? 1 : 0;
            }
        } else if (vector instanceof WideVector) {
            throw new IllegalArgumentException("a number of at most 64 bits is expected");
        } else {
            LongVector longs = Lanes.longs(vector, scratch);
            for (int i = 0; i < count; i++) {
                flags[i] = used[slot(longs.values()[i])] ? 1 : 0;
            }
        }
        int[] nulls = vector.nulls();
        if (nulls != null) {
            for (int i = 0; i < count; i++) {
                flags[i] &= nulls[i] ^ 1;
            }
        }
        if (containsNull) {
            nulls = scratch.ints(count);
            for (int i = 0; i < count; i++) {
                nulls[i] = flags[i] ^ 1;
            }
        }
        return IntVector.booleans(flags, count, nulls);
    }
}
