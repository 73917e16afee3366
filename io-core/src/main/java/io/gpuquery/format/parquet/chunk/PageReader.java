package io.gpuquery.format.parquet.chunk;

import io.gpuquery.format.parquet.chunk.DataPage.Levels;
import io.gpuquery.format.parquet.codec.PageCodec;
import io.gpuquery.format.parquet.encoding.PageBytes;
import io.gpuquery.format.parquet.encoding.PageException;
import io.gpuquery.format.parquet.encoding.RunLengthDecoder;
import io.gpuquery.format.parquet.metadata.PageTable;
import io.gpuquery.format.parquet.metadata.ParquetFooter.ColumnChunk;
import io.gpuquery.format.parquet.metadata.ParquetFooter.LeafColumn;
import java.util.zip.CRC32;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.jspecify.annotations.Nullable;

/**
 * Walks the pages of a column chunk. What it hands out is valid until it is asked again.
 *
 * <p>Source: Apache Parquet format 2.12, "Data Pages" and parquet.thrift, "PageHeader".
 */
final class PageReader implements AutoCloseable {
    /** Receives the dictionary page, which comes before the data pages. */
    interface DictionaryConsumer {
        /** Takes the PLAIN entries; their number is one that so many bytes can hold. */
        void accept(PageBytes entries, int entryCount);
    }

    private static final long MAX_PAGE_BYTES =
            Math.max(64L << 20, Math.min(1L << 30, Runtime.getRuntime().maxMemory() / 8));

    private final ChunkSource source;
    private final DictionaryConsumer dictionaryConsumer;
    private final @Nullable PageCodec codec;
    private final PageHeaders headers;
    private long valuesLeft;
    /** What the offset index says of the pages; null before it is needed, and where there is none. */
    private @Nullable PageTable table;

    private boolean askedForTable;
    /** The page that the offset index says comes next; -1 where nobody asked it. */
    private int soughtPage = -1;

    private boolean hasDictionary;
    private byte[] compressed = new byte[0];
    private byte[] page = new byte[PageBytes.PADDING_BYTES];
    private byte[] levels = new byte[PageBytes.PADDING_BYTES];
    private byte[] repetitionLevels = new byte[PageBytes.PADDING_BYTES];

    PageReader(ChunkSource source, DictionaryConsumer dictionaryConsumer) {
        ColumnChunk chunk = source.chunk();
        this.source = source;
        this.dictionaryConsumer = dictionaryConsumer;
        this.codec = chunk.codec() == CompressionCodec.UNCOMPRESSED ? null : PageCodec.of(chunk.codec());
        this.headers = new PageHeaders(source.region(), chunk);
        this.valuesLeft = chunk.valueCount();
        this.table = source.pages();
        this.askedForTable = table != null;
    }

    /** Where the header of the present page starts in the file. */
    long pageOffsetBytes() {
        return headers.headerAt();
    }

    /** Whether all values that the column chunk claims were in pages that have been handed out. */
    boolean isAtEnd() {
        return valuesLeft == 0;
    }

    /**
     * The next data page that has values.
     *
     * @throws PageException if there is none, or it is damaged
     */
    DataPage next() {
        while (true) {
            source.cancellation().check();
            if (valuesLeft == 0) {
                throw PageException.damaged("the column chunk has fewer values than its row group has rows");
            }
            PageHeader header = headers.next();
            long bodyAt = headers.bodyAt();
            switch (header.getType()) {
                case INDEX_PAGE -> {}
                case DICTIONARY_PAGE -> readDictionary(header, bodyAt);
                case DATA_PAGE -> {
                    DataPageHeader data = present(header.getData_page_header());
                    checkSought(data.getNum_values());
                    checkSum(header, bodyAt);
                    if (takeValues(data.getNum_values())) {
                        source.counters().pagesRead.increment();
                        return version1(header, data, bodyAt);
                    }
                }
                case DATA_PAGE_V2 -> {
                    DataPageHeaderV2 data = present(header.getData_page_header_v2());
                    checkSought(data.getNum_values());
                    checkSum(header, bodyAt);
                    if (takeValues(data.getNum_values())) {
                        source.counters().pagesRead.increment();
                        return version2(header, data, bodyAt);
                    }
                }
            }
        }
    }

