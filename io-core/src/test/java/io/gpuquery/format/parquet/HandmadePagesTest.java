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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.column.ColumnType;
import io.gpuquery.column.DictionaryColumn;
import io.gpuquery.column.ViewColumn;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.LiveResources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xerial.snappy.Snappy;

/** What the format allows and common writers do not write. */
class HandmadePagesTest {
    @TempDir
    private Path folder;

    private Map<LiveResources.Kind, Long> before = Map.of();

    @BeforeEach
    void countResources() {
        before = LiveResources.snapshot();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(LiveResources.snapshot()).isEqualTo(before);
    }

    private static HandmadeFile optional(Type type) {
        return new HandmadeFile(type, FieldRepetitionType.OPTIONAL);
    }

    private static HandmadeFile required(Type type) {
        return new HandmadeFile(type, FieldRepetitionType.REQUIRED);
    }

    private static HandmadeFile optionalText() {
        return new HandmadeFile(new SchemaElement("c")
                .setType(Type.BYTE_ARRAY)
                .setConverted_type(ConvertedType.UTF8)
                .setRepetition_type(FieldRepetitionType.OPTIONAL));
    }

    private List<@Nullable Object> read(HandmadeFile handmade) throws IOException {
        Path file = handmade.write(folder.resolve("handmade.parquet"));
        try (ParquetTable table = ParquetTable.open(file)) {
            return column(table);
        }
    }

    private static List<@Nullable Object> column(ParquetTable table) {
        List<@Nullable Object> values = new ArrayList<>();
        table.rows().forEach(row -> values.add(row.get(0)));
        return values;
    }

    @Test
    void bitPackedLevelsHaveTheirFirstRowInTheHighestBit() throws IOException {
        DataPageHeader header = new DataPageHeader(10, Encoding.PLAIN, Encoding.BIT_PACKED, Encoding.BIT_PACKED);
        byte[] body = join(bytes(0b1010_0000, 0b0100_0000), ints(7, 8, 9));

        assertThat(read(optional(Type.INT32).data(header, body.length, body)))
                .isEqualTo(Arrays.asList(7L, null, 8L, null, null, null, null, null, null, 9L));
    }

    @Test
    void runsOfLevelsMayBeOfAnyLength() throws IOException {
        byte[] levels = prefixed(join(run(1, 1), run(2, 0), run(0, 1), bytes(0b11, 0b0000_0110), run(2, 1)));

        assertThat(read(optional(Type.INT32).data(13, Encoding.PLAIN, levels, ints(1, 2, 3, 4, 5))))
                .isEqualTo(Arrays.asList(1L, null, null, null, 2L, 3L, null, null, null, null, null, 4L, 5L));
    }

    @Test
    void theLastGroupOfCodesMayBeCut() throws IOException {
        HandmadeFile file = required(Type.INT64)
                .dictionary(2, longs(5, -5))
                .data(4, Encoding.RLE_DICTIONARY, bytes(4), bytes(0b11), bytes(0x10, 0x01));

        assertThat(read(file)).containsExactly(5L, -5L, -5L, 5L);
    }

    @Test
    void aDictionaryOfOneEntryNeedsNoBits() throws IOException {
        HandmadeFile file = required(Type.INT32)
                .dictionary(1, ints(42))
                .data(3, Encoding.PLAIN_DICTIONARY, bytes(0), bytes(0b11))
                .data(2, Encoding.RLE_DICTIONARY, bytes(0), varint(4));

        assertThat(read(file)).containsExactly(42L, 42L, 42L, 42L, 42L);
    }

    @Test
    void theHeaderOfADictionaryMayBeLeftOutOfTheLengthOfItsChunk() throws IOException {
        Path file = required(Type.INT32)
                .dictionary(2, ints(7, 8))
                .data(3, Encoding.PLAIN_DICTIONARY, bytes(1), bytes(0b11, 0b010))
                .write(folder.resolve("early.parquet"), metadata -> {
                    ColumnMetaData chunk =
                            metadata.getRow_groups().get(0).getColumns().get(0).getMeta_data();
                    chunk.setTotal_compressed_size(chunk.getTotal_compressed_size() - 14);
                });

        try (ParquetTable table = ParquetTable.open(file)) {
            assertThat(column(table)).containsExactly(7L, 8L, 7L);
        }
    }

