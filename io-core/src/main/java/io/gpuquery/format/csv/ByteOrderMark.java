package io.gpuquery.format.csv;

import io.gpuquery.memory.FileContents;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A byte order mark, and what it says of the text behind it. Source: The Unicode Standard 15, 23.8.
 *
 * @param charset of the text
 * @param lengthBytes of the mark
 */
record ByteOrderMark(Charset charset, int lengthBytes) {
    private static final int LONGEST_BYTES = 4;

    private record Pattern(Charset charset, List<Integer> bytes) {}

    /** Longer marks first: that of UTF-32LE begins like that of UTF-16LE. */
    private static final List<Pattern> PATTERNS = List.of(
            new Pattern(Charset.forName("UTF-32LE"), List.of(0xff, 0xfe, 0, 0)),
            new Pattern(Charset.forName("UTF-32BE"), List.of(0, 0, 0xfe, 0xff)),
            new Pattern(StandardCharsets.UTF_8, List.of(0xef, 0xbb, 0xbf)),
            new Pattern(StandardCharsets.UTF_16LE, List.of(0xff, 0xfe)),
            new Pattern(StandardCharsets.UTF_16BE, List.of(0xfe, 0xff)));

    /** The mark at the start of a file; null if there is none. */
    static @Nullable ByteOrderMark of(FileContents contents) {
        int length = (int) Math.min(LONGEST_BYTES, contents.sizeBytes());
        ByteBuffer head = contents.region().slice(0, length);
        for (Pattern pattern : PATTERNS) {
            if (matches(head, pattern.bytes)) {
                return new ByteOrderMark(pattern.charset, pattern.bytes.size());
            }
        }
        return null;
    }

    private static boolean matches(ByteBuffer head, List<Integer> pattern) {
        if (head.remaining() < pattern.size()) {
            return false;
        }
        for (int i = 0; i < pattern.size(); i++) {
            if ((head.get(i) & 0xff) != pattern.get(i)) {
                return false;
            }
        }
        return true;
    }
}
