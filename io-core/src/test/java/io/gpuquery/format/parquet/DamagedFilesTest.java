package io.gpuquery.format.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.error.DataException;
import io.gpuquery.format.parquet.ParquetWriting.Nulls;
import io.gpuquery.memory.LiveResources;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.Literal;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.ScanPredicate.Operator;
import io.gpuquery.scan.ScanRequest;
import io.gpuquery.testing.BlockContents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files with a wrong byte anywhere, or cut anywhere, give rows or an error that says where; never anything else. */
@Timeout(300)
class DamagedFilesTest {
    private static final int[] FLIPS = {0xff, 0x01, 0x80, 0x10, 0x7f};

    @TempDir
    private Path folder;

    /** Small files that have every encoding and codec between them. */
    enum Kind {
        VERSION_1_DICTIONARY_SNAPPY(WriterVersion.PARQUET_1_0, true, CompressionCodecName.SNAPPY),
        VERSION_1_PLAIN_UNCOMPRESSED(WriterVersion.PARQUET_1_0, false, CompressionCodecName.UNCOMPRESSED),
        VERSION_2_DICTIONARY_ZSTD(WriterVersion.PARQUET_2_0, true, CompressionCodecName.ZSTD),
        VERSION_2_DELTA_UNCOMPRESSED(WriterVersion.PARQUET_2_0, false, CompressionCodecName.UNCOMPRESSED),
        VERSION_2_DELTA_LZ4(WriterVersion.PARQUET_2_0, false, CompressionCodecName.LZ4_RAW),
        VERSION_2_DELTA_GZIP(WriterVersion.PARQUET_2_0, false, CompressionCodecName.GZIP);

        private final WriterVersion version;
        private final boolean dictionary;
        private final CompressionCodecName codec;

        Kind(WriterVersion version, boolean dictionary, CompressionCodecName codec) {
            this.version = version;
            this.dictionary = dictionary;
            this.codec = codec;
        }
    }

    private byte[] healthy(Kind kind) throws IOException {
        List<SampleField> fields = SampleField.all().stream()
                .filter(field -> List.of("b", "i16", "i64", "d", "d38f", "d30b", "i96", "s", "v5", "u")
                        .contains(field.name()))
                .toList();
        Path file = folder.resolve("healthy.parquet");
        ParquetWriting.samples(
                file,
                fields,
                40,
                Nulls.SOME,
                options -> options.withWriterVersion(kind.version)
                        .withDictionaryEncoding(kind.dictionary)
                        .withByteStreamSplitEncoding(kind == Kind.VERSION_2_DELTA_LZ4)
                        .withCompressionCodec(kind.codec)
                        .withPageRowCountLimit(25));
        return Files.readAllBytes(file);
    }