    @Test
    void aChunkOfNullsNeedsNoDictionary() throws IOException {
        assertThat(read(optional(Type.INT32).data(3, Encoding.RLE_DICTIONARY, prefixed(run(3, 0)))))
                .isEqualTo(Collections.nCopies(3, null));
        assertThat(read(optionalText().data(3, Encoding.RLE_DICTIONARY, prefixed(run(3, 0)), bytes(1))))
                .isEqualTo(Collections.nCopies(3, null));
        assertThat(read(optionalText().dictionary(0).data(3, Encoding.RLE_DICTIONARY, prefixed(run(3, 0)))))
                .isEqualTo(Collections.nCopies(3, null));
    }

    @Test
    void aPageOfNullsNeedsNoValueBytes() throws IOException {
        for (Encoding encoding : List.of(Encoding.PLAIN, Encoding.DELTA_BINARY_PACKED, Encoding.BYTE_STREAM_SPLIT)) {
            assertThat(read(optional(Type.INT64).data(3, encoding, prefixed(run(3, 0)))))
                    .isEqualTo(Collections.nCopies(3, null));
        }
        for (Encoding encoding : List.of(Encoding.DELTA_LENGTH_BYTE_ARRAY, Encoding.DELTA_BYTE_ARRAY)) {
            assertThat(read(optionalText().data(3, encoding, prefixed(run(3, 0)))))
                    .isEqualTo(Collections.nCopies(3, null));
        }
        assertThat(read(optional(Type.BOOLEAN).data(3, Encoding.RLE, prefixed(run(3, 0)))))
                .isEqualTo(Collections.nCopies(3, null));
    }

    @Test
    void pagesWithoutValuesAndIndexPagesArePassedOver() throws IOException {
        HandmadeFile file = required(Type.INT32)
                .data(0, Encoding.PLAIN)
                .data(1, Encoding.PLAIN, ints(1))
                .page(new PageHeader(PageType.INDEX_PAGE, 3, 3), bytes(1, 2, 3))
                .data(0, Encoding.DELTA_BINARY_PACKED)
                .data(1, Encoding.PLAIN, ints(2));

        assertThat(read(file)).containsExactly(1L, 2L);
    }

    @Test
    void whatLiesBehindTheLastValueIsNotRead() throws IOException {
        DataPageHeader data = new DataPageHeader(1, Encoding.PLAIN, Encoding.RLE, Encoding.RLE);
        PageHeader beyond = new PageHeader(PageType.DATA_PAGE, 4, 999).setData_page_header(data);

        assertThat(read(required(Type.INT32).data(1, Encoding.PLAIN, ints(1)).page(beyond, ints(1))))
                .containsExactly(1L);
    }

    @Test
    void pageHeadersMayBeLong() throws IOException {
        DataPageHeader header = new DataPageHeader(1, Encoding.PLAIN, Encoding.RLE, Encoding.RLE);
        header.setStatistics(new Statistics().setMax_value(new byte[20_000]));

        assertThat(read(required(Type.INT32).data(header, 4, ints(9)))).containsExactly(9L);
    }

    @Test
    void aPageOfVersion2MayLieUncompressedInACompressedChunk() throws IOException {
        DataPageHeaderV2 plain = new DataPageHeaderV2(3, 1, 3, Encoding.PLAIN, 2, 0);
        plain.setIs_compressed(false);
        DataPageHeaderV2 packed = new DataPageHeaderV2(2, 0, 2, Encoding.PLAIN, 2, 0);
        byte[] values = ints(3, 4);
        HandmadeFile file = optional(Type.INT32)
                .codec(CompressionCodec.SNAPPY)
                .data2(plain, 10, bytes(0b11, 0b101), ints(1, 2))
                .data2(packed, 10, run(2, 1), Snappy.compress(values));

        assertThat(read(file)).isEqualTo(Arrays.asList(1L, null, 2L, 3L, 4L));
    }

