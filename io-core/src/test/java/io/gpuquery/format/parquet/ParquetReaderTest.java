package io.gpuquery.format.parquet;

import static io.gpuquery.format.parquet.HandmadeFile.bytes;
import static io.gpuquery.format.parquet.HandmadeFile.ints;
import static io.gpuquery.format.parquet.HandmadeFile.longs;
import static io.gpuquery.format.parquet.HandmadeFile.prefixed;
import static io.gpuquery.format.parquet.HandmadeFile.varint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.column.ColumnType;
import io.gpuquery.column.Storage;
import io.gpuquery.error.DataException;
import io.gpuquery.format.parquet.metadata.ParquetFooter;
import io.gpuquery.format.parquet.metadata.ParquetFooter.ColumnChunk;
import io.gpuquery.memory.LiveResources;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanRequest;
import io.gpuquery.testing.BlockContents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scan of a Parquet file gives besides the right values. */
class ParquetReaderTest {
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

    @Test
    void aFileWithoutRowsHasItsColumns() throws SQLException, IOException {
        Path empty = duckDb("SELECT 1 AS a, 'x' AS b WHERE false", "COMPRESSION zstd");
        Path noRowGroup = new HandmadeFile(Type.INT32, FieldRepetitionType.REQUIRED)
                .write(folder.resolve("none.parquet"), metadata -> metadata.setRow_groups(List.of()));

        for (Path file : List.of(empty, noRowGroup)) {
            try (ParquetTable table = ParquetTable.open(file)) {
                assertThat(table.description().statistics().rowCount()).isZero();
                assertThat(table.schema().columnCount()).isPositive();
                assertThat(table.rows()).isEmpty();
            }
        }
    }

    @Test
    void thousandsOfRowGroupsAreRead() throws IOException {
        // All of them share the pages of one.
        Path file = new HandmadeFile(Type.INT32, FieldRepetitionType.OPTIONAL)
                .data(2, Encoding.PLAIN, prefixed(bytes(0b11, 0b10)), ints(7))
                .write(folder.resolve("many.parquet"), metadata -> {
                    metadata.setRow_groups(
                            Collections.nCopies(5000, metadata.getRow_groups().get(0)));
                    metadata.setNum_rows(10_000);
                });

        try (ParquetTable table = ParquetTable.open(file)) {
            assertThat(table.footer().rowGroups()).hasSize(5000);
            assertThat(table.rows()).hasSize(10_000).endsWith(Arrays.asList((Object) null), List.of(7L));
        }
    }

    @Test
    void whatCannotBeReadIsLeftOutWithAReason() throws IOException {
        assertThat(leftOut(leaf(Type.INT32)
                        .setRepetition_type(FieldRepetitionType.REPEATED)
                        .setConverted_type(ConvertedType.UTF8)))
                .isEqualTo("c: INT32 values cannot be UTF8");
        assertThat(leftOut(leaf(Type.INT32).setConverted_type(ConvertedType.UTF8)))
                .isEqualTo("INT32 values cannot be UTF8");
        assertThat(leftOut(leaf(Type.FIXED_LEN_BYTE_ARRAY).setType_length(0)))
                .isEqualTo("FIXED_LEN_BYTE_ARRAY of length 0");
        assertThat(leftOut(leaf(Type.BYTE_ARRAY)
                        .setConverted_type(ConvertedType.DECIMAL)
                        .setPrecision(39)
                        .setScale(2)))
                .isEqualTo("DECIMAL(39, 2) has more than 38 digits");
        assertThat(leftOut(leaf(Type.INT32)
                        .setConverted_type(ConvertedType.DECIMAL)
                        .setPrecision(5)
                        .setScale(6)))
                .isEqualTo("DECIMAL(5, 6) is no decimal type");
    }

    private static SchemaElement leaf(Type type) {
        return new SchemaElement("c").setType(type).setRepetition_type(FieldRepetitionType.REQUIRED);
    }

    private @Nullable String leftOut(SchemaElement leaf) throws IOException {
        Path file = new HandmadeFile(leaf).data(1, Encoding.PLAIN, ints(1)).write(folder.resolve("left.parquet"));
        try (ParquetTable table = ParquetTable.open(file)) {
            assertThat(table.schema().columns()).isEmpty();
            List<Integer> sizes = new ArrayList<>();
            table.scan(List.of(), List.of(), 10, batch -> sizes.add(batch.rowCount()));
            assertThat(sizes).containsExactly(1);
            return table.footer().leftOut().get("c");
        }
    }

    @Test
    void namesAreTrimmedAndMadeUnique() throws SQLException {
        Path file = duckDb("SELECT 1 AS \" a \", 2 AS \"A_2\", 3 AS \"  \"", "COMPRESSION zstd");

        try (ParquetTable table = ParquetTable.open(file)) {
            assertThat(table.schema().columns())
                    .extracting(ColumnDefinition::name)
                    .containsExactly("a", "A_2", "column3");
            assertThat(table.footer().columns())
                    .extracting(ParquetFooter.LeafColumn::path)
                    .containsExactly(" a ", "A_2", "  ");
        }
    }

