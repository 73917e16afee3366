package io.gpuquery.format.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.ColumnType;
import io.gpuquery.error.DataException;
import io.gpuquery.memory.FilePool;
import io.gpuquery.memory.FilePoolOptions;
import io.gpuquery.scan.FileDescription;
import io.gpuquery.scan.ReadOptions;
import io.gpuquery.scan.ReadOptions.ErrorPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Text that is read from its bytes, a block of records at a time, gives the rows, errors and counts that the same text gives in UTF-16, which
 * Univocity's parser and the parsers of single values read.
 */
class CsvBlocksTest {
    @TempDir
    Path folder;

    private static final List<ColumnType> TYPES = List.of(
            ColumnType.BOOLEAN,
            ColumnType.TINYINT,
            ColumnType.INTEGER,
            ColumnType.BIGINT,
            ColumnType.REAL,
            ColumnType.DOUBLE,
            ColumnType.decimal(6, 2),
            ColumnType.decimal(18, 0),
            ColumnType.decimal(38, 10),
            ColumnType.DATE,
            ColumnType.time(6),
            ColumnType.timestamp(3),
            ColumnType.timestamp(9),
            ColumnType.timestampLtz(6),
            ColumnType.VARCHAR,
            ColumnType.VARCHAR);

    /** Texts that fit many types, few, or none. */
    private static final List<String> ODD = List.of(
            "0",
            "-0",
            "-0.0",
            "00",
            "007",
            "+5",
            "1.",
            ".5",
            "-",
            ".",
            "1..2",
            "1e3",
            "-1.5E-7",
            "127",
            "128",
            "-128",
            "2147483648",
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775808",
            "123456789012345678",
            "1234567890123456789012345678.0123456789",
            "0.30000000000000004",
            "123456.789012345",
            "9007199254740993",
            "99999999",
            "100000000",
            "1234.567",
            "12345678.",
            "NaN",
            "Infinity",
            "-inf",
            "NA",
            " NA",
            "\\N",
            " 7",
            "7 ",
            "\t7",
            "1 2",
            "٣",
            "true",
            "TRUE",
            "f",
            "2024-02-29",
            "2023-02-29",
            "0000-01-01",
            "9999-12-31",
            "1900-02-29",
            "2024-13-01",
            "2024-00-10",
            "2024-1-1",
            "2024/01/01",
            "24-01-01xx",
            "1969-12-31T23:59:59.999",
            "2024-02-29 10:00:00",
            "2024-02-29T10:00:00.1",
            "2024-02-29T10:00:00.123456789",
            "2024-02-29T10:00:00.1234567890",
            "2024-02-29T10:00:00Z",
            "2024-02-29T10:00:00.5Z",
            "2024-02-29T10:00:00+01:00",
            "2024-02-29T10:00",
            "2024-02-29T24:00:00",
            "2024-02-29T10:60:00",
            "2024-02-29T10:00:00.",
            "1600-01-01T00:00:00",
            "10:00",
            "10:00:00.123",
            "é",
            "日本語の長いテキスト",
            "a text that is longer than twelve bytes",
            "\u0000",
            "x\u00a0",
            "\u00a0");

    private static String usual(ColumnType type, Random random) {
        return switch (type.kind()) {
            case BOOLEAN -> random.nextBoolean() ? "true" : "false";
            case TINYINT -> Integer.toString(random.nextInt(256) - 128);
            case SMALLINT, INTEGER -> Integer.toString(random.nextInt() >> random.nextInt(32));
            case BIGINT -> Long.toString(random.nextLong() >> random.nextInt(64));
            case REAL, DOUBLE ->
                random.nextInt(4) == 0
                        ? Double.toString(random.nextDouble() * 1e6)
                        : (random.nextInt(2_000_000) - 1_000_000) / 100.0 + "";
            case DECIMAL ->
                java.math.BigDecimal.valueOf(random.nextInt(9999), random.nextInt(Math.min(4, type.scale() + 1)))
                        .toPlainString();
            case DATE, TIMESTAMP, TIMESTAMP_LTZ -> {
                String date = java.time.LocalDate.ofEpochDay(random.nextInt(40_000) - 10_000)
                        .toString();
                yield type.kind() == ColumnType.Kind.DATE
                        ? date
                        : date + "T0" + random.nextInt(10) + ":1" + random.nextInt(10) + ":2" + random.nextInt(10) + "."
                                + random.nextInt(1000) + (type.kind() == ColumnType.Kind.TIMESTAMP ? "" : "Z");
            }
            case TIME -> "1" + random.nextInt(10) + ":00:5" + random.nextInt(10);
            case VARCHAR, VARBINARY, UUID, ARRAY, MAP, ROW ->
                "word ".repeat(random.nextInt(5)).strip();
        };
    }

