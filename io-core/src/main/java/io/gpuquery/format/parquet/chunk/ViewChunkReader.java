package io.gpuquery.format.parquet.chunk;

import io.gpuquery.column.Column;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.error.DataException;
import io.gpuquery.format.parquet.encoding.ByteValues;
import io.gpuquery.format.parquet.encoding.Encodings;
import io.gpuquery.format.parquet.encoding.PageBytes;
import io.gpuquery.format.parquet.encoding.PageException;
import io.gpuquery.format.parquet.encoding.RunLengthDecoder;
import io.gpuquery.format.parquet.encoding.ValueDecoder;
import io.gpuquery.format.parquet.metadata.ParquetFooter.LeafColumn;
import io.gpuquery.scan.ColumnSink;
import java.util.Arrays;
import org.apache.parquet.format.Encoding;
import org.jspecify.annotations.Nullable;

/**
 * Reads a column of strings or bytes: a dictionary column while pages hold codes, views once a page of the batch does
 * not.
 */
final class ViewChunkReader implements ChunkReader, LeafReader {
    /** Of a nested column, between two looks at whether a row has ended. */
    private static final int LEVELS_AT_ONCE = 4096;

    /** Long values of a batch: once they take this, the batch ends. */
    private static final int BATCH_DATA_BYTES = 64 << 20;

    private static final long MAX_DATA_BYTES = Math.max(
            2L * BATCH_DATA_BYTES,
            Math.min((1L << 31) - 64, Runtime.getRuntime().maxMemory() / 4));
    /** What values add to a batch between two looks at its size: about so many bytes, and at most so many rows. */
    private static final int BYTES_AT_ONCE = 4 << 20;

    private static final int MAX_ROWS_AT_ONCE = 256;

    private final ChunkSource source;
    private final LeafColumn column;
    private final PageReader pages;
    private final ChunkRows rows;
    private final @Nullable LevelLane levels;
    private final ViewLane views;
    private final ByteValues values = new ByteValues();
    private @Nullable ViewColumn dictionary;
    private @Nullable CodeLane codes;
    private @Nullable RunLengthDecoder codeDecoder;
    private @Nullable ValueDecoder valueDecoder;
    private int rowsAtOnce = MAX_ROWS_AT_ONCE;

    /** Takes where the levels of a leaf of a nested column are kept; null for a column of its own. */
    ViewChunkReader(ChunkSource source, @Nullable LevelLane levels) {
        this.source = source;
        this.column = source.column();
        this.views = new ViewLane(column.type(), MAX_DATA_BYTES);
        try {
            this.pages = new PageReader(source, this::readDictionary);
        } catch (PageException e) {
            throw source.failure(e, source.chunk().offsetBytes());
        }
        this.rows = new ChunkRows(pages, levels);
        this.levels = levels;
    }

    @Override
    public int prepare(int wanted) {
        try {
            while (ready() < wanted && views.dataBytes() < BATCH_DATA_BYTES) {
                openPage();
                if (codesEnd() && ready() * 2L >= wanted) {
                    break;
                }
                decode(wanted - ready());
            }
            return Math.min(wanted, ready());
        } catch (PageException e) {
            throw source.failure(e, pages.pageOffsetBytes());
        }
    }

    @Override
    public Column take(int count) {
        return codes != null && codes.rowCount() > 0 ? codes.take(count) : views.take(count);
    }

    @Override
    public void take(int count, ColumnSink sink) {
        if (codes != null && codes.rowCount() > 0) {
            codes.take(count, sink);
        } else {
            try (Column column = views.take(count)) {
                sink.append(column, 0, count);
            }
        }
    }

    @Override
    public void skip(long count) {
        long left = count;
        try {
            while (left > 0) {
                if (ready() > 0) {
                    int passed = (int) Math.min(left, ready());
                    take(passed).close();
                    left -= passed;
                } else if (!rows.needsPage() && rows.rowsLeft() <= left) {
                    left -= rows.rowsLeft();
                    rows.skipRest();
                } else {
                    left -= rows.needsPage() ? rows.skipPages(left) : 0;
                    if (left > 0) {
                        openPage();
                        decode((int) Math.min(left, SKIPPED_ROWS));
                    }
                }
            }
        } catch (PageException e) {
            throw source.failure(e, pages.pageOffsetBytes());
        }
    }

    /** Rows of the lane that has any; not both have. */
    private int ready() {
        return views.rowCount() + (codes == null ? 0 : codes.rowCount());
    }

