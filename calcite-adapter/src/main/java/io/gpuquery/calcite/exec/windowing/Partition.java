package io.gpuquery.calcite.exec.windowing;

import io.gpuquery.calcite.exec.sorting.KeyWords;
import org.jspecify.annotations.Nullable;

/**
 * The partition that a thread is at: its rows in order, their peers, and which rows count for each. Places are counted from 0 in the
 * partition. Used by one thread at a time.
 */
final class Partition {
    /** Most stretches of places that an exclusion leaves of a frame. */
    static final int MOST_STRETCHES = 3;

    private final int[] rows;
    private final @Nullable KeyWords order;
    private final Frames frames;
    private final boolean needsPeers;
    private final boolean needsFrames;
    private int start;
    private int count;
    private int[] peerStarts = new int[0];
    private int[] peerEnds = new int[0];
    private int[] from = new int[0];
    private int[] to = new int[0];

    /** Takes rows of all partitions, one after the other, and what they are ordered by; null: all rows of a partition are peers. */
    Partition(int[] rows, @Nullable KeyWords order, Frames frames, boolean needsPeers, boolean needsFrames) {
        this.rows = rows;
        this.order = order;
        this.frames = frames;
        this.needsFrames = needsFrames;
        this.needsPeers = needsPeers || (needsFrames && frames.needPeers());
    }

    /** Moves on to the rows from one place to before another, which are in order. */
    void open(int newStart, int end) {
        start = newStart;
        count = end - newStart;
        if (needsPeers) {
            if (peerStarts.length < count) {
                peerStarts = new int[count];
                peerEnds = new int[count];
            }
            findPeers();
        }
        if (needsFrames) {
            if (from.length < count) {
                from = new int[count];
                to = new int[count];
            }
            frames.find(this, from, to);
        }
    }

    private void findPeers() {
        int first = 0;
        for (int place = 1; place <= count; place++) {
            boolean peer = place < count && (order == null || order.areEqual(row(place - 1), row(place)));
            if (!peer) {
                for (int i = first; i < place; i++) {
                    peerStarts[i] = first;
                    peerEnds[i] = place;
                }
                first = place;
            }
        }
    }

    int count() {
        return count;
    }

    /** The number, in the input, of the row at a place. */
    int row(int place) {
        return rows[start + place];
    }

    int peerStart(int place) {
        return peerStarts[place];
    }

    /** The place behind the last peer. */
    int peerEnd(int place) {
        return peerEnds[place];
    }

    /** The first place between the bounds of a place's frame. */
    int from(int place) {
        return from[place];
    }

    /** The place behind the last one between the bounds; not before {@link #from}. */
    int to(int place) {
        return to[place];
    }

    /**
     * The places that count for one, as ascending stretches.
     *
     * @param stretches takes where each begins and, next to it, the place behind its end; room for {@link #MOST_STRETCHES}
     * @return how many there are; none is empty
     */
    int stretches(int place, int[] stretches) {
        int low = from[place];
        int high = to[place];
        int gapStart = high;
        int gapEnd = high;
        WindowFrame.Exclusion exclusion = frames.exclusion();
        if (exclusion == WindowFrame.Exclusion.CURRENT_ROW) {
            gapStart = place;
            gapEnd = place + 1;
        } else if (exclusion != WindowFrame.Exclusion.NONE) {
            gapStart = peerStarts[place];
            gapEnd = peerEnds[place];
        }
        int end = add(stretches, 0, low, Math.min(high, gapStart));
        if (exclusion == WindowFrame.Exclusion.TIES && place >= low && place < high) {
            end = add(stretches, end, place, place + 1);
        }
        return add(stretches, end, Math.max(low, gapEnd), high) / 2;
    }

    private static int add(int[] stretches, int at, int low, int high) {
        if (low >= high) {
            return at;
        }
        stretches[at] = low;
        stretches[at + 1] = high;
        return at + 2;
    }
}
