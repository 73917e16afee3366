package io.gpuquery.resident;

import io.gpuquery.scan.Literal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Bounds of the blocks of a segment of strings: exact where there are few different ones, else none. */
final class StringBounds {
    /** Different strings of a segment that are worth sorting. */
    private static final int MOST_SORTED = 1 << 13;

    private static final int LONGEST_BYTES = 256;

    private StringBounds() {}

    /**
     * @param table the different strings; null: too many to know
     * @param codes the string of each row, where it has one
     */
    static BlockBounds of(@Nullable StringTable table, int[] codes, PresentBits present, int blockRows) {
        int rowCount = present.rowCount();
        int count = BlockBounds.count(rowCount, blockRows);
        int[] nullCounts = new int[count];
        @Nullable Literal[] minima = new @Nullable Literal[count];
        @Nullable Literal[] maxima = new @Nullable Literal[count];
        byte[][] strings = table == null || table.size() > MOST_SORTED ? new byte[0][] : strings(table);
        int[] inOrder = inOrder(strings);
        boolean[] seen = new boolean[strings.length];
        for (int block = 0; block < count; block++) {
            int from = block * blockRows;
            int to = Math.min(rowCount, from + blockRows);
            nullCounts[block] = present.nulls(from, to);
            if (strings.length > 0 && nullCounts[block] < to - from) {
                Arrays.fill(seen, false);
                see(codes, from, to, nullCounts[block] == 0 ? null : present, seen);
                int least = 0;
                while (!seen[inOrder[least]]) {
                    least++;
                }
                int greatest = inOrder.length - 1;
                while (!seen[inOrder[greatest]]) {
                    greatest--;
                }
                minima[block] = literal(strings[inOrder[least]]);
                maxima[block] = literal(strings[inOrder[greatest]]);
            }
        }
        return new BlockBounds(blockRows, rowCount, nullCounts, minima, maxima);
    }

    /** Notes which strings some rows have; takes null where all of them have one. */
    private static void see(int[] codes, int from, int to, @Nullable PresentBits present, boolean[] seen) {
        if (present == null) {
            for (int row = from; row < to; row++) {
                seen[codes[row]] = true;
            }
            return;
        }
        for (int row = from; row < to; row++) {
            seen[codes[row]] |= present.isPresent(row);
        }
    }

    /** Long strings are left out: bounds stay on the heap. */
    private static @Nullable Literal literal(byte[] string) {
        return string.length > LONGEST_BYTES ? null : new Literal.OfBytes(string);
    }

    private static byte[][] strings(StringTable table) {
        byte[][] strings = new byte[table.size()][];
        for (int entry = 0; entry < strings.length; entry++) {
            strings[entry] = table.entries().bytes(entry);
        }
        return strings;
    }

    /** The strings' numbers in the order of unsigned bytes. */
    private static int[] inOrder(byte[][] strings) {
        Comparator<byte[]> order = Arrays::compareUnsigned;
        return IntStream.range(0, strings.length)
                .boxed()
                .sorted((a, b) -> order.compare(strings[a], strings[b]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
