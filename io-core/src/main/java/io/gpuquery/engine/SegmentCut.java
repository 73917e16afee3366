package io.gpuquery.engine;

/**
 * Where the rows of a part (a row group, a stretch of text) are cut into segments: every {@link ColumnStore#SEGMENT_ROWS}, and in the
 * first part at half of that, a quarter and so on down to one block, so that the first rows come soon.
 */
final class SegmentCut {
    private static final int DOUBLINGS =
            Integer.numberOfTrailingZeros(ColumnStore.SEGMENT_ROWS / ColumnStore.BLOCK_ROWS) + 1;

    private SegmentCut() {}

    /** The row of the part at which a segment begins. */
    static long start(int part, int segment) {
        if (part != 0) {
            return (long) segment * ColumnStore.SEGMENT_ROWS;
        }
        if (segment <= DOUBLINGS) {
            return segment == 0 ? 0 : (long) ColumnStore.BLOCK_ROWS << (segment - 1);
        }
        return (long) (segment - DOUBLINGS + 1) * ColumnStore.SEGMENT_ROWS;
    }

    /** Segments of so many rows. */
    static int count(int part, long rows) {
        int count = (int) (rows / ColumnStore.SEGMENT_ROWS);
        while (start(part, count) < rows) {
            count++;
        }
        return count;
    }
}
