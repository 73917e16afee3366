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
        byte[][] sorted = table == null || table.size() > MOST_SORTED ? new byte[0][] : strings(table);
        int[] rank = ranks(sorted);
        byte[][] byRank = new byte[sorted.length][];
        for (int entry = 0; entry < sorted.length; entry++) {
            byRank[rank[entry]] = sorted[entry];
        }
        int[] masks = new int[Math.min(rowCount, blockRows)];
        for (int block = 0; block < count; block++) {
            int from = block * blockRows;
            int to = Math.min(rowCount, from + blockRows);
            nullCounts[block] = present.nulls(from, to);
            if (sorted.length > 0 && nullCounts[block] < to - from) {
                int min = Integer.MAX_VALUE;
                int max = -1;
                present.masks(from, to - from, masks);
                for (int row = from; row < to; row++) {
                    int mask = masks[row - from];
                    min = Math.min(min, (rank[codes[row]] & mask) | (Integer.MAX_VALUE & ~mask));
                    max = Math.max(max, rank[codes[row]] | ~mask);
                }
                // Long strings are left out: bounds stay on the heap.
                minima[block] = byRank[min].length > LONGEST_BYTES ? null : new Literal.OfBytes(byRank[min]);
                maxima[block] = byRank[max].length > LONGEST_BYTES ? null : new Literal.OfBytes(byRank[max]);
            }
        }
        return new BlockBounds(blockRows, rowCount, nullCounts, minima, maxima);
    }

    private static byte[][] strings(StringTable table) {
        byte[][] strings = new byte[table.size()][];
        for (int entry = 0; entry < strings.length; entry++) {
            strings[entry] = table.entries().bytes(entry);
        }
        return strings;
    }

    /** The place of each string in the order of unsigned bytes. */
    private static int[] ranks(byte[][] strings) {
        Comparator<byte[]> order = Arrays::compareUnsigned;
        int[] entries = IntStream.range(0, strings.length)
                .boxed()
                .sorted((a, b) -> order.compare(strings[a], strings[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] rank = new int[strings.length];
        for (int place = 0; place < entries.length; place++) {
            rank[entries[place]] = place;
        }
        return rank;
    }
}
