package io.gpuquery.format.parquet.chunk;

import io.gpuquery.format.parquet.encoding.RunLengthDecoder;
import org.jspecify.annotations.Nullable;

/** The place in a column chunk, in rows: the page, and how many of its rows are left. */
final class ChunkRows {
    /** A run of values that is worth an append of its own; shorter ones go with their neighbours. */
    private static final int WORTHWHILE_RUN = 512;

    private final PageReader pages;
    private final @Nullable LevelLane levels;
    private @Nullable DataPage page;
    private int rowsLeft;

    /** Flags of the rows that {@link #next} found to hold some nulls. */
    byte[] flags = new byte[0];

    /** How many of those rows hold a value. */
    int present;

    /** Takes where the levels of a leaf of a nested column are kept; null for a column of its own. */
    ChunkRows(PageReader pages, @Nullable LevelLane levels) {
        this.pages = pages;
        this.levels = levels;
    }

    /** Whether the rows of the page are used up, or there is none yet. */
    boolean needsPage() {
        return rowsLeft == 0;
    }

    /** Passes over pages as {@link PageReader#skipPages} does; none must be under way. */
    long skipPages(long count) {
        return pages.skipPages(count);
    }

    /** Passes over what is left of the page, whose decoder is of no use then. */
    void skipRest() {
        rowsLeft = 0;
    }

    DataPage nextPage() {
        DataPage next = pages.next();
        page = next;
        rowsLeft = next.valueCount();
        return next;
    }

    /** Rows left in the page. */
    int rowsLeft() {
        return rowsLeft;
    }

    /** Rows of the page that have been passed. */
    int rowsDone() {
        return current().valueCount() - rowsLeft;
    }

    DataPage current() {
        if (page == null) {
            throw new IllegalStateException("there is no page yet");
        }
        return page;
    }

    /** Whether no row that is left in the page is null. */
    boolean isRestPresent() {
        RunLengthDecoder presence = current().presence();
        return presence == null || presence.peekRun(1, rowsLeft) == rowsLeft;
    }

    /**
     * Passes over some rows: at most {@code max}, at least one, none of them beyond the page. How many of them hold a
     * value is {@link #present}; where these are not all, {@link #flags} tells them apart. Of a leaf of a nested column,
     * passes over levels, and counts those that stand for a value or null there: perhaps none.
     */
    int next(int max) {
        int count = Math.min(max, rowsLeft);
        LevelLane lane = levels;
        if (lane != null) {
            rowsLeft -= count;
            if (flags.length < count) {
                flags = new byte[count];
            }
            int slots = lane.append(current(), count, flags);
            present = lane.presentOfLast();
            return slots;
        }
        RunLengthDecoder presence = current().presence();
        present = count;
        if (presence != null) {
            int run = presence.peekRun(1, count);
            if (run == count || run >= WORTHWHILE_RUN) {
                count = run;
                present = run;
                presence.consume(run);
            } else {
                if (flags.length < count) {
                    flags = new byte[count];
                }
                present = presence.readBits(flags, 0, count);
            }
        }
        rowsLeft -= count;
        return count;
    }
}