    /** How a file is written; the files differ much in how often what is unusual occurs. */
    private record Style(
            Random random,
            char delimiter,
            String lineEnd,
            int oddOf,
            int quotedOf,
            int literalOf,
            int shapeOf,
            boolean trailing,
            char escape,
            char comment) {
        static Style of(Random random) {
            int[] seldom = {0, 0, 0, 3, 50, 1000};
            return new Style(
                    random,
                    ",;|\t".charAt(random.nextInt(4)),
                    List.of("\n", "\n", "\r\n", "\r", "mixed").get(random.nextInt(5)),
                    seldom[random.nextInt(6)],
                    seldom[random.nextInt(6)],
                    seldom[random.nextInt(6)] * 2,
                    seldom[random.nextInt(6)] * 2,
                    random.nextInt(5) == 0,
                    random.nextInt(4) == 0 ? '\\' : CsvSyntax.NONE,
                    random.nextInt(5) == 0 ? '#' : CsvSyntax.NONE);
        }

        private boolean happens(int of) {
            return of != 0 && random.nextInt(of) == 0;
        }

        void appendRow(List<ColumnType> types, StringBuilder text) {
            if (comment != CsvSyntax.NONE && happens(20)) {
                text.append(List.of("#", "# a \"comment\"", "#\"" + delimiter + "\"x", "#\\")
                                .get(random.nextInt(4)))
                        .append(lineEnd.equals("mixed") ? "\n" : lineEnd);
            }
            if (happens(shapeOf)) {
                text.append(List.of("", " ", "1", "\"\"", "\"a\"" + delimiter).get(random.nextInt(5)));
                text.append(String.valueOf(delimiter).repeat(random.nextInt(types.size() + 3)));
                text.append(random.nextInt(3) == 0 ? " x" : "");
            } else {
                for (int i = 0; i < types.size(); i++) {
                    text.append(i == 0 ? "" : String.valueOf(delimiter)).append(field(types.get(i)));
                }
                text.append(trailing ? String.valueOf(delimiter) : "");
            }
            text.append(lineEnd.equals("mixed") ? List.of("\n", "\r\n").get(random.nextInt(2)) : lineEnd);
        }

        private String field(ColumnType type) {
            if (random.nextInt(12) == 0) {
                return happens(quotedOf) ? "\"\"" : "";
            }
            String value = happens(oddOf) ? ODD.get(random.nextInt(ODD.size())) : usual(type, random);
            if (escape != CsvSyntax.NONE && happens(30)) {
                String escaped = List.of(
                                "a\\" + delimiter + "b", "\\\"x", "a\\\\", "\\\nb", "\\\r\nb", "\\N", "\\#c", "x\\\r")
                        .get(random.nextInt(8));
                return random.nextBoolean() ? escaped : "\"" + escaped + "\"";
            }
            if (happens(literalOf)) {
                return List.of("5\" pipe", "\"a\"b", "a\"\"", "\"open", "5\"").get(random.nextInt(5));
            }
            if (happens(quotedOf)) {
                String more = type.kind() == ColumnType.Kind.VARCHAR && random.nextInt(3) == 0
                        ? List.of(" \"\" ", "\n", delimiter + "", "\r\n", "\"\"")
                                .get(random.nextInt(5))
                        : "";
                return "\"" + value + more + "\"";
            }
            return value;
        }
    }

    /** Rows and counts, or an error and its line. */
    private record Outcome(Object rows, String counters, long line) {}

    private static Outcome read(
            Path file, FileDescription description, ReadOptions options, List<Integer> columns, int batchRows) {
        try (FilePool pool = new FilePool(FilePoolOptions.defaults())) {
            CsvTable table = CsvTable.scan(pool, file, description, options, columns, batchRows);
            return new Outcome(table.rows(), table.counters().toString().replaceAll("bytes\\w+=\\d+", ""), 0);
        } catch (DataException e) {
            return new Outcome(
                    e.problem() + e.location().column() + e.hint(),
                    "",
                    Objects.requireNonNull(e.location().line()));
        }
    }

    /** What was found out about a file in UTF-8, for the same text in UTF-16. */
    private static FileDescription inUtf16(FileDescription description, long sizeBytes) {
        // Of a header in ASCII.
        return inUtf16(description, sizeBytes, 2 * ((CsvDialect) description.details()).dataOffsetBytes());
    }

    static FileDescription inUtf16(FileDescription description, long sizeBytes, long dataOffsetBytes) {
        CsvDialect dialect = (CsvDialect) description.details();
        CsvDialect wide = new CsvDialect(
                dialect.syntax(),
                dialect.firstRow(),
                StandardCharsets.UTF_16LE,
                dialect.lineSeparator(),
                dialect.columnCount(),
                dialect.decimalCommaColumns(),
                dataOffsetBytes,
                dialect.dataLine(),
                sizeBytes);
        return new FileDescription(description.format(), description.schema(), description.statistics(), wide);
    }

