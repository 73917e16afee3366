package io.gpuquery.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.TableSchema;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.FilePool;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.Scan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commonest mistakes in CSV and JSON files, with all that people are told of each: {@code mistakes.txt}. */
class MistakesTest {
    @TempDir
    private Path root;

    private record Mistake(Map<String, String> lines) {
        String get(String key) {
            return Objects.requireNonNull(lines.get(key), key);
        }

        @Override
        public String toString() {
            return get("case");
        }
    }

    static Stream<Mistake> mistakes() throws IOException {
        List<Mistake> mistakes = new ArrayList<>();
        try (InputStream input = Objects.requireNonNull(MistakesTest.class.getResourceAsStream("/mistakes.txt"))) {
            for (String paragraph : new String(input.readAllBytes(), UTF_8).split("\n\n", -1)) {
                Map<String, String> lines = new LinkedHashMap<>();
                for (String line : paragraph.split("\n", -1)) {
                    int colon = line.indexOf(": ");
                    if (!line.startsWith("#") && colon > 0) {
                        lines.put(line.substring(0, colon), line.substring(colon + 2));
                    }
                }
                if (!lines.isEmpty()) {
                    mistakes.add(new Mistake(lines));
                }
            }
        }
        assertThat(mistakes).hasSizeGreaterThan(30);
        return mistakes.stream();
    }

    private static byte[] bytes(String given) {
        String text = Pattern.compile("<(\\d+) times (.*?)>")
                .matcher(given)
                .replaceAll(found -> Matcher.quoteReplacement(found.group(2).repeat(Integer.parseInt(found.group(1)))));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                bytes.writeBytes(String.valueOf(c).getBytes(UTF_8));
                continue;
            }
            char escaped = text.charAt(++i);
            switch (escaped) {
                case 'n' -> bytes.write('\n');
                case 't' -> bytes.write('\t');
                case '0' -> bytes.write(0);
                case 'x' -> {
                    bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> bytes.write(escaped);
            }
        }
        return bytes.toByteArray();
    }

    private static ReadOptions options(String given) {
        ReadOptions usual = ReadOptions.DEFAULT;
        int sampleRows = usual.sampleRows();
        for (String option : given.split(", ", -1)) {
            if (option.startsWith("sampleRows=")) {
                sampleRows = Integer.parseInt(option.substring(11));
            }
        }
        return new ReadOptions(
                usual.columns(),
                usual.delimiter(),
                usual.quote(),
                usual.header(),
                usual.nullWords(),
                usual.charset(),
                usual.onError(),
                given.contains("strict"),
                usual.decimals(),
                usual.timeZone(),
                sampleRows,
                usual.syntax(),
                usual.notation(),
                usual.flavor());
    }

    private static String columns(CatalogTable table) {
        TableSchema schema = table.describe().schema();
        List<Integer> columns = IntStream.range(0, schema.columnCount()).boxed().toList();
        try (Scan scan = table.scan(schema, columns, List.of(), 100, new Cancellation())) {
            for (Morsel morsel = scan.nextMorsel(); morsel != null; morsel = scan.nextMorsel()) {
                try (Morsel open = morsel) {
                    for (ColumnBatch batch = open.nextBatch(); batch != null; batch = open.nextBatch()) {
                        batch.close();
                    }
                }
            }
        }
        return schema.columns().stream()
                .map(column -> column.name() + ' ' + column.type())
                .collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void peopleAreToldWhereItIsAndWhatToDo(Mistake mistake) throws IOException {
        Path file = Files.write(root.resolve(mistake.get("file")), bytes(mistake.get("text")));
        CatalogTable table = Catalog.open(
                        root,
                        CatalogOptions.DEFAULT.withReadOptions(
                                options(mistake.lines().getOrDefault("options", ""))),
                        FilePool.shared())
                .snapshot()
                .get("t");
        String columns = mistake.lines().get("columns");
        if (columns != null) {
            assertThat(columns(table)).isEqualTo(columns);
            return;
        }
        DataException failure = catchThrowableOfType(DataException.class, () -> columns(table));
        assertThat(failure).isNotNull();
        assertThat(String.valueOf(failure.getMessage()).replace(file.toString(), mistake.get("file")))
                .isEqualTo(mistake.get("error"));
        assertThat(failure.hint()).isNotEmpty();
    }
}