    /** Whether the batch so far is codes and the page is not. */
    private boolean codesEnd() {
        return codeDecoder == null && codes != null && codes.rowCount() > 0;
    }

    @Override
    public LevelLane levels() {
        if (levels == null) {
            throw new IllegalStateException("the column is not nested");
        }
        return levels;
    }

    @Override
    public int dataBytes() {
        return views.dataBytes();
    }

    @Override
    public boolean advance() {
        if (rows.needsPage() && pages.isAtEnd()) {
            return false;
        }
        openPage();
        decode(LEVELS_AT_ONCE);
        return true;
    }

    @Override
    public DataException failure(PageException e) {
        return source.failure(e, pages.pageOffsetBytes());
    }

    private void openPage() {
        if (!rows.needsPage()) {
            return;
        }
        DataPage page = rows.nextPage();
        int meanBytes = page.valuesBytes() / page.valueCount() + 1;
        rowsAtOnce = Math.max(1, Math.min(MAX_ROWS_AT_ONCE, BYTES_AT_ONCE / meanBytes));
        codeDecoder = null;
        valueDecoder = null;
        if (page.hasDictionaryCodes()) {
            codeDecoder = RunLengthDecoder.ofCodes(pages.load(page));
        } else {
            valueDecoder = Encodings.decoder(
                    column.physicalType(), column.typeLengthBytes(), page.encoding(), pages.load(page));
        }
    }

    private void decode(int wanted) {
        if (codeDecoder != null && views.rowCount() == 0) {
            decodeCodes(codeDecoder, codeLane(), rows.next(wanted));
        } else if (codeDecoder != null) {
            // The batch has begun with views, so its codes become views too.
            decodeCodes(codeDecoder, codeLane(), rows.next(Math.min(wanted, rowsAtOnce)));
            codeLane().moveTo(views);
        } else {
            if (codes != null) {
                codes.moveTo(views);
            }
            decodeValues(rows.next(Math.min(wanted, rowsAtOnce)));
        }
    }

    private CodeLane codeLane() {
        if (codes == null) {
            // Writers leave out the dictionary of a chunk without values.
            codes = newCodeLane(new ViewLane(column.type(), 0));
        }
        return codes;
    }

    private CodeLane newCodeLane(ViewLane entries) {
        ViewColumn taken = entries.take(entries.rowCount());
        dictionary = taken;
        return new CodeLane(taken);
    }

    private void decodeCodes(RunLengthDecoder decoder, CodeLane lane, int count) {
        if (rows.present == count) {
            lane.append(decoder, count);
        } else {
            lane.append(decoder, rows.flags, count, rows.present);
        }
    }

    private void decodeValues(int count) {
        if (rows.present == count) {
            for (int done = 0; done < count; ) {
                int read = readValues(count - done);
                views.append(values, read);
                done += read;
            }
            return;
        }
        int from = 0;
        int presentLeft = rows.present;
        while (from < count) {
            int read = presentLeft == 0 ? 0 : readValues(presentLeft);
            presentLeft -= read;
            // The rows up to the last value read, and the nulls behind it if it was the last of all.
            int to = presentLeft == 0 ? count : endOfValues(from, read);
            byte[] flags = from == 0 && to == count ? rows.flags : Arrays.copyOfRange(rows.flags, from, to);
            views.append(values, flags, to - from);
            from = to;
        }
    }

    private int endOfValues(int from, int valueCount) {
        int row = from;
        for (int left = valueCount; left > 0; row++) {
            left -= rows.flags[row];
        }
        return row;
    }

    private int readValues(int count) {
        if (valueDecoder == null) {
            throw new IllegalStateException("the page has no values");
        }
        int read = valueDecoder.readBytes(values, count);
        if (column.type().equals(ColumnType.VARCHAR)) {
            Utf8.check(values, read);
        }
        return read;
    }

    private void readDictionary(PageBytes entries, int entryCount) {
        ViewLane lane = new ViewLane(column.type(), MAX_DATA_BYTES);
        valueDecoder = Encodings.decoder(column.physicalType(), column.typeLengthBytes(), Encoding.PLAIN, entries);
        for (int done = 0; done < entryCount; ) {
            int read = readValues(Math.min(MAX_ROWS_AT_ONCE, entryCount - done));
            lane.append(values, read);
            done += read;
        }
        codes = newCodeLane(lane);
    }

    @Override
    public void close() {
        pages.close();
        if (dictionary != null) {
            dictionary.close();
        }
    }
}