    private void assertSame(int seed) throws IOException {
        Random random = new Random(seed);
        List<ColumnType> types = new ArrayList<>();
        Options options = new Options();
        int columns = random.nextInt(8) == 0 ? 1 : 1 + random.nextInt(12);
        // Types that are found out are read with less latitude.
        boolean declared = random.nextInt(3) > 0;
        options.sampleRows(1 + random.nextInt(50));
        for (int i = 0; i < columns; i++) {
            types.add(TYPES.get(random.nextInt(TYPES.size())));
            if (declared) {
                options.column("c" + i, types.get(i));
            }
        }
        Style style = Style.of(random);
        options.delimiter(style.delimiter())
                .header(true)
                .onError(List.of(ErrorPolicy.values()).get(random.nextInt(3)));
        if (style.escape() != CsvSyntax.NONE) {
            options.escape(style.escape());
        }
        if (style.comment() != CsvSyntax.NONE) {
            options.comment(style.comment());
        }
        if (random.nextInt(3) == 0) {
            options.nullWords("NA", "\\N", "0");
        }
        if (random.nextInt(6) == 0) {
            options.strict();
        }
        StringBuilder text = new StringBuilder(
                String.join(String.valueOf(style.delimiter()), java.util.Collections.nCopies(columns, "h")));
        text.append('\n');
        int rows = random.nextInt(3) == 0 ? 4000 : random.nextInt(300);
        for (int i = 0; i < 20 && !declared; i++) {
            text.append(types.stream()
                            .map(type -> usual(type, random))
                            .collect(java.util.stream.Collectors.joining(String.valueOf(style.delimiter()))))
                    .append('\n');
        }
        for (int i = 0; i < rows; i++) {
            style.appendRow(types, text);
        }
        if (random.nextInt(3) == 0) {
            text.setLength(text.length() - 1);
        }
        List<Integer> wanted = new ArrayList<>(IntStream.range(0, columns)
                .filter(i -> random.nextInt(3) > 0)
                .boxed()
                .toList());
        java.util.Collections.shuffle(wanted, random);
        int batchRows = List.of(1, 7, 1000, 1025, 8192).get(random.nextInt(5));
        Path file = folder.resolve(seed + "-8.csv");
        Path wide = folder.resolve(seed + "-16.csv");
        Files.writeString(file, text);
        Files.writeString(wide, text, StandardCharsets.UTF_16LE);
        FileDescription description;
        try {
            description = CsvTable.describe(file, options.build());
        } catch (DataException e) {
            assertThat(style.oddOf() + style.literalOf() + style.shapeOf() + style.escape() + style.comment())
                    .as("seed %d: %s", seed, e)
                    .isPositive();
            return;
        }
        Outcome expected = read(
                wide,
                inUtf16(description, Files.size(wide)),
                options.charset(StandardCharsets.UTF_16LE).build(),
                wanted,
                batchRows);
        Outcome found =
                read(file, description, options.charset(StandardCharsets.UTF_8).build(), wanted, batchRows);
        // What reads characters looks ahead to the next record, whose error it may find first.
        if (found.line() == 0 || found.line() >= expected.line()) {
            assertThat(found).as("seed %d", seed).isEqualTo(expected);
        }
    }

    static IntStream seeds() {
        return IntStream.range(0, 30);
    }

    /** Each seed stands for ten files. */
    @ParameterizedTest
    @MethodSource("seeds")
    void textIsReadInBlocksAsItIsReadAFieldAtATime(int seed) throws IOException {
        for (int i = 0; i < 10; i++) {
            assertSame(10 * seed + i);
        }
    }

    static IntStream manySeeds() {
        return new Random().ints(300);
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("manySeeds")
    void textOfSeedsThatDifferEachTime(int seed) throws IOException {
        assertSame(seed);
    }

    @Test
    void linesAreCountedBehindManyParts() throws IOException {
        StringBuilder text = new StringBuilder("a,b\n");
        for (int i = 0; i < 9_000; i++) {
            text.append(i).append(i % 100 == 7 ? ",\"x\n\"\r\n" : ",y\n");
        }
        text.append("oops,z\n");
        Options options = new Options().column("a", ColumnType.INTEGER).column("b", ColumnType.VARCHAR);
        Path file = folder.resolve("lines.csv");
        Files.writeString(file, text);
        long line = text.chars().filter(c -> c == '\n').count();
        for (List<Integer> columns : List.of(List.of(0), List.of(1, 0))) {
            assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                    DataException.class, () -> CsvTable.read(file, options.build(), columns, 1000))
                            .location()
                            .line())
                    .isEqualTo(line);
        }
    }
}
