package io.gpuquery.format.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.ColumnType;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.LiveResources;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.ExactScan;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import io.gpuquery.scan.ScanRequest;
import io.gpuquery.testing.BlockContents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes give rows or a {@link DataException}: the same in one part and in several, and, where they are text, the same as in UTF-16,
 * which Univocity's parser reads.
 *
 * <p>Reads a corpus; {@link CsvBytesFuzz} looks for more. The first bytes say how the others are read.
 */
class CsvBytesTest {
    private static final Path NAME = Path.of("fuzz.csv");
    /** Found by the fuzzer under this name. */
    private static final Path CORPUS =
            Path.of("src/test/resources/io/gpuquery/format/csv/CsvBytesFuzzInputs/bytesAreReadTheSameInAllWays");

    private static final int OPTION_BYTES = 4;
    private static final String ESCAPES = "\0\0\\^";
    private static final List<ColumnType> TYPES = List.of(
            ColumnType.VARCHAR,
            ColumnType.BIGINT,
            ColumnType.DOUBLE,
            ColumnType.DATE,
            ColumnType.decimal(9, 2),
            ColumnType.timestamp(3),
            ColumnType.BOOLEAN,
            ColumnType.VARCHAR);

    /** Rows and counts, or an error and its line. */
    private record Outcome(Object rows, String counters, long line) {}

    private static Options options(byte[] bytes) {
        Options options = new Options()
                .delimiter(",;|\t".charAt(bytes[0] & 3))
                .quote("\"\"'\0".charAt(bytes[0] >> 2 & 3))
                .header((bytes[0] >> 4 & 1) != 0)
                .onError(List.of(ErrorPolicy.values()).get((bytes[1] & 0xff) % 3))
                .sampleRows(10);
        char escape = ESCAPES.charAt(bytes[0] >> 5 & 3);
        if (escape != CsvSyntax.NONE) {
            options.escape(escape);
        }
        if (bytes[0] < 0) {
            options.comment('#');
        }
        if ((bytes[1] & 0x80) != 0) {
            options.strict();
        }
        if ((bytes[1] & 0x40) != 0) {
            options.nullWords("NA", "\\N");
        }
        for (int i = 0; i <= (bytes[2] & 3); i++) {
            options.column("c" + i, TYPES.get((bytes[2] >> (2 + i)) & 7));
        }
        return options;
    }

    private static Outcome read(
            CsvReader reader, byte[] bytes, FileDescription description, ReadOptions options, int batchRows) {
        List<Integer> columns =
                IntStream.range(0, description.schema().columnCount()).boxed().toList();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        ScanRequest request = new ScanRequest(
                new BlockContents(NAME, bytes, bytes.length),
                description,
                columns,
                List.of(),
                options,
                batchRows,
                new Cancellation());
        try (ExactScan scan = ExactScan.start(reader, request)) {
            for (Morsel next = scan.nextMorsel(); next != null; next = scan.nextMorsel()) {
                try (Morsel morsel = next) {
                    for (ColumnBatch read = morsel.nextBatch(); read != null; read = morsel.nextBatch()) {
                        try (ColumnBatch batch = read) {
                            CsvTable.addRows(batch, rows);
                        }
                    }
                }
            }
            return new Outcome(rows, scan.counters().toString().replaceAll("bytes\\w+=\\d+", ""), 0);
        } catch (DataException e) {
            Long line = e.location().line();
            return new Outcome(e.problem() + e.location().column() + e.hint(), "", line == null ? 0 : line);
        }
    }

    private static @Nullable String text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            // These are refused with escapes in texts of characters only.
            return text.chars().anyMatch(c -> c == '\ufeff' || (c >= '\ufdd0' && c <= '\ufdd3')) ? null : text;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    static Stream<Path> corpus() throws IOException {
        try (Stream<Path> files = Files.list(CORPUS)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void bytesAreReadInPartsAndByUnivocityAsInOne(Path file) throws IOException {
        check(Files.readAllBytes(file));
    }

    /** Reads what the bytes say in all ways; fails where these differ. */
    static void check(byte[] data) {
        if (data.length <= OPTION_BYTES || data.length > 1 << 14) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(data, OPTION_BYTES, data.length);
        Options options = options(data);
        ReadOptions narrow = options.charset(StandardCharsets.UTF_8).build();
        FileDescription description;
        try (BlockContents contents = new BlockContents(NAME, bytes, bytes.length)) {
            description = new CsvReader().describe(contents, narrow, new Cancellation());
        } catch (DataException e) {
            return;
        }
        int batchRows = List.of(1, 7, 1000, 8192).get(data[3] & 3);
        Outcome whole = read(new CsvReader(), bytes, description, narrow, batchRows);
        assertThat(read(new CsvReader(1 + (data[3] & 0xff)), bytes, description, narrow, batchRows))
                .as("in parts")
                .isEqualTo(whole);
        String text = text(bytes);
        CsvDialect dialect = (CsvDialect) description.details();
        if (text != null && text(Arrays.copyOf(bytes, (int) dialect.dataOffsetBytes())) != null) {
            byte[] wide = text.getBytes(StandardCharsets.UTF_16LE);
            int start = new String(bytes, 0, (int) dialect.dataOffsetBytes(), StandardCharsets.UTF_8).length();
            Outcome expected = read(
                    new CsvReader(),
                    wide,
                    CsvBlocksTest.inUtf16(description, wide.length, 2L * start),
                    options.charset(StandardCharsets.UTF_16LE).build(),
                    batchRows);
            // What reads characters looks ahead to the next record, whose error it may find first.
            if (whole.line() == 0 || whole.line() >= expected.line()) {
                assertThat(whole).as("in UTF-16").isEqualTo(expected);
            }
        }
        assertThat(LiveResources.snapshot())
                .allSatisfy((kind, count) -> assertThat(count).as("%s", kind).isZero());
    }
}
