package io.gpuquery.format.parquet;

import static io.gpuquery.format.parquet.HandmadeFile.bytes;
import static io.gpuquery.format.parquet.HandmadeFile.ints;
import static io.gpuquery.format.parquet.HandmadeFile.join;
import static io.gpuquery.format.parquet.HandmadeFile.longs;
import static io.gpuquery.format.parquet.HandmadeFile.prefixed;
import static io.gpuquery.format.parquet.HandmadeFile.run;
import static io.gpuquery.format.parquet.HandmadeFile.texts;
import static io.gpuquery.format.parquet.HandmadeFile.varint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.Zstd;
import io.gpuquery.error.DataException;
import io.gpuquery.error.Location;
import io.gpuquery.memory.LiveResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xerial.snappy.Snappy;

/** What a page may claim and not hold: the message, the place, and no more time or memory than a page is worth. */
@Timeout(60)
class DamagedPagesTest {
    private static final DataPageHeader NO_PAGE = new DataPageHeader(1, Encoding.PLAIN, Encoding.RLE, Encoding.RLE);

    @TempDir
    private Path folder;

    private static HandmadeFile required(Type type) {
        return new HandmadeFile(type, FieldRepetitionType.REQUIRED);
    }

    private static HandmadeFile optional(Type type) {
        return new HandmadeFile(type, FieldRepetitionType.OPTIONAL);
    }

    private static HandmadeFile annotated(Type type, int lengthBytes, ConvertedType annotation) {
        return new HandmadeFile(new SchemaElement("c")
                .setType(type)
                .setType_length(lengthBytes)
                .setConverted_type(annotation)
                .setPrecision(10)
                .setScale(2)
                .setRepetition_type(FieldRepetitionType.REQUIRED));
    }

    private static HandmadeFile compressed(CompressionCodec codec, int uncompressedBytes, byte[] body) {
        return required(Type.INT32).codec(codec).data(1, Encoding.PLAIN, uncompressedBytes, body);
    }

    private static PageHeader header(int uncompressedBytes, int compressedBytes) {
        return new PageHeader(PageType.DATA_PAGE, uncompressedBytes, compressedBytes).setData_page_header(NO_PAGE);
    }

    private static DataPageHeaderV2 version2(int definitionBytes, int repetitionBytes) {
        return new DataPageHeaderV2(1, 0, 1, Encoding.PLAIN, definitionBytes, repetitionBytes);
    }