    /** Reads the dictionary page, if the column chunk begins with one of no more than so many bytes. */
    void readDictionary(long mostBytes) {
        PageHeader header = headers.next();
        if (header.getType() == PageType.DICTIONARY_PAGE && header.getCompressed_page_size() <= mostBytes) {
            readDictionary(header, headers.bodyAt());
        }
    }

    /**
     * Passes over whole pages, which are not read; of a column without nesting.
     *
     * @param rows that are not wanted
     * @return how many of them were passed over: less than all where the last of them are on a page with others
     */
    long skipPages(long rows) {
        if (!hasDictionary && valuesLeft == source.chunk().valueCount()) {
            passDictionary();
        }
        PageTable pages = table();
        return pages == null ? skipByHeaders(rows) : skipByIndex(pages, rows);
    }

    /** It comes before all data pages, and is needed for any of them. */
    private void passDictionary() {
        PageHeader header = headers.next();
        if (header.getType() == PageType.DICTIONARY_PAGE) {
            readDictionary(header, headers.bodyAt());
        } else {
            headers.back();
        }
    }

    private @Nullable PageTable table() {
        if (!askedForTable) {
            askedForTable = true;
            PageTable read = PageTable.read(source.region(), source.chunk(), source.place());
            table = read;
            source.counters().bytesOfIndexes.add(read == null ? 0 : read.indexBytes());
        }
        return table;
    }

    private long skipByIndex(PageTable pages, long rows) {
        long row = source.chunk().valueCount() - valuesLeft;
        long to = row + rows;
        if (to >= source.chunk().valueCount()) {
            source.counters().pagesSkipped.add(pages.pageCount() - pages.pageOf(row));
            valuesLeft -= rows;
            return rows;
        }
        int page = pages.pageOf(to);
        long firstRow = pages.firstRow(page);
        if (firstRow <= row) {
            return 0;
        }
        source.counters().pagesSkipped.add(page - pages.pageOf(row));
        headers.seek(pages.offsetBytes(page));
        soughtPage = page;
        valuesLeft = source.chunk().valueCount() - firstRow;
        return firstRow - row;
    }

    private long skipByHeaders(long rows) {
        long left = rows;
        while (left > 0 && valuesLeft > 0) {
            source.cancellation().check();
            PageHeader header = headers.next();
            int valueCount = switch (header.getType()) {
                case INDEX_PAGE -> 0;
                case DICTIONARY_PAGE -> {
                    readDictionary(header, headers.bodyAt());
                    yield 0;
                }
                case DATA_PAGE -> present(header.getData_page_header()).getNum_values();
                case DATA_PAGE_V2 -> present(header.getData_page_header_v2()).getNum_values();
            };
            if (valueCount > left) {
                headers.back();
                return rows - left;
            }
            if (takeValues(valueCount)) {
                source.counters().pagesSkipped.increment();
            }
            left -= valueCount;
        }
        return rows - left;
    }

    /** Of the page as it lies in the file, if somebody wants to know and there is one. */
    private void checkSum(PageHeader header, long bodyAt) {
        if (!source.verifyChecksums() || !header.isSetCrc()) {
            return;
        }
        int lengthBytes = header.getCompressed_page_size();
        requireMemory(lengthBytes);
        // Copied first, as for decompression: the JDK's checksums are native code.
        if (compressed.length < lengthBytes) {
            compressed = replace(compressed, lengthBytes);
        }
        source.region().slice(bodyAt, lengthBytes).get(compressed, 0, lengthBytes);
        CRC32 sum = new CRC32();
        sum.update(compressed, 0, lengthBytes);
        if ((int) sum.getValue() != header.getCrc()) {
            throw PageException.damaged("the page has the checksum " + Integer.toHexString((int) sum.getValue())
                    + " and should have " + Integer.toHexString(header.getCrc()));
        }
    }