    @Test
    void theFooterTellsWhereChunksLie() throws IOException {
        Path file = new HandmadeFile(leaf(Type.INT64).setConverted_type(ConvertedType.UINT_64))
                .codec(CompressionCodec.UNCOMPRESSED)
                .dictionary(1, longs(7))
                .data(2, Encoding.RLE_DICTIONARY, bytes(0), varint(4))
                .write(folder.resolve("chunks.parquet"), metadata -> metadata.setCreated_by("somebody"));

        try (ParquetTable table = ParquetTable.open(file)) {
            ParquetFooter footer = table.footer();
            ColumnChunk chunk = footer.rowGroups().get(0).chunks().get(0);
            assertThat(chunk.path()).isEqualTo("c");
            assertThat(chunk.offsetBytes()).isEqualTo(4);
            assertThat(chunk.dictionaryOffsetBytes()).isEqualTo(4);
            assertThat(chunk.offsetBytes() + chunk.lengthBytes() + footer.footerBytes() + 8)
                    .isEqualTo(Files.size(file))
                    .isEqualTo(footer.fileBytes());
            assertThat(chunk.valueCount()).isEqualTo(2);
            assertThat(footer.columns().get(0).storage()).isEqualTo(Storage.INT128);
            assertThat(footer.columns().get(0).type()).isEqualTo(ColumnType.decimal(20, 0));
            assertThat(footer.facts())
                    .containsExactly(
                            Map.entry("formatVersion", "1"),
                            Map.entry("createdBy", "somebody"),
                            Map.entry("rows", "2"),
                            Map.entry("rowGroups", "1"),
                            Map.entry("codecs", "UNCOMPRESSED"),
                            Map.entry("encodings", "RLE_DICTIONARY"),
                            Map.entry("footerBytes", Integer.toString(footer.footerBytes())));
        }
    }

    @Test
    void aMorselAndItsBatchesOutliveTheirScan() throws IOException {
        byte[] content = Files.readAllBytes(new HandmadeFile(Type.INT32, FieldRepetitionType.REQUIRED)
                .data(3, Encoding.PLAIN, ints(1, 2, 3))
                .write(folder.resolve("outlived.parquet")));

        Scan scan = scan(content, new Cancellation());
        Morsel morsel = scan.nextMorsel();
        scan.close();
        assertThat(scan.nextMorsel()).isNull();
        assertThat(morsel).isNotNull();
        ColumnBatch batch = morsel.nextBatch();
        morsel.close();
        assertThatThrownBy(morsel::nextBatch).isInstanceOf(IllegalStateException.class);
        assertThat(batch).isNotNull();
        assertThat(ParquetTable.value(batch.column(0), 1)).isEqualTo(2L);
        batch.close();
    }

    @Test
    void aMorselThatHasFailedGivesNoMoreRows() throws IOException {
        byte[] content = Files.readAllBytes(new HandmadeFile(Type.INT32, FieldRepetitionType.REQUIRED)
                .data(2, Encoding.PLAIN, ints(1, 2))
                .data(2, Encoding.PLAIN, ints(3))
                .data(2, Encoding.PLAIN, ints(5, 6))
                .write(folder.resolve("failing.parquet")));

        try (Scan scan = scan(content, new Cancellation());
                Morsel morsel = scan.nextMorsel()) {
            assertThat(morsel).isNotNull();
            ColumnBatch batch = morsel.nextBatch();
            assertThat(batch).isNotNull();
            batch.close();
            assertThatThrownBy(morsel::nextBatch).isInstanceOf(DataException.class);
            assertThatThrownBy(morsel::nextBatch)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the morsel is closed, or has failed");
        }
    }

    /** Of the only column, in batches of two rows. */
    private static Scan scan(byte[] content, Cancellation cancellation) {
        BlockContents contents = new BlockContents(Path.of("memory.parquet"), content, content.length);
        ParquetReader reader = new ParquetReader();
        return reader.scan(new ScanRequest(
                contents,
                reader.describe(contents, ReadOptions.DEFAULT, cancellation),
                List.of(0),
                List.of(),
                ReadOptions.DEFAULT,
                2,
                cancellation));
    }

    @Test
    void aCancelledScanStops() throws IOException {
        byte[] content = Files.readAllBytes(new HandmadeFile(Type.INT32, FieldRepetitionType.REQUIRED)
                .data(3, Encoding.PLAIN, ints(1, 2, 3))
                .write(folder.resolve("cancelled.parquet")));
        Cancellation cancellation = new Cancellation();

        try (Scan scan = scan(content, cancellation);
                Morsel morsel = scan.nextMorsel()) {
            assertThat(morsel).isNotNull();
            ColumnBatch batch = morsel.nextBatch();
            assertThat(batch).isNotNull();
            batch.close();
            cancellation.cancel();
            assertThatThrownBy(morsel::nextBatch).isInstanceOf(CancellationException.class);
            assertThatThrownBy(scan::nextMorsel).isInstanceOf(CancellationException.class);
        }
    }
}
