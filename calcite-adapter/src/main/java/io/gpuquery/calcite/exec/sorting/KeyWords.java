package io.gpuquery.calcite.exec.sorting;

import io.gpuquery.calcite.exec.vector.DoubleVector;
import io.gpuquery.calcite.exec.vector.IntVector;
import io.gpuquery.calcite.exec.vector.Lanes;
import io.gpuquery.calcite.exec.vector.LongVector;
import io.gpuquery.calcite.exec.vector.OrderedBits;
import io.gpuquery.calcite.exec.vector.Scratch;
import io.gpuquery.calcite.exec.vector.TextVector;
import io.gpuquery.calcite.exec.vector.Vector;
import io.gpuquery.calcite.exec.vector.WideVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of some rows as words to compare as signed integers, the most significant first. Texts have a word of their first bytes. */
public final class KeyWords {
    private static final int PREFIX_BYTES = 8;

    private final int count;
    private final List<Part> parts = new ArrayList<>();

    /** One word of each row; where these are equal and there are texts, these decide. */
    static final class Part {
        final long[] words;
        final @Nullable TextVector texts;
        final boolean descending;

        Part(long[] words, @Nullable TextVector texts, boolean descending) {
            this.words = words;
            this.texts = texts;
            this.descending = descending;
        }
    }

    /** Takes how many rows there are. */
    public KeyWords(int count) {
        this.count = count;
    }

    public int count() {
        return count;
    }

    List<Part> parts() {
        return parts;
    }

    /**
     * One word of each row for a first key: where it is less for one row than for another, the one comes first; where it is equal,
     * either may.
     */
    public static long[] leading(Vector vector, KeyOrder order, Scratch scratch) {
        int count = vector.length();
        long[] words = scratch.longs(count);
        System.arraycopy(leading(vector, scratch), 0, words, 0, count);
        for (int i = 0; order.descending() && i < count; i++) {
            words[i] = ~words[i];
        }
        int[] nulls = vector.nulls();
        long ofNull = order.nullsFirst() ? Long.MIN_VALUE : Long.MAX_VALUE;
        for (int i = 0; nulls != null && i < count; i++) {
            words[i] = nulls[i] == 0 ? words[i] : ofNull;
        }
        return words;
    }

    private static long[] leading(Vector vector, Scratch scratch) {
        if (vector instanceof IntVector || vector instanceof LongVector) {
            return Lanes.longs(vector, scratch).values();
        }
        if (vector instanceof DoubleVector doubles) {
            return OrderedBits.of(doubles, scratch).values();
        }
        if (!(vector instanceof WideVector wide)) {
            return prefixes(Lanes.texts(vector, scratch));
        }
        long[] words = scratch.longs(wide.length());
        for (int i = 0; i < wide.length(); i++) {
            long high = wide.high()[i];
            long low = wide.low()[i];
            long limit = high < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
            words[i] = high == low >> 63 ? low : limit;
        }
        return words;
    }

    /** Adds a key, less significant than those before. */
    public void add(Vector vector, KeyOrder order) {
        int[] nulls = vector.nulls();
        if (nulls != null) {
            long[] ranks = new long[count];
            for (int i = 0; i < count; i++) {
                ranks[i] = order.nullsFirst() ? -nulls[i] : nulls[i];
            }
            parts.add(new Part(ranks, null, false));
        }
        Scratch scratch = new Scratch(0);
        if (vector instanceof IntVector || vector instanceof LongVector) {
            add(Lanes.longs(vector, scratch).values(), nulls, order, null);
        } else if (vector instanceof DoubleVector doubles) {
            add(OrderedBits.of(doubles, scratch).values(), nulls, order, null);
        } else if (vector instanceof WideVector wide) {
            add(wide.high(), nulls, order, null);
            long[] low = new long[count];
            for (int i = 0; i < count; i++) {
                low[i] = wide.low()[i] ^ Long.MIN_VALUE;
            }
            add(low, nulls, order, null);
        } else {
            TextVector texts = Lanes.texts(vector, scratch);
            add(prefixes(texts), nulls, order, texts);
        }
    }

    /** Adds words as they are. */
    public void add(long[] words) {
        parts.add(new Part(words, null, false));
    }

    private void add(long[] values, int @Nullable [] nulls, KeyOrder order, @Nullable TextVector texts) {
        long[] words = Arrays.copyOf(values, count);
        for (int i = 0; order.descending() && i < count; i++) {
            words[i] = ~words[i];
        }
        for (int i = 0; nulls != null && i < count; i++) {
            words[i] = nulls[i] == 0 ? words[i] : 0;
        }
        parts.add(new Part(words, texts, order.descending()));
    }

    private static long[] prefixes(TextVector texts) {
        long[] prefixes = new long[texts.length()];
        for (int i = 0; i < prefixes.length; i++) {
            long prefix = 0;
            int length = Math.min(PREFIX_BYTES, texts.isNull(i) ? 0 : texts.lengths()[i]);
            for (int at = 0; at < PREFIX_BYTES; at++) {
                int next = at < length ? texts.bytes()[texts.starts()[i] + at] & 0xff : 0;
                prefix = (prefix << Byte.SIZE) | next;
            }
            prefixes[i] = prefix ^ Long.MIN_VALUE;
        }
        return prefixes;
    }

    /** The keys of some rows, which are numbered anew. */
    public KeyWords of(int[] rows, int rowCount) {
        KeyWords some = new KeyWords(rowCount);
        for (Part part : parts) {
            long[] words = new long[rowCount];
            for (int i = 0; i < rowCount; i++) {
                words[i] = part.words[rows[i]];
            }
            TextVector texts = part.texts;
            TextVector gathered = texts == null ? null : (TextVector) texts.gather(rows, rowCount, new Scratch(0));
            some.parts.add(new Part(words, gathered, part.descending));
        }
        return some;
    }

    /** Whether two rows have the same keys. */
    public boolean areEqual(int a, int b) {
        return compare(a, b) == 0;
    }

    /** Of each row, a number that is less than that of another where its keys come first, and the same where they are equal. */
    public long[] ranks() {
        int[] order = RowSort.sort(this, () -> {});
        long[] ranks = new long[count];
        for (int i = 1; i < count; i++) {
            ranks[order[i]] = ranks[order[i - 1]] + (areEqual(order[i - 1], order[i]) ? 0 : 1);
        }
        return ranks;
    }

    /** The order of two rows. */
    int compare(int a, int b) {
        for (Part part : parts) {
            long x = part.words[a];
            long y = part.words[b];
            if (x != y) {
                return x < y ? -1 : 1;
            }
            TextVector texts = part.texts;
            if (texts != null && !texts.isNull(a)) {
                int order = compare(texts, a, b);
                if (order != 0) {
                    return part.descending ? -order : order;
                }
            }
        }
        return 0;
    }

    private static int compare(TextVector texts, int a, int b) {
        byte[] bytes = texts.bytes();
        int x = texts.starts()[a];
        int y = texts.starts()[b];
        return texts.isNull(b)
                ? 0
                : Arrays.compareUnsigned(bytes, x, x + texts.lengths()[a], bytes, y, y + texts.lengths()[b]);
    }
}