    @ParameterizedTest
    @EnumSource
    void aWrongByteGivesRowsOrAnError(Kind kind) throws IOException {
        byte[] bytes = healthy(kind);
        Random random = new Random(1);
        wrongBytes(bytes, offset -> List.of(FLIPS[random.nextInt(FLIPS.length)]));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("full")
    void everyWrongByteGivesRowsOrAnError(Kind kind) throws IOException {
        List<Integer> bitsAndAll = List.of(1, 2, 4, 8, 16, 32, 64, 128, 255, 127);
        wrongBytes(healthy(kind), offset -> bitsAndAll);
    }

    private void wrongBytes(byte[] bytes, java.util.function.IntFunction<List<Integer>> flips) {
        Map<LiveResources.Kind, Long> before = LiveResources.snapshot();
        int errors = 0;
        int rows = 0;
        for (int offset = 0; offset < bytes.length; offset++) {
            byte right = bytes[offset];
            for (int flip : flips.apply(offset)) {
                bytes[offset] = (byte) (right ^ flip);
                if (isReadable(bytes, bytes.length, "byte " + offset + " ^ " + flip)) {
                    rows++;
                } else {
                    errors++;
                }
            }
            bytes[offset] = right;
        }
        assertThat(errors).isPositive();
        assertThat(rows).isPositive();
        assertThat(LiveResources.snapshot()).isEqualTo(before);
    }

    /** Files with a column and offset index and Bloom filters, which a scan with predicates looks at. */
    @ParameterizedTest
    @EnumSource(names = {"VERSION_1_DICTIONARY_SNAPPY", "VERSION_2_DELTA_UNCOMPRESSED"})
    void aWrongByteInAnIndexGivesRowsOrAnError(Kind kind) throws IOException {
        byte[] bytes = indexed(kind);
        List<ScanPredicate> predicates = List.of(
                new ScanPredicate.Or(List.of(
                        new ScanPredicate.Comparison(0, Operator.GE, new Literal.OfLong(170)),
                        new ScanPredicate.Comparison(0, Operator.LT, new Literal.OfLong(20)))),
                new ScanPredicate.Comparison(
                        1, Operator.EQ, new Literal.OfBytes("text 177".getBytes(StandardCharsets.UTF_8))),
                new ScanPredicate.NullTest(2, true));
        Map<LiveResources.Kind, Long> before = LiveResources.snapshot();
        assertThat(isReadable(bytes, bytes.length, predicates, "healthy")).isTrue();
        int errors = 0;
        Random random = new Random(2);
        for (int offset = 0; offset < bytes.length; offset++) {
            byte right = bytes[offset];
            bytes[offset] = (byte) (right ^ FLIPS[random.nextInt(FLIPS.length)]);
            errors += isReadable(bytes, bytes.length, predicates, "byte " + offset) ? 0 : 1;
            bytes[offset] = right;
        }
        assertThat(errors).isPositive();
        assertThat(LiveResources.snapshot()).isEqualTo(before);
    }

    private byte[] indexed(Kind kind) throws IOException {
        Path file = folder.resolve("indexed.parquet");
        String schema = "message m { required int64 id; required binary s (STRING); optional double d; }";
        ParquetWriting.write(
                file,
                schema,
                options -> options.withWriterVersion(kind.version)
                        .withDictionaryEncoding("id", kind.dictionary)
                        .withDictionaryEncoding("s", false)
                        .withBloomFilterEnabled("s", true)
                        .withBloomFilterNDV("s", 100)
                        .withMaxBloomFilterBytes(256)
                        .withCompressionCodec(kind.codec)
                        .withMinRowCountForPageSizeCheck(1)
                        .withPageRowCountLimit(20),
                (writer, groups) -> {
                    for (int row = 0; row < 200; row++) {
                        Group group = groups.newGroup();
                        group.add("id", (long) row);
                        group.add("s", "text " + row);
                        if (row % 3 == 0) {
                            group.add("d", row / 3.0);
                        }
                        writer.write(group);
                    }
                });
        return Files.readAllBytes(file);
    }

    @ParameterizedTest
    @EnumSource
    void aCutFileGivesAnError(Kind kind) throws IOException {
        byte[] bytes = healthy(kind);
        Map<LiveResources.Kind, Long> before = LiveResources.snapshot();

        assertThat(isReadable(bytes, bytes.length, "whole")).isTrue();
        for (int length = 0; length < bytes.length; length++) {
            assertThat(isReadable(bytes, length, "cut at " + length)).isFalse();
        }
        assertThat(LiveResources.snapshot()).isEqualTo(before);
    }

    /** Whether the whole file can be read; false if there is a proper error. */
    private static boolean isReadable(byte[] bytes, int length, String what) {
        return isReadable(bytes, length, List.of(), what);
    }

    private static boolean isReadable(byte[] bytes, int length, List<ScanPredicate> predicates, String what) {
        Path path = Path.of("damaged.parquet");
        try (BlockContents contents = new BlockContents(path, bytes, length)) {
            ParquetReader reader = new ParquetReader();
            FileDescription description = reader.describe(contents, ReadOptions.DEFAULT, new Cancellation());
            List<Integer> columns = IntStream.range(0, description.schema().columnCount())
                    .boxed()
                    .toList();
            ScanRequest request = new ScanRequest(
                    contents, description, columns, predicates, ReadOptions.DEFAULT, 16, new Cancellation());
            readAll(reader.scan(request));
            return true;
        } catch (DataException e) {
            assertThat(e.location().file()).as(what).isEqualTo(path);
            assertThat(e.hint()).as(what).isNotEmpty();
            return false;
        } catch (RuntimeException | Error e) {
            return fail(what, e);
        }
    }

    private static void readAll(Scan opened) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (Scan scan = opened) {
            while (true) {
                try (Morsel morsel = scan.nextMorsel()) {
                    if (morsel == null) {
                        return;
                    }
                    readAll(morsel, rows);
                }
            }
        }
    }

    private static void readAll(Morsel morsel, List<List<@Nullable Object>> rows) {
        while (true) {
            try (ColumnBatch batch = morsel.nextBatch()) {
                if (batch == null) {
                    return;
                }
                rows.clear();
                ParquetTable.addRows(batch, rows);
            }
        }
    }
}
