package io.gpuquery.format.csv;

import io.gpuquery.format.text.FieldBlock;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Words that mean NULL where they stand alone in a field without quotes, blanks around them aside. */
final class NullWords {
    private final Set<String> words;
    /** Whether a field that begins with a byte may be one of them. */
    private final boolean[] firsts = new boolean[256];

    NullWords(Set<String> words) {
        this.words = words;
        for (int b = 0; b < firsts.length; b++) {
            // Blanks of any script.
            firsts[b] = b <= ' ' || b >= 0x80;
        }
        for (String word : words) {
            if (!word.isEmpty()) {
                firsts[word.getBytes(StandardCharsets.UTF_8)[0] & 0xff] = true;
            }
        }
    }

    /** Makes such fields of a block NULL. */
    void findIn(FieldBlock block, int rowCount) {
        if (words.isEmpty()) {
            return;
        }
        int[] starts = block.starts();
        int[] ends = block.ends();
        byte[] bytes = block.bytes();
        for (int row = 0; row < rowCount; row++) {
            if (ends[row] > starts[row]
                    && firsts[bytes[starts[row]] & 0xff]
                    && words.contains(block.text(row).strip())) {
                ends[row] = starts[row];
            }
        }
    }
}
