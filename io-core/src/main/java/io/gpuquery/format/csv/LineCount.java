package io.gpuquery.format.csv;

import io.gpuquery.column.Bytes;
import io.gpuquery.memory.FileContents;
import io.gpuquery.scan.Cancellation;

/** Counts lines of text in a charset in which each byte below 128 is the ASCII character. */
final class LineCount {
    private static final int WINDOW_BYTES = 64 << 10;
    private static final long LINE_FEEDS = Bytes.repeat((byte) '\n');
    private static final long RETURNS = Bytes.repeat((byte) '\r');

    private LineCount() {}

    /** Line ends between two places, neither of which divides a return from its line feed. */
    static long between(FileContents contents, long start, long end, Cancellation cancellation) {
        byte[] window = new byte[(int) Math.min(WINDOW_BYTES, end - start) + Long.BYTES];
        long lines = 0;
        boolean afterReturn = false;
        for (long at = start; at < end; ) {
            cancellation.check();
            long from = at;
            int length = (int) Math.min(WINDOW_BYTES, end - at);
            contents.guard(() -> contents.region().slice(from, length).get(window, 0, length));
            // Bytes behind the window end no line.
            java.util.Arrays.fill(window, length, length + Long.BYTES, (byte) 0);
            for (int i = 0; i < length; i += Long.BYTES) {
                long word = Bytes.word(window, i);
                long returns = Bytes.equal(word, RETURNS);
                long feeds = Bytes.equal(word, LINE_FEEDS);
                // A line feed behind a return belongs to it.
                long behindReturns = returns << Byte.SIZE | (afterReturn ? 0x80 : 0);
                lines += Long.bitCount(returns) + Long.bitCount(feeds & ~behindReturns);
                afterReturn = returns < 0;
            }
            afterReturn = window[length - 1] == '\r';
            at += length;
        }
        return lines;
    }
}
