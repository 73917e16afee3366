package io.gpuquery.format.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.ColumnDefinition;
import io.gpuquery.format.parquet.ParquetWriting.Nulls;
import io.gpuquery.memory.LiveResources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type in every encoding, codec and page version that parquet-java writes, equal to what was written. */
class ParquetJavaFilesTest {
    private static final int ROWS = 700;

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

    static Stream<Arguments> shapes() {
        return Stream.of(WriterVersion.values())
                .flatMap(version -> Stream.of(true, false)
                        .flatMap(dictionary -> Stream.of(true, false)
                                .flatMap(split -> Stream.of(Nulls.values())
                                        .map(nulls -> Arguments.of(version, dictionary, split, nulls)))));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void valuesComeBackFromEveryEncoding(WriterVersion version, boolean dictionary, boolean split, Nulls nulls)
            throws IOException {
        Path file = folder.resolve("samples.parquet");
        List<List<@Nullable Object>> expected = ParquetWriting.samples(
                file,
                SampleField.all(),
                ROWS,
                nulls,
                options -> options.withWriterVersion(version)
                        .withDictionaryEncoding(dictionary)
                        .withByteStreamSplitEncoding(split)
                        .withCompressionCodec(CompressionCodecName.UNCOMPRESSED)
                        .withPageRowCountLimit(100)
                        .withDictionaryPageSize(600)
                        .withRowGroupRowCountLimit(300));

        try (ParquetTable table = ParquetTable.open(file)) {
            assertThat(table.schema().columns())
                    .isEqualTo(SampleField.all().stream()
                            .map(field -> new ColumnDefinition(field.name(), field.type(), nulls != Nulls.REQUIRED))
                            .toList());
            assertThat(table.footer().rowGroups()).hasSize(3);
            table.assertRows(1024, expected);
            table.assertRows(64, expected);
        }
    }

    static Stream<Arguments> codecs() {
        return Stream.of(
                        CompressionCodecName.SNAPPY,
                        CompressionCodecName.GZIP,
                        CompressionCodecName.ZSTD,
                        CompressionCodecName.LZ4_RAW)
                .flatMap(codec -> Stream.of(WriterVersion.values()).map(version -> Arguments.of(codec, version)));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void valuesComeBackFromEveryCodec(CompressionCodecName codec, WriterVersion version) throws IOException {
        Path file = folder.resolve("samples.parquet");
        List<List<@Nullable Object>> expected = ParquetWriting.samples(
                file,
                SampleField.all(),
                ROWS,
                Nulls.SOME,
                options -> options.withWriterVersion(version)
                        .withCompressionCodec(codec)
                        .withPageRowCountLimit(500));

        try (ParquetTable table = ParquetTable.open(file)) {
            assertThat(table.footer().facts()).containsEntry("codecs", codec.name());
            table.assertRows(256, expected);
        }
    }
}
