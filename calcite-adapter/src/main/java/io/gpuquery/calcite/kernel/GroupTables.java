package io.gpuquery.calcite.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Reads the tables that a {@link GroupKernel} fills. */
final class GroupTables {
    private GroupTables() {}

    /**
     * The groups that have rows, in the order of their first ones.
     *
     * @param table behind one int of another meaning
     * @param start the first row that counts
     */
    static Partials partials(KernelRequest request, int[] table, int places, int start) {
        int ints = GroupKernel.intsOf(request);
        int[] starts = IntStream.range(0, places)
                .map(place -> 1 + place * ints)
                .filter(at -> table[at + 1] != 0)
                .boxed()
                .sorted((a, b) -> Integer.compare(~table[a], ~table[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] firstRows = Arrays.stream(starts).map(at -> ~table[at] - start).toArray();
        long[] rowCounts = Arrays.stream(starts)
                .mapToLong(at -> Integer.toUnsignedLong(table[at + 1]))
                .toArray();
        List<PartialCall> calls = request.calls();
        Partials.Call[] results = new Partials.Call[calls.size()];
        int offset = 2;
        for (int call = 0; call < results.length; call++) {
            results[call] = partial(calls.get(call), table, starts, offset);
            offset += GroupKernel.intsOf(calls.get(call));
        }
        return new Partials(firstRows, rowCounts, results);
    }

    private static Partials.Call partial(PartialCall call, int[] table, int[] starts, int offset) {
        long[] counts = new long[starts.length];
        long[] high = new long[starts.length];
        long[] low = new long[starts.length];
        for (int i = 0; i < starts.length; i++) {
            int at = starts[i] + offset;
            counts[i] = Integer.toUnsignedLong(table[at]);
            switch (call.function()) {
                case SUM -> {
                    low[i] = Integer.toUnsignedLong(table[at + 1]) | ((long) table[at + 2] << Integer.SIZE);
                    high[i] = table[at + 3];
                }
                case MIN -> low[i] = ~table[at + 1] ^ Integer.MIN_VALUE;
                case MAX -> low[i] = table[at + 1] ^ Integer.MIN_VALUE;
                case COUNT -> {
                    // The count is all there is.
                }
                case DOUBLE_SUM -> throw new IllegalStateException("doubles are not added up by group");
            }
        }
        return new Partials.Call(counts, high, low, new double[0]);
    }
}