    /** Whether a page is the one that the offset index led to. */
    private void checkSought(int valueCount) {
        PageTable pages = table;
        if (pages == null || soughtPage < 0) {
            return;
        }
        long expected = pages.endRow(soughtPage) - pages.firstRow(soughtPage);
        if (valueCount != expected || !headers.hasLength(pages.lengthBytes(soughtPage))) {
            throw PageException.damaged("the offset index says that a page of " + expected + " rows in "
                    + pages.lengthBytes(soughtPage) + " bytes is here, and it has " + valueCount + " rows");
        }
        soughtPage = -1;
    }

    /** The values of a page on the heap, wherever they are. */
    PageBytes load(DataPage data) {
        PageBytes values = data.values();
        return values == null ? copy(data.valuesAt(), data.valuesBytes()) : values;
    }

    private static <T> T present(@Nullable T header) {
        if (header == null) {
            throw PageException.damaged("the page header lacks the part for its type");
        }
        return header;
    }

    private boolean takeValues(int valueCount) {
        if (valueCount < 0 || valueCount > valuesLeft) {
            throw PageException.damaged(
                    "the page claims " + valueCount + " values where the column chunk has " + valuesLeft + " left");
        }
        valuesLeft -= valueCount;
        return valueCount > 0;
    }

    private void readDictionary(PageHeader header, long bodyAt) {
        DictionaryPageHeader dictionary = present(header.getDictionary_page_header());
        if (hasDictionary || valuesLeft != source.chunk().valueCount() || soughtPage >= 0) {
            throw PageException.damaged("a dictionary page that is not the first page of its column chunk");
        }
        hasDictionary = true;
        checkSum(header, bodyAt);
        Encoding encoding = dictionary.getEncoding();
        if (encoding != Encoding.PLAIN && encoding != Encoding.PLAIN_DICTIONARY) {
            throw PageException.unsupported(
                    "a dictionary in the encoding " + encoding,
                    "Write the file again with another encoding, or leave this column out.");
        }
        PageBytes entries = body(header, bodyAt);
        int entryCount = dictionary.getNum_values();
        if (entryCount < 0 || entryCount > entries.lengthBytes() / minEntryBytes()) {
            throw PageException.damaged(
                    "a dictionary of " + entryCount + " entries in " + entries.lengthBytes() + " bytes");
        }
        dictionaryConsumer.accept(entries, entryCount);
    }

    private int minEntryBytes() {
        return switch (source.column().physicalType()) {
            case BOOLEAN ->
                throw PageException.unsupported(
                        "a dictionary of booleans", "Write the file again without a dictionary for this column.");
            case INT32, FLOAT, BYTE_ARRAY -> Integer.BYTES;
            case INT64, DOUBLE -> Long.BYTES;
            case INT96 -> 12;
            case FIXED_LEN_BYTE_ARRAY -> source.column().typeLengthBytes();
        };
    }

    private DataPage version1(PageHeader header, DataPageHeader data, long bodyAt) {
        if (codec != null) {
            PageBytes body = body(header, bodyAt);
            int repetitionBytes = levelBytes(data, true, body, body.lengthBytes());
            PageBytes rest = body.from(repetitionBytes);
            int definitionBytes = levelBytes(data, false, rest, rest.lengthBytes());
            Levels found = new Levels(
                    levels(data, false, rest.slice(0, definitionBytes)),
                    levels(data, true, body.slice(0, repetitionBytes)));
            return DataPage.loaded(data.getNum_values(), data.getEncoding(), found, rest.from(definitionBytes));
        }
        int bodyBytes = plainBodyBytes(header);
        int repetitionBytes = levelBytes(data, true, bodyAt, bodyBytes);
        RunLengthDecoder repetition =
                repetitionBytes == 0 ? null : levels(data, true, copyRepetition(bodyAt, repetitionBytes));
        int definitionBytes = levelBytes(data, false, bodyAt + repetitionBytes, bodyBytes - repetitionBytes);
        int levelBytes = repetitionBytes + definitionBytes;
        RunLengthDecoder definition = definitionBytes == 0
                ? null
                : levels(data, false, copyLevels(bodyAt + repetitionBytes, definitionBytes));
        return DataPage.mapped(
                data.getNum_values(),
                data.getEncoding(),
                new Levels(definition, repetition),
                bodyAt + levelBytes,
                bodyBytes - levelBytes);
    }

