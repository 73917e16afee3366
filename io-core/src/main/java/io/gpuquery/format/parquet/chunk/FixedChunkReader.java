package io.gpuquery.format.parquet.chunk;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.Column;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.column.Storage;
import io.gpuquery.column.Validity;
import io.gpuquery.error.DataException;
import io.gpuquery.format.parquet.encoding.DictionaryDecoder;
import io.gpuquery.format.parquet.encoding.Encodings;
import io.gpuquery.format.parquet.encoding.PageBytes;
import io.gpuquery.format.parquet.encoding.PageException;
import io.gpuquery.format.parquet.encoding.RunLengthDecoder;
import io.gpuquery.format.parquet.encoding.ValueDecoder;
import io.gpuquery.format.parquet.metadata.ParquetFooter.LeafColumn;
import io.gpuquery.format.parquet.value.ValueConversion;
import io.gpuquery.scan.ColumnSink;
import java.util.function.Function;
import org.apache.parquet.format.Encoding;
import org.jspecify.annotations.Nullable;

/** Reads a column of numbers, dates, times, booleans or UUIDs. */
final class FixedChunkReader implements ChunkReader, LeafReader {
    /** Of a nested column, between two looks at whether a row has ended. */
    private static final int LEVELS_AT_ONCE = 4096;

    private final ChunkSource source;
    private final LeafColumn column;
    private final int widthBytes;
    private final PageReader pages;
    private final ChunkRows rows;
    private final @Nullable LevelLane levels;
    private final FixedLane lane;
    private @Nullable Function<RunLengthDecoder, ValueDecoder> dictionary;
    /** Decodes what is left of the page; null until somebody needs it. */
    private @Nullable ValueDecoder decoder;
    /** Whether the page's values are PLAIN, in the file, and as our columns hold them. */
    private boolean isMappedPlain;
    /** Whether, besides, none of them is null and they lie aligned. */
    private boolean isUsableInPlace;
    /** Rows of the page that {@link #take} gives in place instead of the lane's. */
    private int inPlaceRows;

    /** Takes where the levels of a leaf of a nested column are kept; null for a column of its own. */
    FixedChunkReader(ChunkSource source, @Nullable LevelLane levels) {
        this.source = source;
        this.column = source.column();
        this.widthBytes = column.storage().widthBytes();
        this.lane = new FixedLane(column.type(), column.storage());
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
            inPlaceRows = 0;
            if (lane.rowCount() == 0) {
                inPlaceRows = inPlaceRows(wanted);
                if (inPlaceRows > 0) {
                    return inPlaceRows;
                }
            }
            while (lane.rowCount() < wanted) {
                openPage();
                decode(wanted - lane.rowCount());
            }
            return wanted;
        } catch (PageException e) {
            throw source.failure(e, pages.pageOffsetBytes());
        }
    }

    @Override
    public Column take(int count) {
        return inPlaceRows == 0 ? lane.take(count) : takeInPlace(count);
    }

    @Override
    public void take(int count, ColumnSink sink) {
        if (inPlaceRows == 0) {
            lane.take(count, sink);
        } else {
            try (Column column = takeInPlace(count)) {
                sink.append(column, 0, count);
            }
        }
    }

    @Override
    public void skip(long count) {
        inPlaceRows = 0;
        long left = count;
        try {
            while (left > 0) {
                if (lane.rowCount() > 0) {
                    int ready = (int) Math.min(left, lane.rowCount());
                    lane.take(ready).close();
                    left -= ready;
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

    @Override
    public LevelLane levels() {
        if (levels == null) {
            throw new IllegalStateException("the column is not nested");
        }
        return levels;
    }

    @Override
    public int dataBytes() {
        return 0;
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
        decoder = null;
        isMappedPlain = page.valuesAt() >= 0 && page.encoding() == Encoding.PLAIN && column.isStoredAsWritten();
        // A page that is too short goes the other way, where it is found out.
        isUsableInPlace = isMappedPlain
                && page.valuesAt() % widthBytes == 0
                && (long) page.valueCount() * widthBytes <= page.valuesBytes()
                && rows.isRestPresent();
    }

    /**
     * Rows that may be used where they lie; 0 where there are none, or where they are so few that batches would become
     * small: less than half of what is wanted.
     */
    private int inPlaceRows(int wanted) {
        openPage();
        int ready = isUsableInPlace ? Math.min(wanted, rows.rowsLeft()) : 0;
        return ready * 2L >= wanted ? ready : 0;
    }

    private Column takeInPlace(int count) {
        DataPage page = rows.current();
        long at = page.valuesAt() + (long) rows.rowsDone() * widthBytes;
        int lengthBytes = Math.multiplyExact(count, widthBytes);
        rows.next(count);
        inPlaceRows = 0;
        decoder = null;
        source.counters().bytesInPlace.add(lengthBytes);
        return new FixedWidthColumn(
                column.type(),
                column.storage(),
                count,
                Validity.allValid(count),
                new BufferSlice(source.region(), at, lengthBytes));
    }

    private void decode(int wanted) {
        if (decoder == null) {
            decoder = newDecoder(rows.current());
        }
        int count = rows.next(wanted);
        if (isMappedPlain) {
            source.counters().bytesDecoded.add((long) rows.present * widthBytes);
        }
        if (rows.present == count) {
            lane.append(decoder, count);
        } else {
            lane.append(decoder, rows.flags, count, rows.present);
        }
    }

    private ValueDecoder newDecoder(DataPage page) {
        if (page.hasDictionaryCodes()) {
            RunLengthDecoder codes = RunLengthDecoder.ofCodes(pages.load(page));
            // Writers leave out the dictionary of a chunk without values.
            return dictionary == null ? DictionaryDecoder.empty(codes) : dictionary.apply(codes);
        }
        if (isMappedPlain) {
            // Rows are passed without a decoder only in place, and then there are as many values as rows.
            int passedBytes = rows.rowsDone() * widthBytes;
            return Encodings.plain(
                    source.region().slice(page.valuesAt() + passedBytes, page.valuesBytes() - passedBytes));
        }
        return ValueConversion.around(
                Encodings.decoder(column.physicalType(), column.typeLengthBytes(), page.encoding(), pages.load(page)),
                column);
    }

    private void readDictionary(PageBytes entries, int entryCount) {
        ValueDecoder values = ValueConversion.around(
                Encodings.decoder(column.physicalType(), column.typeLengthBytes(), Encoding.PLAIN, entries), column);
        Storage storage = column.storage();
        switch (storage) {
            case INT8, INT16, INT32, FLOAT32 -> {
                int[] ints = new int[entryCount];
                values.readInts(ints, 0, entryCount);
                dictionary = codes -> DictionaryDecoder.ofInts(codes, ints);
            }
            case INT64, FLOAT64 -> {
                long[] longs = new long[entryCount];
                values.readLongs(longs, 0, entryCount);
                int[] ints = storage == Storage.INT64 ? DictionaryDecoder.narrow(longs) : null;
                dictionary = codes -> DictionaryDecoder.ofLongs(codes, longs, ints);
            }
            case INT128 -> {
                long[] wides = new long[Math.multiplyExact(2, entryCount)];
                values.readWides(wides, 0, entryCount);
                dictionary = codes -> DictionaryDecoder.ofWides(codes, wides);
            }
            case VIEW, NESTED -> throw new IllegalStateException(storage + " holds no numbers");
        }
    }

    /** The lease on the file is the row group's. */
    @Override
    public void close() {
        pages.close();
    }
}