    @Test
    void aTwoBillionthNullCostsNoMore() throws IOException {
        int rows = Integer.MAX_VALUE;
        Path file = optional(Type.INT64)
                .data(rows, Encoding.PLAIN, prefixed(run(rows, 0)))
                .write(folder.resolve("nulls.parquet"));

        try (ParquetTable table = ParquetTable.open(file)) {
            assertThat(table.description().statistics().rowCount()).isEqualTo(rows);
            long[] seen = new long[1];
            try {
                table.scan(List.of(0), List.of(), 1000, batch -> {
                    assertThat(batch.column(0).validity().nullCount()).isEqualTo(1000);
                    seen[0] += batch.rowCount();
                    if (seen[0] == 100_000) {
                        throw new IllegalStateException("enough");
                    }
                });
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("enough");
            }
            assertThat(seen[0]).isEqualTo(100_000);
        }
    }

    @Test
    void int96HoldsAllDaysOfAThousandYears() throws IOException {
        HandmadeFile file = required(Type.INT96)
                .data(
                        4,
                        Encoding.PLAIN,
                        join(longs(0), ints(2_440_588)),
                        join(longs(999), ints(2_440_587)),
                        join(longs(-1), ints(2_440_588)),
                        join(longs(86_399_999_999_999L), ints(2_440_588 + 106_000_000)));

        assertThat(read(file))
                .containsExactly(0L, -86_400_000_000L, -1L, 106_000_000L * 86_400_000_000L + 86_399_999_999L);
    }

    @Test
    void aChunkMayChangeFromADictionaryToPlainTexts() throws IOException {
        String text = "a text that is longer than a view";
        Path file = optionalText()
                .dictionary(2, texts("short", text))
                .data(4, Encoding.RLE_DICTIONARY, prefixed(bytes(0b11, 0b1011)), bytes(1), bytes(0b11, 0b010))
                .data(2, Encoding.PLAIN, prefixed(run(2, 1)), texts("plain " + text, ""))
                .data(2, Encoding.RLE_DICTIONARY, prefixed(run(2, 1)), bytes(1), run(2, 1))
                .write(folder.resolve("mixed.parquet"));
        List<@Nullable Object> expected = Arrays.asList("short", text, null, "short", "plain " + text, "", text, text);

        try (ParquetTable table = ParquetTable.open(file)) {
            assertThat(table.schema().column(0).type()).isEqualTo(ColumnType.VARCHAR);
            assertThat(column(table)).isEqualTo(expected);
            List<Class<?>> kinds = new ArrayList<>();
            for (int batchRows : List.of(8, 4, 2)) {
                List<List<@Nullable Object>> rows = new ArrayList<>();
                kinds.clear();
                table.scan(List.of(0), List.of(), batchRows, batch -> {
                    kinds.add(batch.column(0).getClass());
                    ParquetTable.addRows(batch, rows);
                });
                assertThat(rows.stream().map(row -> row.get(0))).containsExactlyElementsOf(expected);
            }
            assertThat(kinds)
                    .containsExactly(
                            DictionaryColumn.class, DictionaryColumn.class, ViewColumn.class, DictionaryColumn.class);
        }
    }

    @Test
    void aCodecThatIsNotSupportedIsNamed() throws IOException {
        Path file = new HandmadeFile(Type.INT32, FieldRepetitionType.REQUIRED)
                .codec(CompressionCodec.LZO)
                .data(1, Encoding.PLAIN, ints(1))
                .write(folder.resolve("lzo.parquet"));
        try (ParquetTable table = ParquetTable.open(file)) {
            assertThatThrownBy(table::rows)
                    .isInstanceOf(DataException.class)
                    .hasMessage(
                            "The compression codec LZO is not supported (" + file
                                    + ", row group 0, column \"c\", byte 4). Write the file with ZSTD, SNAPPY, GZIP or LZ4_RAW.");
        }
    }
}