    private int bitWidth(boolean repetition) {
        LeafColumn column = source.column();
        int max = repetition ? column.maxRepetition() : column.maxDefinition();
        return Integer.SIZE - Integer.numberOfLeadingZeros(max);
    }

    private static Encoding encoding(DataPageHeader data, boolean repetition) {
        return repetition ? data.getRepetition_level_encoding() : data.getDefinition_level_encoding();
    }

    private int levelBytes(DataPageHeader data, boolean repetition, long at, int bodyBytes) {
        return bitWidth(repetition) == 0
                ? 0
                : levelBytes(data, repetition, copyLevels(at, Math.min(Integer.BYTES, bodyBytes)), bodyBytes);
    }

    /** Length of levels with their own length, of which the start is enough to know it; 0 where there are none. */
    private int levelBytes(DataPageHeader data, boolean repetition, PageBytes start, int bodyBytes) {
        int bitWidth = bitWidth(repetition);
        if (bitWidth == 0) {
            return 0;
        }
        long lengthBytes;
        if (encoding(data, repetition) == Encoding.BIT_PACKED) {
            lengthBytes = ((long) data.getNum_values() * bitWidth + 7) >>> 3;
        } else {
            lengthBytes = Integer.BYTES + (long) RunLengthDecoder.prefixedLength(start);
        }
        if (lengthBytes > bodyBytes) {
            throw PageException.damaged("levels of " + lengthBytes + " bytes in a page of " + bodyBytes);
        }
        return (int) lengthBytes;
    }

    private @Nullable RunLengthDecoder levels(DataPageHeader data, boolean repetition, PageBytes bytes) {
        int bitWidth = bitWidth(repetition);
        if (bitWidth == 0) {
            return null;
        }
        return switch (encoding(data, repetition)) {
            case RLE -> RunLengthDecoder.of(bytes.from(Integer.BYTES), bitWidth);
            case BIT_PACKED -> RunLengthDecoder.ofBitPackedLevels(bytes, data.getNum_values(), bitWidth);
            case PLAIN,
                    PLAIN_DICTIONARY,
                    DELTA_BINARY_PACKED,
                    DELTA_LENGTH_BYTE_ARRAY,
                    DELTA_BYTE_ARRAY,
                    RLE_DICTIONARY,
                    BYTE_STREAM_SPLIT ->
                throw PageException.damaged("levels in the encoding " + encoding(data, repetition));
        };
    }

    private DataPage version2(PageHeader header, DataPageHeaderV2 data, long bodyAt) {
        int compressedBytes = header.getCompressed_page_size();
        int repetitionBytes = data.getRepetition_levels_byte_length();
        int definitionBytes = data.getDefinition_levels_byte_length();
        long levelBytes = (long) repetitionBytes + definitionBytes;
        if (repetitionBytes < 0 || definitionBytes < 0 || levelBytes > compressedBytes) {
            throw PageException.damaged("levels of " + levelBytes + " bytes in a page of " + compressedBytes);
        }
        RunLengthDecoder repetition = bitWidth(true) == 0
                ? null
                : RunLengthDecoder.of(copyRepetition(bodyAt, repetitionBytes), bitWidth(true));
        RunLengthDecoder definition = bitWidth(false) == 0
                ? null
                : RunLengthDecoder.of(copyLevels(bodyAt + repetitionBytes, definitionBytes), bitWidth(false));
        Levels found = new Levels(definition, repetition);
        long valuesAt = bodyAt + levelBytes;
        int valuesBytes = compressedBytes - (int) levelBytes;
        if (codec == null || (data.isSetIs_compressed() && !data.isIs_compressed())) {
            plainBodyBytes(header);
            return DataPage.mapped(data.getNum_values(), data.getEncoding(), found, valuesAt, valuesBytes);
        }
        int uncompressedBytes = header.getUncompressed_page_size() - (int) levelBytes;
        PageBytes values = decompress(codec, valuesAt, valuesBytes, uncompressedBytes);
        return DataPage.loaded(data.getNum_values(), data.getEncoding(), found, values);
    }

