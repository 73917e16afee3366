package io.gpuquery.format.parquet;

import static io.gpuquery.format.parquet.HandmadeFile.ints;
import static io.gpuquery.format.parquet.HandmadeFile.longs;
import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.BufferSlice;
import io.gpuquery.column.DictionaryColumn;
import io.gpuquery.column.FixedWidthColumn;
import io.gpuquery.format.parquet.metadata.ParquetFooter;
import io.gpuquery.format.parquet.metadata.ParquetFooter.ColumnChunk;
import io.gpuquery.memory.LiveResources;
import io.gpuquery.memory.MappedFile;
import io.gpuquery.scan.ScanCounters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.Type;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the rows of a Parquet file are cut into batches, and which bytes of it are used where they lie. */
class ParquetBatchesTest {
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

    private Path duckDb(String select, String options) throws SQLException {
        return DuckDbRows.write(folder.resolve("duckdb.parquet"), select, options);
    }

    /** PLAIN pages of so many longs, {@code 0, 1, 2…}, each behind an index page that aligns it. */
    private Path alignedPages(int pages, int rowsPerPage) throws IOException {
        HandmadeFile handmade = new HandmadeFile(Type.INT64, FieldRepetitionType.REQUIRED);
        for (int page = 0; page < pages; page++) {
            long first = (long) page * rowsPerPage;
            handmade.align(Long.BYTES, rowsPerPage * Long.BYTES)
                    .data(
                            rowsPerPage,
                            Encoding.PLAIN,
                            longs(LongStream.range(first, first + rowsPerPage).toArray()));
        }
        return handmade.write(folder.resolve("aligned.parquet"));
    }

    @Test
    void plainNumbersThatAreNotCompressedAreReadWhereTheyLie() throws IOException {
        Path file = alignedPages(3, 100_000);

        try (ParquetTable table = ParquetTable.open(file)) {
            ColumnChunk chunk = table.footer().rowGroups().get(0).chunks().get(0);
            List<Integer> sizes = new ArrayList<>();
            long[] next = {0};
            ScanCounters counters = table.scan(List.of(0), List.of(), 40_000, batch -> {
                sizes.add(batch.rowCount());
                FixedWidthColumn column = (FixedWidthColumn) batch.column(0);
                BufferSlice values = column.values();
                assertThat(values.region()).isInstanceOf(MappedFile.class);
                assertThat(values.address())
                        .isEqualTo(values.region().address() + values.offsetBytes())
                        .isBetween(
                                values.region().address() + chunk.offsetBytes(),
                                values.region().address()
                                        + chunk.offsetBytes()
                                        + chunk.lengthBytes()
                                        - values.lengthBytes());
                for (int row = 0; row < column.rowCount(); row++) {
                    assertThat(column.getLong(row)).isEqualTo(next[0]++);
                }
            });

            // Batches end where pages do.
            assertThat(sizes).containsExactly(40_000, 40_000, 20_000, 40_000, 40_000, 20_000, 40_000, 40_000, 20_000);
            assertThat(counters.bytesInPlace.sum()).isEqualTo(2_400_000);
            assertThat(counters.bytesDecoded.sum()).isZero();
        }
    }

    @Test
    void batchesDoNotBecomeSmallForTheSakeOfPages() throws IOException {
        Path file = alignedPages(4, 1000);

        try (ParquetTable table = ParquetTable.open(file)) {
            List<Integer> sizes = new ArrayList<>();
            long[] next = {0};
            ScanCounters counters = table.scan(List.of(0), List.of(), 900, batch -> {
                sizes.add(batch.rowCount());
                for (int row = 0; row < batch.rowCount(); row++) {
                    assertThat(ParquetTable.value(batch.column(0), row)).isEqualTo(next[0]++);
                }
            });

            assertThat(sizes).containsExactly(900, 900, 900, 900, 400);
            assertThat(counters.bytesInPlace.sum()).isEqualTo((900 + 400) * 8);
            assertThat(counters.bytesDecoded.sum()).isEqualTo(2700 * 8);
        }
    }

