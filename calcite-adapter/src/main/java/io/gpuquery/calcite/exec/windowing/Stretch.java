package io.gpuquery.calcite.exec.windowing;

/**
 * The rows of a partition that come next, in order, with some of those before and behind them.
 *
 * @see StretchColumn
 */
public final class Stretch {
    private final int rowCount;
    private final int first;
    private final int count;
    private final long place;
    private final long total;
    private final Peers peers;

    /**
     * Of each row that comes next, from 0: what is known of its peers.
     *
     * @param starts the place of the first
     * @param ends the place behind the last one; right only for those who {@linkplain StretchColumn#needsPeerEnds need} it
     * @param numbers the number of the group of peers
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Peers(long[] starts, long[] ends, long[] numbers) {}

    /**
     * Describes rows.
     *
     * @param rowCount that there are here
     * @param first of those that come next, counted from 0
     * @param count how many come next
     * @param place of the first of them in its partition, from 0
     * @param total of the partition's rows; only for those who {@linkplain StretchColumn#needsTotal need} it
     */
    public Stretch(int rowCount, int first, int count, long place, long total, Peers peers) {
        this.rowCount = rowCount;
        this.first = first;
        this.count = count;
        this.place = place;
        this.total = total;
        this.peers = peers;
    }

    int rowCount() {
        return rowCount;
    }

    int first() {
        return first;
    }

    int count() {
        return count;
    }

    /** The place in the partition of one that comes next. */
    long place(int row) {
        return place + row;
    }

    long total() {
        return total;
    }

    Peers peers() {
        return peers;
    }

    /** The numbers, here, of the rows that come next. */
    int[] numbers() {
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = first + i;
        }
        return numbers;
    }
}