    private PageBytes body(PageHeader header, long bodyAt) {
        return codec == null
                ? copy(bodyAt, plainBodyBytes(header))
                : decompress(codec, bodyAt, header.getCompressed_page_size(), header.getUncompressed_page_size());
    }

    private static int plainBodyBytes(PageHeader header) {
        int lengthBytes = header.getCompressed_page_size();
        if (lengthBytes != header.getUncompressed_page_size()) {
            throw PageException.damaged("a page of " + lengthBytes + " bytes that is not compressed claims "
                    + header.getUncompressed_page_size());
        }
        return lengthBytes;
    }

    private PageBytes decompress(PageCodec by, long at, int compressedBytes, int uncompressedBytes) {
        if (uncompressedBytes < 0 || uncompressedBytes > by.maxUncompressedBytes(compressedBytes)) {
            throw PageException.damaged("a page of " + compressedBytes + " bytes claims to stand for "
                    + uncompressedBytes + " in " + source.chunk().codec());
        }
        requireMemory(Math.max(compressedBytes, uncompressedBytes));
        // Bulk-copied first: native code that meets the end of a file that shrank ends the JVM.
        if (compressed.length < compressedBytes) {
            compressed = replace(compressed, compressedBytes);
        }
        source.region().slice(at, compressedBytes).get(compressed, 0, compressedBytes);
        source.counters().bytesDecoded.add(compressedBytes);
        ensurePage(uncompressedBytes);
        if (uncompressedBytes > 0) {
            by.decompress(compressed, compressedBytes, page, uncompressedBytes);
        }
        return new PageBytes(page, 0, uncompressedBytes);
    }

    private PageBytes copy(long at, int lengthBytes) {
        requireMemory(lengthBytes);
        ensurePage(lengthBytes);
        source.region().slice(at, lengthBytes).get(page, 0, lengthBytes);
        source.counters().bytesDecoded.add(lengthBytes);
        return new PageBytes(page, 0, lengthBytes);
    }

    private PageBytes copyLevels(long at, int lengthBytes) {
        requireMemory(lengthBytes);
        if (levels.length - PageBytes.PADDING_BYTES < lengthBytes) {
            levels = replace(levels, lengthBytes + PageBytes.PADDING_BYTES);
        }
        return copyInto(levels, at, lengthBytes);
    }

    /** Both kinds of levels of a page are needed at a time. */
    private PageBytes copyRepetition(long at, int lengthBytes) {
        requireMemory(lengthBytes);
        if (repetitionLevels.length - PageBytes.PADDING_BYTES < lengthBytes) {
            repetitionLevels = new byte[lengthBytes + PageBytes.PADDING_BYTES];
        }
        return copyInto(repetitionLevels, at, lengthBytes);
    }

    private PageBytes copyInto(byte[] target, long at, int lengthBytes) {
        source.region().slice(at, lengthBytes).get(target, 0, lengthBytes);
        source.counters().bytesDecoded.add(lengthBytes);
        return new PageBytes(target, 0, lengthBytes);
    }

    private static byte[] replace(byte[] array, int lengthBytes) {
        PageArrays.give(array);
        return PageArrays.take(lengthBytes);
    }

    private void ensurePage(int lengthBytes) {
        if (page.length - PageBytes.PADDING_BYTES < lengthBytes) {
            page = replace(page, lengthBytes + PageBytes.PADDING_BYTES);
        }
    }

    private static void requireMemory(int lengthBytes) {
        if (lengthBytes > MAX_PAGE_BYTES) {
            throw PageException.unsupported(
                    "a page of " + lengthBytes + " bytes, more than " + MAX_PAGE_BYTES,
                    "Give Java more memory (-Xmx), or write the file with smaller pages.");
        }
    }

    /** Nothing that was handed out may be looked at any more. Idempotent. */
    @Override
    public void close() {
        PageArrays.give(compressed);
        PageArrays.give(page);
        PageArrays.give(levels);
        compressed = new byte[0];
        page = new byte[PageBytes.PADDING_BYTES];
        levels = new byte[PageBytes.PADDING_BYTES];
    }
}
