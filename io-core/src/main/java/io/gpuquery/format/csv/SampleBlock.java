package io.gpuquery.format.csv;

import io.gpuquery.error.DataException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Set;

/**
 * Rows from the middle of a file, for a sample.
 *
 * <p>Whether a place lies inside quotes is known only to who has read all before it. A block is used if its text makes records of
 * the table's number of fields when it is taken to begin outside quotes, and does not when it is taken to begin inside. Where that
 * is mistaken all the same (a text in quotes that looks like rows of this very table), a column's type may become wider than need
 * be, but no row is read wrongly: a sample decides types and nothing else.
 */
final class SampleBlock {
    static final int LENGTH_BYTES = 128 << 10;

    private final CsvText text;
    private final int columnCount;
    private final long startOffset;
    private final long endOffset;

    /** Takes the block of {@link #LENGTH_BYTES} at an offset, from its first line end on. */
    SampleBlock(CsvText text, long offset, int columnCount) {
        this.text = text;
        this.columnCount = columnCount;
        this.endOffset = Math.min(text.contents().sizeBytes(), offset + LENGTH_BYTES);
        this.startOffset = hasSingleByteLineEnds(text.charset()) ? lineStart(offset) : endOffset;
    }

    /** Whether the bytes of a line end occur in no other character, and so lead to the start of one. */
    private static boolean hasSingleByteLineEnds(Charset charset) {
        String name = charset.name().toUpperCase(Locale.ROOT);
        return name.equals("UTF-8")
                || name.equals("US-ASCII")
                || name.startsWith("ISO-8859-")
                || name.startsWith("WINDOWS-125");
    }

    private long lineStart(long offset) {
        int length = (int) (endOffset - offset);
        byte[] bytes = new byte[length];
        ByteBuffer block = text.contents().region().slice(offset, length);
        block.get(bytes);
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                return offset + i + 1;
            }
            if (bytes[i] == '\r' && (i + 1 == length || bytes[i + 1] != '\n')) {
                return offset + i + 1;
            }
        }
        return endOffset;
    }

    boolean isUsable() {
        return startOffset < endOffset && makesRecords(false) && !makesRecords(true);
    }

    private boolean makesRecords(boolean insideQuotes) {
        RecordFeed feed = feed(FieldSelection.first(0));
        if (insideQuotes) {
            feed.insideQuotes();
        }
        char[] lineEnds = new char[4096];
        // Inside quotes, the first record's beginning is missing.
        long fromRecord = insideQuotes ? 1 : 0;
        long record = 0;
        try {
            while (feed.read(lineEnds, 0, lineEnds.length) > 0) {
                for (RecordShape shape = feed.pollShape(); shape != null; shape = feed.pollShape()) {
                    if (record++ >= fromRecord && !shape.blank() && shape.fieldCount() != columnCount) {
                        return false;
                    }
                }
            }
        } catch (DataException e) {
            // Quoting that makes no sense, or bytes that are not of the charset: told when the rows are read.
            return false;
        }
        return record > fromRecord;
    }

    CsvRecords records(Set<String> nullWords) {
        return new CsvRecords(
                feed(FieldSelection.first(columnCount)),
                text.problems(),
                text.syntax(),
                columnCount,
                columnCount,
                nullWords);
    }

    private RecordFeed feed(FieldSelection selection) {
        return new RecordFeed(
                text.source(startOffset, endOffset, false), text.problems(), text.syntax(), selection, columnCount, 1);
    }
}