    private static byte[] deltas(int blockValues, int miniblocks, int count, int... rest) {
        return join(varint(blockValues), varint(miniblocks), varint(count), bytes(rest));
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                Arguments.of(
                        required(Type.DOUBLE).data(2, Encoding.BYTE_STREAM_SPLIT),
                        "The page is cut: it has no values where 2 are needed"),
                Arguments.of(
                        required(Type.INT32).data(3, Encoding.PLAIN, ints(1, 2)),
                        "The page is cut: 3 more values of 4 bytes are needed and 8 bytes are left"),
                Arguments.of(
                        optional(Type.INT32).data(3, Encoding.PLAIN, prefixed(bytes(0b11, 0b111)), ints(1, 2)),
                        "The page is cut: 3 more values of 4 bytes are needed and 8 bytes are left"),
                Arguments.of(
                        required(Type.BOOLEAN).data(9, Encoding.PLAIN, bytes(1)),
                        "The page is cut: 9 more booleans are needed and 8 are left"),
                Arguments.of(
                        required(Type.BOOLEAN).data(9, Encoding.RLE, bytes(1, 2)),
                        "The page has no length of its levels or booleans"),
                Arguments.of(
                        required(Type.BOOLEAN).data(9, Encoding.RLE, ints(5), bytes(1)),
                        "Booleans of 5 bytes in a page of 5"),
                Arguments.of(
                        required(Type.BOOLEAN).dictionary(1, bytes(1)).data(1, Encoding.RLE_DICTIONARY, bytes(0, 2)),
                        "A dictionary of booleans"),
                Arguments.of(
                        required(Type.BYTE_ARRAY).data(2, Encoding.PLAIN, texts("one"), bytes(1, 0)),
                        "The page is cut before its last value"),
                Arguments.of(
                        required(Type.BYTE_ARRAY).data(2, Encoding.PLAIN, texts("one"), ints(2), bytes(1)),
                        "A value of 2 bytes where the page has 1 left"),
                Arguments.of(
                        required(Type.BYTE_ARRAY).data(1, Encoding.PLAIN, ints(-1)),
                        "A value of -1 bytes where the page has 0 left"),
                Arguments.of(
                        required(Type.INT96).data(2, Encoding.PLAIN, longs(1, 2)),
                        "The page is cut: 24 more bytes are needed and 16 are left"),
                Arguments.of(
                        required(Type.INT96).data(1, Encoding.PLAIN, longs(1), ints(Integer.MAX_VALUE)),
                        "The INT96 timestamp of Julian day 2147483647 is outside what a TIMESTAMP in microseconds holds"),
                Arguments.of(
                        annotated(Type.BYTE_ARRAY, 0, ConvertedType.UTF8)
                                .data(2, Encoding.PLAIN, texts("fine"), ints(3), bytes('a', 0xc3, '(')),
                        "A text that is not UTF-8, at its byte 1"),
                Arguments.of(
                        annotated(Type.BYTE_ARRAY, 0, ConvertedType.UTF8)
                                .dictionary(1, ints(2), bytes('a', 0xc3))
                                .data(1, Encoding.RLE_DICTIONARY, bytes(0, 2)),
                        "A text that is not UTF-8, at its byte 1"),
                Arguments.of(
                        annotated(Type.INT32, 0, ConvertedType.INT_8).data(1, Encoding.PLAIN, ints(128)),
                        "A value that does not fit TINYINT"),
                Arguments.of(
                        annotated(Type.BYTE_ARRAY, 0, ConvertedType.DECIMAL).data(1, Encoding.PLAIN, ints(0)),
                        "A decimal of no bytes"),
                Arguments.of(
                        annotated(Type.FIXED_LEN_BYTE_ARRAY, 9, ConvertedType.DECIMAL)
                                .data(1, Encoding.PLAIN, bytes(0, -128, 0, 0, 0, 0, 0, 0, 0)),
                        "A decimal of 9 bytes has more digits than its column's type"),
                Arguments.of(
                        optional(Type.INT32).data(1, Encoding.PLAIN, prefixed(run(1, 2)), ints(1)),
                        "The level or code 2 has more than 1 bits"),
                Arguments.of(
                        optional(Type.INT32).data(2, Encoding.PLAIN, prefixed(run(1, 1)), ints(1)),
                        "The page holds fewer levels or codes than its header says"),
                Arguments.of(
                        optional(Type.INT32)
                                .data(1, Encoding.PLAIN, prefixed(join(varint(1L << 40), bytes(1))), ints(1)),
                        "A run of 549755813888 values"),
                Arguments.of(
                        optional(Type.INT32).data(1, Encoding.PLAIN, ints(100), bytes(2, 1)),
                        "Levels of 104 bytes in a page of 6"),
                Arguments.of(
                        optional(Type.INT32)
                                .data(
                                        new DataPageHeader(
                                                1, Encoding.PLAIN, Encoding.DELTA_BINARY_PACKED, Encoding.RLE),
                                        10,
                                        prefixed(run(1, 1)),
                                        ints(1)),
                        "Levels in the encoding DELTA_BINARY_PACKED"),
                Arguments.of(
                        optional(Type.INT32).data2(version2(9, 0), 6, run(1, 1), ints(1)),
                        "Levels of 9 bytes in a page of 6"),
                Arguments.of(
                        optional(Type.INT32).data2(version2(-1, 1), 6, run(1, 1), ints(1)),
                        "Levels of 0 bytes in a page of 6"),
                Arguments.of(
                        required(Type.INT32).dictionary(1, ints(1)).data(1, Encoding.RLE_DICTIONARY, bytes(1, 2, 1)),
                        "A code outside the dictionary of 1 entries"),
                Arguments.of(
                        required(Type.BYTE_ARRAY)
                                .dictionary(1, texts("x"))
                                .data(1, Encoding.RLE_DICTIONARY, bytes(32), varint(2), ints(-1)),
                        "A code outside the dictionary of 1 entries"),
                Arguments.of(
                        required(Type.INT32).dictionary(1, ints(1)).data(1, Encoding.RLE_DICTIONARY, bytes(33, 2, 1)),
                        "Dictionary codes of 33 bits"),
                Arguments.of(
                        required(Type.INT32).data(1, Encoding.RLE_DICTIONARY, bytes(1, 2, 0)),
                        "A code outside the dictionary of 0 entries"),
                Arguments.of(
                        required(Type.INT32)
                                .dictionary(Integer.MAX_VALUE, ints(1))
                                .data(1, Encoding.PLAIN, ints(1)),
                        "A dictionary of 2147483647 entries in 4 bytes"),
                Arguments.of(
                        required(Type.INT32).dictionary(-1, ints(1)).data(1, Encoding.PLAIN, ints(1)),
                        "A dictionary of -1 entries in 4 bytes"),
                Arguments.of(
                        required(Type.INT32)
                                .dictionary(1, ints(1))
                                .page(
                                        new PageHeader(PageType.DICTIONARY_PAGE, 4, 4)
                                                .setDictionary_page_header(new DictionaryPageHeader(1, Encoding.PLAIN)),
                                        ints(2))
                                .data(1, Encoding.PLAIN, ints(1)),
                        "A dictionary page that is not the first page of its column chunk"),
                Arguments.of(
                        required(Type.INT32)
                                .dictionary(new DictionaryPageHeader(1, Encoding.DELTA_BINARY_PACKED), ints(1))
                                .data(1, Encoding.PLAIN, ints(1)),
                        "A dictionary in the encoding DELTA_BINARY_PACKED"),
                Arguments.of(
                        required(Type.DOUBLE).data(1, Encoding.DELTA_BINARY_PACKED, longs(1)),
                        "The encoding DELTA_BINARY_PACKED is not one of DOUBLE values"),
                Arguments.of(
                        required(Type.INT32).data(1, Encoding.DELTA_BINARY_PACKED, deltas(100, 3, 1, 0)),
                        "A block of 100 deltas cannot be cut in 3 miniblocks"),
                Arguments.of(
                        required(Type.INT32).data(1, Encoding.DELTA_BINARY_PACKED, deltas(128, 0, 1, 0)),
                        "A block of 128 deltas cannot be cut in 0 miniblocks"),
                Arguments.of(
                        required(Type.INT32).data(1, Encoding.DELTA_BINARY_PACKED, deltas(1 << 21, 1, 1, 0)),
                        "The block size of deltas is 2097152, more than 1048576"),
                Arguments.of(
                        required(Type.INT32).data(2, Encoding.DELTA_BINARY_PACKED, deltas(128, 4, 1, 0)),
                        "The page holds 1 more deltas where 2 values are needed"),
                Arguments.of(
                        required(Type.INT32)
                                .data(2, Encoding.DELTA_BINARY_PACKED, deltas(128, 4, 2, 0, 0, 65, 0, 0, 0)),
                        "Deltas of 65 bits"),
                Arguments.of(
                        required(Type.INT32)
                                .data(2, Encoding.DELTA_BINARY_PACKED, deltas(128, 4, 2, 0, 0, 8, 0, 0, 0, 1)),
                        "The page is cut: 32 more bytes are needed and 1 are left"),
                Arguments.of(
                        required(Type.INT32)
                                .data(
                                        1,
                                        Encoding.DELTA_BINARY_PACKED,
                                        bytes(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1)),
                        "A number takes more than 10 bytes"),
                Arguments.of(
                        required(Type.BYTE_ARRAY)
                                .data(1, Encoding.DELTA_LENGTH_BYTE_ARRAY, deltas(128, 4, 1, 10), bytes(7)),
                        "A value of 5 bytes where the page has 1 left"),
                Arguments.of(
                        required(Type.BYTE_ARRAY)
                                .data(1, Encoding.DELTA_LENGTH_BYTE_ARRAY, deltas(128, 4, 1, 1), bytes(7)),
                        "A value of -1 bytes where the page has 1 left"),
                Arguments.of(
                        required(Type.BYTE_ARRAY)
                                .data(
                                        1,
                                        Encoding.DELTA_BYTE_ARRAY,
                                        deltas(128, 4, 1, 2),
                                        deltas(128, 4, 1, 2),
                                        bytes(7)),
                        "A prefix of 1 bytes of a value that has 0"),
                Arguments.of(
                        annotated(Type.FIXED_LEN_BYTE_ARRAY, 2, ConvertedType.DECIMAL)
                                .data(
                                        1,
                                        Encoding.DELTA_BYTE_ARRAY,
                                        deltas(128, 4, 1, 0),
                                        deltas(128, 4, 1, 2),
                                        bytes(7)),
                        "A value of 1 bytes where all have 2"),
                Arguments.of(
                        required(Type.FLOAT).data(1, Encoding.BYTE_STREAM_SPLIT, bytes(1, 2, 3)),
                        "3 bytes cannot be split in streams of 4-byte values"),
                Arguments.of(
                        required(Type.FLOAT).data(2, Encoding.BYTE_STREAM_SPLIT, bytes(1, 2, 3, 4)),
                        "The page is cut: 2 more values are needed and 1 are left"),
                Arguments.of(
                        required(Type.INT32)
                                .data(new DataPageHeader(1, Encoding.PLAIN, Encoding.RLE, Encoding.RLE), 5, ints(1)),
                        "A page of 4 bytes that is not compressed claims 5"),
                Arguments.of(
                        compressed(CompressionCodec.SNAPPY, 8, snappy(ints(1))),
                        "The page claims 8 bytes and its SNAPPY data 4"),
                Arguments.of(
                        compressed(CompressionCodec.SNAPPY, 4, bytes(4, 0xff, 0xff, 0xff)),
                        "The SNAPPY data is damaged"),
                Arguments.of(
                        compressed(CompressionCodec.ZSTD, 8, Zstd.compress(ints(1))),
                        "The ZSTD data ended after 4 of 8 bytes"),
                Arguments.of(
                        compressed(CompressionCodec.ZSTD, 2, Zstd.compress(ints(1))),
                        "The ZSTD data is damaged: Destination buffer is too small"),
                Arguments.of(
                        compressed(CompressionCodec.GZIP, 4, ints(1, 2, 3, 4, 5)),
                        "The GZIP data is damaged: Not in GZIP format"),
                Arguments.of(
                        compressed(CompressionCodec.LZ4_RAW, 4, bytes(0xf0)),
                        "The LZ4_RAW data is damaged at its byte 1"),
                Arguments.of(
                        compressed(CompressionCodec.SNAPPY, Integer.MAX_VALUE, snappy(ints(1))),
                        "A page of 6 bytes claims to stand for 2147483647 in SNAPPY"),
                Arguments.of(
                        compressed(CompressionCodec.ZSTD, -1, Zstd.compress(ints(1))),
                        "A page of 13 bytes claims to stand for -1 in ZSTD"),
                Arguments.of(
                        required(Type.INT32).page(header(4, 999), ints(1)).data(1, Encoding.PLAIN, ints(1)),
                        "The page claims 999 bytes where the column chunk has 25 left"),
                Arguments.of(
                        required(Type.INT32).page(header(4, -1), ints(1)).data(1, Encoding.PLAIN, ints(1)),
                        "The page claims -1 bytes where the column chunk has 25 left"),
                Arguments.of(
                        required(Type.INT32)
                                .page(new PageHeader(PageType.DATA_PAGE, 4, 4), ints(1))
                                .data(1, Encoding.PLAIN, ints(1)),
                        "The page header lacks the part for its type"),
                Arguments.of(
                        required(Type.INT32)
                                .page(new PageHeader(PageType.DATA_PAGE_V2, 4, 4), ints(1))
                                .data(1, Encoding.PLAIN, ints(1)),
                        "The page header lacks the part for its type"));
    }

    private static byte[] snappy(byte[] plain) {
        try {
            return Snappy.compress(plain);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("damages")
    void aDamageIsToldWithItsPlace(HandmadeFile handmade, String problem) throws IOException {
        Map<LiveResources.Kind, Long> before = LiveResources.snapshot();
        Path file = handmade.write(folder.resolve("damaged.parquet"));

        DataException failure;
        try (ParquetTable table = ParquetTable.open(file)) {
            failure = catchThrowableOfType(DataException.class, table::rows);
        }

        assertThat(failure.problem()).isEqualTo(problem);
        assertThat(failure.hint()).isNotEmpty();
        Location place = failure.location();
        assertThat(place.file()).isEqualTo(file);
        assertThat(place.rowGroup()).isZero();
        assertThat(place.column()).isEqualTo("c");
        assertThat(place.byteOffset()).isGreaterThanOrEqualTo(4);
        assertThat(LiveResources.snapshot()).isEqualTo(before);
    }

    @Test
    void aPageBeyondAllMemoryIsRefusedBeforeItIsAllocated() throws IOException {
        int claimedBytes = 1_500_000_000;
        Path file = compressed(CompressionCodec.ZSTD, claimedBytes, new byte[60_000])
                .write(folder.resolve("large.parquet"));

        try (ParquetTable table = ParquetTable.open(file)) {
            DataException failure = catchThrowableOfType(DataException.class, table::rows);
            assertThat(failure.problem()).startsWith("A page of 1500000000 bytes, more than ");
            assertThat(failure.hint()).isEqualTo("Give Java more memory (-Xmx), or write the file with smaller pages.");
        }
    }

    /** Encoding 10 comes after all that this reader knows. */
    @Test
    void anEncodingOfTheFutureIsToldAsSuch() throws IOException {
        Path file = required(Type.INT32).data(1, Encoding.PLAIN, ints(1)).write(folder.resolve("future.parquet"));
        byte[] content = Files.readAllBytes(file);
        // Page type, two lengths, and in the data page header the number of values and the encoding.
        assertThat(Arrays.copyOfRange(content, 4, 16))
                .isEqualTo(bytes(0x15, 0, 0x15, 8, 0x15, 8, 0x2c, 0x15, 2, 0x15, 0, 0x15));
        content[14] = 20;
        Files.write(file, content);

        try (ParquetTable table = ParquetTable.open(file)) {
            DataException failure = catchThrowableOfType(DataException.class, table::rows);
            assertThat(failure.problem())
                    .isEqualTo("The page header cannot be read: Required field 'encoding' was not present!");
            assertThat(failure.hint())
                    .isEqualTo("The file is damaged, or uses a part of the format that is newer than this reader.");
        }
    }
}
