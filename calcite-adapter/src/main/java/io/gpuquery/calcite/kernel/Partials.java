package io.gpuquery.calcite.kernel;

import org.jspecify.annotations.Nullable;

/**
 * What was added up of a batch: for each call, and for each group in the order in which these first occur.
 *
 * @param firstRows the first row of each group, among those that count; empty where there are no keys
 * @param rowCounts the rows of each group that satisfy the conditions; without keys there is one group, maybe of no rows
 * @param calls in the order of the calls
 * @param rest a bit for each row that counts, set where its group is not among these and is the CPU's; null: there are none
 */
@SuppressWarnings("ArrayRecordComponent")
public record Partials(int[] firstRows, long[] rowCounts, Call[] calls, int @Nullable [] rest) {
    /**
     * Of one call.
     *
     * @param counts the rows that counted, by group
     * @param high of a SUM, the high 64 bits
     * @param low of a SUM, the low 64 bits; of MIN and MAX the value, of a double its bits in order; nothing of a COUNT
     * @param blockSums of a DOUBLE_SUM, those of the blocks that had rows
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Call(long[] counts, long[] high, long[] low, double[] blockSums) {}
}