    @Test
    void alignedPagesAreReadInPlaceAndOthersAreCopied() throws IOException {
        byte[] values = ints(10, 20, 30, 40);
        for (int padding = 0; padding < 4; padding++) {
            HandmadeFile handmade = new HandmadeFile(Type.INT32, FieldRepetitionType.REQUIRED)
                    .index(padding)
                    .data(4, Encoding.PLAIN, values);
            Path file = handmade.write(folder.resolve(padding + ".parquet"));
            long valuesAt = indexOf(Files.readAllBytes(file), values);

            try (ParquetTable table = ParquetTable.open(file)) {
                ScanCounters counters = table.scan(List.of(0), List.of(), 100, batch -> {
                    FixedWidthColumn column = (FixedWidthColumn) batch.column(0);
                    assertThat(column.values().offsetBytes()).isEqualTo(valuesAt % 4 == 0 ? valuesAt : 0);
                    assertThat(column.getLong(3)).isEqualTo(40);
                });
                assertThat(counters.bytesInPlace.sum()).isEqualTo(valuesAt % 4 == 0 ? 16 : 0);
                assertThat(counters.bytesDecoded.sum()).isEqualTo(valuesAt % 4 == 0 ? 0 : 16);
            }
        }
    }

    private static int indexOf(byte[] content, byte[] part) {
        for (int at = 0; at + part.length <= content.length; at++) {
            if (Arrays.equals(content, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new IllegalStateException("not there");
    }

    @Test
    void repeatedTextsStayADictionary() throws SQLException {
        Path file = duckDb(
                "SELECT CASE WHEN i % 10 = 0 THEN NULL ELSE 'text number ' || i % 7 END AS s FROM range(50000) AS r(i)",
                "COMPRESSION zstd, ROW_GROUP_SIZE 20000");

        try (ParquetTable table = ParquetTable.open(file)) {
            table.scan(List.of(0), List.of(), 4096, batch -> {
                DictionaryColumn column = (DictionaryColumn) batch.column(0);
                assertThat(column.dictionary().rowCount()).isEqualTo(7);
                assertThat(column.validity().nullCount()).isBetween(batch.rowCount() / 10, batch.rowCount() / 10 + 1);
            });
        }
    }

    @Test
    void batchesHaveAtMostTheRowsWantedAndAMorselIsARowGroup() throws SQLException {
        Path file = duckDb("SELECT i, 'v' || i AS s FROM range(10000) AS r(i)", "ROW_GROUP_SIZE 4096");

        try (ParquetTable table = ParquetTable.open(file)) {
            assertThat(table.footer().rowGroups())
                    .extracting(ParquetFooter.RowGroup::rowCount)
                    .containsExactly(4096L, 4096L, 1808L);
            List<Integer> sizes = new ArrayList<>();
            table.scan(List.of(1, 0), List.of(), 3000, batch -> sizes.add(batch.rowCount()));
            assertThat(sizes).containsExactly(3000, 1096, 3000, 1096, 1808);
        }
    }

    @Test
    void longTextsEndABatchEarly() throws SQLException {
        Path file = duckDb(
                "SELECT i, repeat('x', 1000000) || i AS s, repeat('y', 10) || i AS t FROM range(90) AS r(i)",
                "COMPRESSION snappy");

        try (ParquetTable table = ParquetTable.open(file)) {
            List<Integer> sizes = new ArrayList<>();
            List<Object> ends = new ArrayList<>();
            table.scan(List.of(2, 1, 0), List.of(), 16_384, batch -> {
                sizes.add(batch.rowCount());
                for (int row = 0; row < batch.rowCount(); row++) {
                    long number = ((FixedWidthColumn) batch.column(2)).getLong(row);
                    assertThat(ParquetTable.value(batch.column(0), row)).isEqualTo("y".repeat(10) + number);
                    String text = String.valueOf(ParquetTable.value(batch.column(1), row));
                    ends.add(text.substring(1_000_000));
                }
            });
            assertThat(sizes).hasSize(2).allMatch(size -> size < 75);
            assertThat(ends).hasSize(90).startsWith("0", "1").endsWith("88", "89");
        }
    }

    @Test
    void rowsAreCountedWithoutTouchingAColumn() throws SQLException {
        Path file = duckDb("SELECT i FROM range(10000) AS r(i)", "ROW_GROUP_SIZE 4096");

        try (ParquetTable table = ParquetTable.open(file)) {
            List<Integer> sizes = new ArrayList<>();
            ScanCounters counters = table.scan(List.of(), List.of(), 4000, batch -> {
                assertThat(batch.columns()).isEmpty();
                sizes.add(batch.rowCount());
            });
            assertThat(sizes).containsExactly(4000, 96, 4000, 96, 1808);
            assertThat(counters.bytesDecoded.sum() + counters.bytesInPlace.sum())
                    .isZero();
            assertThat(counters.rowsRead.sum()).isEqualTo(10_000);
        }
    }
}
