package io.gpuquery.calcite.kernel;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a table that a {@link PlaceWriter} has written how to fill. */
final class GroupTables {
    private final KernelRequest request;
    private final BitSet wide;
    private final int[] table;
    private final int base;

    /** Takes the calls that have low halves, and where the table begins. */
    @SuppressWarnings("ArrayIsStoredDirectly")
    GroupTables(KernelRequest request, BitSet wide, int[] table, int base) {
        this.request = request;
        this.wide = wide;
        this.table = table;
        this.base = base;
    }

    /**
     * The groups that have rows, in the order of their first ones.
     *
     * @param start the first row that counts
     * @param rest rows without a place
     */
    Partials partials(int places, int start, int @Nullable [] rest) {
        int[] starts = starts(places);
        int[] firstRows = new int[starts.length];
        long[] rowCounts = new long[starts.length];
        for (int i = 0; i < starts.length; i++) {
            firstRows[i] = ~table[starts[i]] - start;
            rowCounts[i] = Integer.toUnsignedLong(table[starts[i] + 1]);
        }
        List<PartialCall> calls = request.calls();
        Partials.Call[] results = new Partials.Call[calls.size()];
        int offset = 2;
        for (int call = 0; call < results.length; call++) {
            results[call] = partial(calls.get(call), wide.get(call), starts, offset);
            offset += PlaceWriter.intsOf(request, calls.get(call));
        }
        return new Partials(firstRows, rowCounts, results, rest);
    }

    /** Where the places of groups begin, in the order of their first rows. */
    private int[] starts(int places) {
        int ints = PlaceWriter.intsOf(request);
        long[] order = new long[places];
        int count = 0;
        for (int place = 0; place < places; place++) {
            int at = base + place * ints;
            if (table[at + 1] != 0) {
                order[count++] = (long) ~table[at] << Integer.SIZE | at;
            }
        }
        Arrays.sort(order, 0, count);
        int[] starts = new int[count];
        for (int i = 0; i < count; i++) {
            starts[i] = (int) order[i];
        }
        return starts;
    }

    private Partials.Call partial(PartialCall call, boolean isWide, int[] starts, int offset) {
        long[] counts = new long[starts.length];
        long[] high = new long[starts.length];
        long[] low = new long[starts.length];
        for (int i = 0; i < starts.length; i++) {
            int at = starts[i] + offset;
            counts[i] = Integer.toUnsignedLong(table[at]);
            switch (call.function()) {
                case SUM -> {
                    low[i] = Integer.toUnsignedLong(table[at + 1]) | ((long) table[at + 2] << Integer.SIZE);
                    high[i] = request.wide()
                            ? Integer.toUnsignedLong(table[at + 3]) | ((long) table[at + 4] << Integer.SIZE)
                            : table[at + 3];
                }
                case MIN -> low[i] = extreme(~table[at + 1], ~table[at + 2], isWide);
                case MAX -> low[i] = extreme(table[at + 1], table[at + 2], isWide);
                case COUNT -> {
                    // The count is all there is.
                }
                case DOUBLE_SUM -> throw new IllegalStateException("doubles are not added up by group");
            }
        }
        return new Partials.Call(counts, high, low, new double[0]);
    }

    private static long extreme(int first, int second, boolean isWide) {
        int signed = first ^ Integer.MIN_VALUE;
        return isWide ? (long) signed << Integer.SIZE | Integer.toUnsignedLong(second) : signed;
    }
}
