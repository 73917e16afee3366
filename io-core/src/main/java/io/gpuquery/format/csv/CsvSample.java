package io.gpuquery.format.csv;

import io.gpuquery.format.text.TextNotation;
import io.gpuquery.scan.ReadOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Some rows of a file: all of them where they are few; otherwise half of the rows to sample from its head, and the others from
 * places spread over the rest (see {@link SampleBlock}).
 */
final class CsvSample {
    private static final int BLOCKS = 8;

    private final List<SampledColumn> columns = new ArrayList<>();
    private final RecordFeed feed;
    private final CsvRecords records;
    private long rowCount;
    private boolean whole;

    private CsvSample(CsvText text, TextPosition start, int columnCount, Set<String> nullWords) {
        this.feed = text.feed(start, FieldSelection.first(columnCount), columnCount, true);
        this.records = new CsvRecords(feed, text.problems(), text.syntax(), columnCount, columnCount, nullWords);
    }

    /**
     * Takes a sample.
     *
     * @param start of the first record, which is not blank
     */
    static CsvSample take(CsvText text, TextPosition start, int columnCount, ReadOptions options) {
        Set<String> nullWords = new HashSet<>(options.nullWords());
        CsvSample sample = new CsvSample(text, start, columnCount, nullWords);
        TextNotation notation = TextNotation.of(options.notation());
        boolean findsComma =
                text.syntax().delimiter() == ';' && options.notation().decimalSeparator() == null;
        sample.records.next();
        sample.rowCount = 1;
        for (int i = 0; i < columnCount; i++) {
            String name = sample.records.name(i);
            String column =
                    i < options.columns().size() ? options.columns().get(i).name() : name == null ? "" : name;
            sample.columns.add(new SampledColumn(
                    name, sample.records.text(i), options.decimals(), notation.forColumn(column.strip()), findsComma));
        }
        if (options.sampleRows() == 0) {
            sample.read(Long.MAX_VALUE);
            return sample;
        }
        int half = Math.max(1, options.sampleRows() / 2);
        sample.read(half);
        long remaining = text.contents().sizeBytes() - start.offsetBytes();
        if (!sample.whole && sample.estimate(remaining) <= options.sampleRows()) {
            sample.read(options.sampleRows());
        }
        if (!sample.whole) {
            sample.readBlocks(text, start, nullWords, Math.max(1, half / BLOCKS));
            sample.rowCount = sample.estimate(remaining);
        }
        return sample;
    }

    private void read(long rows) {
        for (long i = 0; i < rows; i++) {
            if (!records.next()) {
                whole = true;
                return;
            }
            rowCount++;
            accept(records);
        }
    }

    private void accept(CsvRecords from) {
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).accept(from.text(i));
        }
    }

    /** Rows of the file, judged by those read so far. */
    private long estimate(long textBytes) {
        double bytes = feed.bytesOf(records.shape().endCharacter());
        return Math.max(rowCount, Math.round(textBytes / bytes * rowCount));
    }

    private void readBlocks(CsvText text, TextPosition start, Set<String> nullWords, int rowsPerBlock) {
        long first = start.offsetBytes() + (long) feed.bytesOf(records.shape().endCharacter());
        long size = text.contents().sizeBytes();
        long stride = Math.max(1, (size - first) / BLOCKS);
        for (int i = 1; i <= BLOCKS; i++) {
            long offset = i == BLOCKS ? size - SampleBlock.LENGTH_BYTES : first + i * stride;
            if (offset > first && offset < size) {
                SampleBlock block = new SampleBlock(text, offset, columns.size());
                if (block.isUsable()) {
                    CsvRecords rows = block.records(nullWords);
                    for (int row = 0; row < rowsPerBlock && rows.next(); row++) {
                        accept(rows);
                    }
                }
            }
        }
    }

    List<SampledColumn> columns() {
        return columns;
    }

    /** Rows of the file, the first included: exact where {@link #isWhole()}, estimated otherwise. */
    long rowCount() {
        return rowCount;
    }

    /** Whether every row was looked at. */
    boolean isWhole() {
        return whole;
    }

    LineSeparator lineSeparator() {
        return feed.lineSeparator();
    }
}
