package io.gpuquery.format.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.error.DataException;
import io.gpuquery.format.parquet.ParquetWriting.Nulls;
import io.gpuquery.format.parquet.metadata.ParquetFooter.ColumnChunk;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanRequest;
import io.gpuquery.testing.BlockContents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksumsTest {
    @TempDir
    private Path folder;

    private static long rows(byte[] bytes, boolean verify) {
        try (BlockContents contents = new BlockContents(Path.of("sums.parquet"), bytes, bytes.length)) {
            ReadOptions options = ReadOptions.DEFAULT.withVerifyChecksums(verify);
            ParquetReader reader = new ParquetReader();
            FileDescription description = reader.describe(contents, options, new Cancellation());
            List<Integer> columns = IntStream.range(0, description.schema().columnCount())
                    .boxed()
                    .toList();
            ScanRequest request =
                    new ScanRequest(contents, description, columns, List.of(), options, 1024, new Cancellation());
            long rows = 0;
            try (Scan scan = reader.scan(request);
                    Morsel morsel = scan.nextMorsel()) {
                for (ColumnBatch batch = next(morsel); batch != null; batch = next(morsel)) {
                    rows += batch.rowCount();
                    batch.close();
                }
            }
            return rows;
        }
    }

    private static @Nullable ColumnBatch next(@Nullable Morsel morsel) {
        return morsel == null ? null : morsel.nextBatch();
    }

    /** Values whose every bit may be right: without checksums nobody would know. */
    @ParameterizedTest
    @CsvSource({"PARQUET_1_0, UNCOMPRESSED, false", "PARQUET_2_0, UNCOMPRESSED, true", "PARQUET_1_0, ZSTD, true"})
    void aWrongBitOfAPageIsFoundOnlyWhereChecksumsAreVerified(
            WriterVersion version, CompressionCodecName codec, boolean dictionary) throws IOException {
        Path file = folder.resolve("sums.parquet");
        List<SampleField> fields = SampleField.all().stream()
                .filter(field -> List.of("i64", "d").contains(field.name()))
                .toList();
        ParquetWriting.samples(
                file,
                fields,
                200,
                Nulls.REQUIRED,
                options -> options.withWriterVersion(version)
                        .withCompressionCodec(codec)
                        .withDictionaryEncoding(dictionary)
                        .withPageWriteChecksumEnabled(true));
        byte[] bytes = Files.readAllBytes(file);
        assertThat(rows(bytes, true)).isEqualTo(200);

        try (ParquetTable table = ParquetTable.open(file)) {
            ColumnChunk chunk = table.footer().rowGroups().get(0).chunks().get(0);
            int last = (int) (chunk.offsetBytes() + chunk.lengthBytes()) - 1;
            bytes[last] ^= 0x01;
        }
        if (codec == CompressionCodecName.UNCOMPRESSED && !dictionary) {
            assertThat(rows(bytes, false)).isEqualTo(200);
        }
        DataException failure = catchThrowableOfType(DataException.class, () -> rows(bytes, true));
        assertThat(failure).hasMessageMatching("The page has the checksum [0-9a-f]+ and should have [0-9a-f]+ .*");
        assertThat(failure.location().column()).isEqualTo("i64");
        assertThat(failure.location().rowGroup()).isZero();
    }
}
