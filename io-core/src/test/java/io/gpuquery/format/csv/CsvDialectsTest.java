package io.gpuquery.format.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.column.ColumnType;
import io.gpuquery.scan.ReadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random files in random dialects, as far as DuckDB has the same rules: both give the same rows, whether we are told the dialect or not. */
class CsvDialectsTest {
    private static final List<String> FIELDS = List.of(
            "",
            "a",
            "0",
            "-1.5",
            "two words",
            " blank ",
            "é日😀",
            "x".repeat(300),
            "it's",
            "2024-02-29",
            "a\\b",
            "NULL");

    private static Connection duckDb;

    @TempDir
    Path folder;

    @BeforeAll
    static void openDuckDb() throws SQLException {
        duckDb = DriverManager.getConnection("jdbc:duckdb:");
    }

    @AfterAll
    static void closeDuckDb() throws SQLException {
        duckDb.close();
    }

    /** Fixed seeds, and some that differ each time: a failure names its seed. */
    static IntStream seeds() {
        return IntStream.concat(IntStream.range(0, 60), new Random().ints(10));
    }

    private record Dialect(char delimiter, char quote, String lineEnd, boolean header, boolean comments) {
        static Dialect random(Random random) {
            return new Dialect(
                    ",;|\t".charAt(random.nextInt(4)),
                    random.nextInt(3) == 0 ? '\'' : '"',
                    random.nextBoolean() ? "\n" : "\r\n",
                    random.nextBoolean(),
                    random.nextInt(3) == 0);
        }

        String text(List<List<String>> rows, Random random) {
            StringBuilder text = new StringBuilder();
            if (header) {
                text.append(IntStream.range(0, rows.get(0).size())
                                .mapToObj(i -> "c" + i)
                                .collect(Collectors.joining(String.valueOf(delimiter))))
                        .append(lineEnd);
            }
            for (List<String> row : rows) {
                if (comments && random.nextInt(10) == 0) {
                    text.append("# a comment")
                            .append(delimiter)
                            .append(" of ")
                            .append(quote)
                            .append(lineEnd);
                }
                text.append(row.stream().map(field -> field(field, random)).collect(Collectors.joining("" + delimiter)))
                        .append(lineEnd);
            }
            // A last line need not end.
            return random.nextInt(4) == 0 ? text.substring(0, text.length() - lineEnd.length()) : text.toString();
        }

        /** An empty field with quotes is a text, one without is NULL. */
        private String field(String field, Random random) {
            boolean needed =
                    field.indexOf(delimiter) >= 0 || field.indexOf(quote) >= 0 || field.matches("(?s).*[\r\n#].*");
            String inQuotes = quote + field.replace("" + quote, "" + quote + quote) + quote;
            return needed || random.nextInt(4) == 0 ? inQuotes : field;
        }

        ReadOptions options(int columns) {
            Options options = new Options().delimiter(delimiter).quote(quote).header(header);
            if (comments) {
                options.comment('#');
            }
            for (int i = 0; i < columns; i++) {
                options.column("c" + i, ColumnType.VARCHAR);
            }
            return options.build();
        }

        String duckDb(Path file, int columns) {
            String types = IntStream.range(0, columns)
                    .mapToObj(i -> "'c" + i + "': 'VARCHAR'")
                    .collect(Collectors.joining(", "));
            String doubled = quote == '\'' ? "''''" : "'\"'";
            return "select * from read_csv('" + file + "', auto_detect=false, delim='" + delimiter + "', quote="
                    + doubled
                    + ", escape=" + doubled + ", header=" + header + ", new_line='"
                    + (lineEnd.length() == 1 ? "\\n" : "\\r\\n") + "', allow_quoted_nulls=false, max_line_size=1000000"
                    + (comments ? ", comment='#'" : "") + ", columns={" + types + "})";
        }
    }

    private static String value(Dialect dialect, Random random) {
        String field = FIELDS.get(random.nextInt(FIELDS.size()));
        return switch (random.nextInt(12)) {
            case 0 -> field + dialect.delimiter() + field;
            case 1 -> field + dialect.quote() + field;
            case 2 -> "" + dialect.quote() + dialect.quote();
            case 3 -> field + dialect.lineEnd() + field;
            case 4 -> dialect.lineEnd() + dialect.delimiter() + dialect.quote();
            default -> field;
        };
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void rowsAreThoseOfDuckDb(int seed) throws IOException, SQLException {
        Random random = new Random(seed);
        Dialect dialect = Dialect.random(random);
        int columns = 2 + random.nextInt(5);
        List<List<String>> rows = new ArrayList<>();
        for (int row = 1 + random.nextInt(200); row > 0; row--) {
            rows.add(IntStream.range(0, columns)
                    .mapToObj(i -> value(dialect, random))
                    .toList());
        }
        Path file = folder.resolve("t.csv");
        Files.writeString(file, dialect.text(rows, random));
        List<List<@Nullable Object>> ours =
                CsvTable.read(file, dialect.options(columns)).rows();
        assertThat(ours).hasSameSizeAs(rows).isEqualTo(duckDb(dialect.duckDb(file, columns)));
    }

    /** Numbers and words under names, whose dialect shows: nobody is told anything. */
    @ParameterizedTest
    @MethodSource("seeds")
    void theDialectThatIsFoundOutIsDuckDbs(int seed) throws IOException, SQLException {
        Random random = new Random(seed);
        Dialect dialect =
                new Dialect(",;|\t".charAt(random.nextInt(4)), '"', random.nextBoolean() ? "\n" : "\r\n", true, false);
        int columns = 3 + random.nextInt(4);
        List<List<String>> rows = new ArrayList<>();
        for (int row = 30 + random.nextInt(100); row > 0; row--) {
            List<String> fields = new ArrayList<>();
            for (int i = 0; i < columns; i++) {
                fields.add(
                        switch (i % 3) {
                            case 0 -> Integer.toString(random.nextInt(1000) - 500);
                            case 1 ->
                                random.nextInt(6) == 0
                                        ? "said \"" + random.nextInt(9) + "\"" + dialect.lineEnd() + dialect.delimiter()
                                        : "word" + random.nextInt(9);
                            default -> random.nextInt(100) + ".25";
                        });
            }
            rows.add(fields);
        }
        Path file = folder.resolve("t.csv");
        Files.writeString(file, dialect.text(rows, random));
        CsvTable table = CsvTable.read(file, ReadOptions.DEFAULT);
        assertThat(table.rows())
                .hasSameSizeAs(rows)
                .isEqualTo(duckDb("select * from read_csv('" + file + "', all_varchar=false)"));
    }

    private static List<List<@Nullable Object>> duckDb(String sql) throws SQLException {
        try (Statement statement = duckDb.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            while (result.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getObject(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }
}
