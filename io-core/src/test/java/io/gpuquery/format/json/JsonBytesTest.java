package io.gpuquery.format.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.ColumnDefinition;
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
import java.nio.charset.Charset;
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
 * Any bytes give rows or a {@link DataException}, and, where they are text, the same as in UTF-16, which Jackson reads.
 *
 * <p>Reads a corpus; {@link JsonBytesFuzz} looks for more. The first bytes say how the others are read.
 */
class JsonBytesTest {
    private static final Path NAME = Path.of("fuzz.json");
    /** Found by the fuzzer under this name. */
    private static final Path CORPUS =
            Path.of("src/test/resources/io/gpuquery/format/json/JsonBytesFuzzInputs/bytesAreReadTheSameInAllWays");

    private static final int OPTION_BYTES = 2;
    private static final List<ColumnType> TYPES = List.of(
            ColumnType.VARCHAR,
            ColumnType.BIGINT,
            ColumnType.DOUBLE,
            ColumnType.DATE,
            ColumnType.decimal(9, 2),
            ColumnType.timestamp(3),
            ColumnType.BOOLEAN,
            ColumnType.VARCHAR);

    /** Rows and counts, or an error. */
    private record Outcome(Object rows, String counters) {}

    private static ReadOptions options(byte[] data, Charset charset) {
        List<ColumnDefinition> declared = new ArrayList<>();
        if ((data[0] & 1) != 0) {
            for (int i = 0; i < 3; i++) {
                declared.add(new ColumnDefinition(String.valueOf((char) ('a' + i)), TYPES.get(data[1] >> i & 7), true));
            }
        }
        ErrorPolicy policy = List.of(ErrorPolicy.values()).get((data[0] >> 1 & 0x7f) % 3);
        return JsonFixture.options(declared, charset, policy, (data[0] & 0x40) != 0, data[0] < 0, 5);
    }

    private static Outcome read(byte[] bytes, FileDescription description, ReadOptions options) {
        List<Integer> columns =
                IntStream.range(0, description.schema().columnCount()).boxed().toList();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        ScanRequest request = new ScanRequest(
                new BlockContents(NAME, bytes, bytes.length),
                description,
                columns,
                List.of(),
                options,
                7,
                new Cancellation());
        try (ExactScan scan = ExactScan.start(new JsonReader(), request)) {
            for (Morsel next = scan.nextMorsel(); next != null; next = scan.nextMorsel()) {
                try (Morsel morsel = next) {
                    for (ColumnBatch read = morsel.nextBatch(); read != null; read = morsel.nextBatch()) {
                        try (ColumnBatch batch = read) {
                            rows.addAll(JsonFixture.rows(batch));
                        }
                    }
                }
            }
            return new Outcome(rows, scan.counters().toString().replaceAll("bytes\\w+=\\d+", ""));
        } catch (DataException e) {
            return new Outcome(e.problem() + e.location().line() + e.location().column() + e.hint(), "");
        }
    }

    private static @Nullable String text(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.indexOf('\ufeff') >= 0 ? null : text;
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
    void bytesAreReadAsJacksonReadsThem(Path file) throws IOException {
        check(Files.readAllBytes(file));
    }

    /** Reads what the bytes say in all ways; fails where these differ. */
    static void check(byte[] data) {
        if (data.length <= OPTION_BYTES || data.length > 1 << 14) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(data, OPTION_BYTES, data.length);
        ReadOptions narrow = options(data, StandardCharsets.UTF_8);
        FileDescription description;
        try (BlockContents contents = new BlockContents(NAME, bytes, bytes.length)) {
            description = new JsonReader().describe(contents, narrow, new Cancellation());
        } catch (DataException e) {
            return;
        }
        Outcome found = read(bytes, description, narrow);
        String text = text(bytes);
        // Of zero bytes, which no text has, Jackson finds those behind a record of less than four bytes before the
        // record.
        boolean zeroMayHideRecord = narrow.onError() == ErrorPolicy.SKIP && text != null && text.indexOf('\0') >= 0;
        if (text != null && !zeroMayHideRecord) {
            byte[] wide = text.getBytes(StandardCharsets.UTF_16LE);
            assertThat(found).isEqualTo(read(wide, description, options(data, StandardCharsets.UTF_16LE)));
        }
        assertThat(LiveResources.snapshot())
                .allSatisfy((kind, count) -> assertThat(count).as("%s", kind).isZero());
    }
}
