package io.gpuquery.calcite.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.error.DataException;
import io.gpuquery.testing.LeakCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that is not what it should be gives an error that says what, where, and what to do; its neighbours answer all the same. */
@Timeout(120)
class BadInputTest {
    private static final byte[] PARQUET = TableKind.PARQUET_ZSTD.bytes(50, 0);
    private static final int FOOTER_LENGTH_AT = PARQUET.length - 8;

    @TempDir
    private Path folder;

    private final LeakCheck leaks = LeakCheck.start();

    @BeforeEach
    void neighbours() throws IOException {
        Files.writeString(folder.resolve("good_lines.csv"), "id,name\n1,a\n2,b\n");
        Files.writeString(folder.resolve("good_objects.ndjson"), "{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n");
        Files.write(folder.resolve("good_columns.parquet"), PARQUET);
    }

    @AfterEach
    void nothingIsLeft() {
        leaks.verify();
    }

    /**
     * A broken file.
     *
     * @param name its name
     * @param latin its bytes, as text of ISO 8859-1
     * @param what a part of the problem
     * @param where what follows the file's path in the location
     * @param next a part of the hint
     */
    private record Broken(String name, String latin, String what, String where, String next) {
        byte[] bytes() {
            return latin.getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public String toString() {
            return name + ": " + what;
        }
    }

    private static Stream<Broken> brokenFiles() {
        String damaged = "write it again";
        return Stream.of(
                new Broken("bad.csv", "", "has no text", "", "declared \"columns\""),
                new Broken("bad.csv", "\n \n\n", "has no text", "", "header line"),
                new Broken("bad.json", "", "holds no records", "", "Write a record into it"),
                new Broken("bad.ndjson", "\n", "holds no records", "", "\"columns\""),
                new Broken("bad.parquet", "", "0 bytes is too short for Parquet", "", damaged),
                new Broken(
                        "bad.csv",
                        "id,name\n1,a\n2,b,c\n",
                        "3 fields, the table 2 columns",
                        ", line 3",
                        "\"delimiter\""),
                new Broken("bad.csv", "id,name\n1,a\n2,\"b\n3,c\n", "is never closed", ", line 3", "\"quote\""),
                new Broken("bad.csv", "id,name\n1,\"a\"x\n", "Behind a closing quote", ", line 2", "twice"),
                new Broken(
                        "bad.csv", "id,name\n1,a\n2,\u00ff\n", "not valid UTF-8", ", line 3, byte 14", "\"charset\""),
                new Broken(
                        "bad.ndjson",
                        "{\"id\":1}\n{\"id\":\"\u00ff\"}\n",
                        "not valid UTF-8",
                        ", line 2, byte 16",
                        "\"charset\""),
                new Broken("bad.json", "[{\"id\":1},{\"id\":2},{\"id\":3,\"na", "ends inside", ", line 1", damaged),
                new Broken("bad.json", "[{\"id\":1},{\"id\":2}", "ends inside", ", line 1", damaged),
                new Broken(
                        "bad.ndjson",
                        "{\"id\":1}\n{\"id\":2,\"na",
                        "in the middle of a record",
                        ", line 2",
                        "\"onError\""),
                new Broken("bad.parquet", "id,name\n1,a\n", "does not start as Parquet does", ", byte 0", "its format"),
                new Broken("bad.csv", "PK\3\4\24\0\6\0\b\0\0\u00ff", "a zip archive", "", "if it is a spreadsheet"),
                new Broken("bad.json", "PK\3\4\24\0\6\0\b\0\0\u00ff", "a zip archive", "", "Unpack it"),
                new Broken("bad.csv", "\u0089PNG\r\n\u001a\n\0\0\0\r\u00ff", "a picture", "", "none of these"),
                new Broken("bad.csv", "ORC,a\n\u00ff,1\n", "not valid UTF-8", ", line 2", "\"charset\""),
                footer(0),
                footer(-1),
                footer(Integer.MAX_VALUE),
                footer(Integer.MIN_VALUE),
                footer(PARQUET.length - 7),
                new Broken("bad.parquet", footerOf(5), "The footer cannot be read", ", byte", "damaged"),
                new Broken(
                        "bad.parquet",
                        footerOf(PARQUET.length - 12),
                        "The footer cannot be read",
                        ", byte 4",
                        "damaged"));
    }

    private static String footerOf(int lengthBytes) {
        byte[] bytes = PARQUET.clone();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(FOOTER_LENGTH_AT, lengthBytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static Broken footer(int lengthBytes) {
        return new Broken(
                "bad.parquet",
                footerOf(lengthBytes),
                "claims a footer of " + Integer.toUnsignedString(lengthBytes) + " bytes",
                ", byte " + FOOTER_LENGTH_AT,
                "damaged");
    }

    private Connection connect(String options) throws SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:directory=" + folder + options);
    }

    @ParameterizedTest
    @MethodSource("brokenFiles")
    void aBrokenFileIsAnErrorOfItsOwn(Broken broken) throws IOException, SQLException {
        Path file = folder.resolve(broken.name());
        Files.write(file, broken.bytes());
        try (Connection connection = connect("")) {
            for (String sql : List.of(
                    "SELECT * FROM bad", "SELECT COUNT(*) FROM bad", "SELECT * FROM \"" + broken.name() + "\"")) {
                Throwable failure = failure(connection, sql);
                assertThat(failure.getCause()).isInstanceOfSatisfying(DataException.class, cause -> {
                    assertThat(cause.problem())
                            .contains(broken.what())
                            .doesNotContain("@")
                            .doesNotContain("Exception");
                    assertThat(cause.location().toString()).startsWith(file + broken.where());
                    assertThat(cause.hint()).contains(broken.next());
                });
                assertThat(failure).hasMessageContainingAll(broken.what(), file.toString(), broken.next());
            }
            assertNeighboursAnswer(connection, "bad");
        }
    }

    private static Throwable failure(Connection connection, String sql) {
        SQLException failure = catchThrowableOfType(SQLException.class, () -> Rows.of(connection, sql));
        assertThat((Throwable) failure).as(sql).isNotNull();
        assertThat(failure.getSQLState()).as(sql).isEqualTo("22000");
        return failure;
    }

    private static void assertNeighboursAnswer(Connection connection, String... broken) throws SQLException {
        assertThat(Rows.of(connection, "SELECT name FROM good_lines WHERE id = 2"))
                .containsExactly("b");
        assertThat(Rows.of(connection, "SELECT SUM(id) FROM good_objects")).containsExactly("6");
        assertThat(Rows.of(connection, "SELECT COUNT(*), MAX(id) FROM good_columns"))
                .containsExactly("50,49");
        TreeSet<String> tables = new TreeSet<>();
        try (ResultSet rows = connection.getMetaData().getTables(null, "files", "%", null)) {
            while (rows.next()) {
                tables.add(rows.getString("TABLE_NAME"));
            }
        }
        TreeSet<String> all = new TreeSet<>(List.of("good_columns", "good_lines", "good_objects"));
        all.addAll(List.of(broken));
        assertThat(tables).isEqualTo(all);
        Map<String, Integer> columns = new TreeMap<>();
        try (ResultSet rows = connection.getMetaData().getColumns(null, "files", "%", "%")) {
            while (rows.next()) {
                columns.merge(rows.getString("TABLE_NAME"), 1, Integer::sum);
            }
        }
        // Of some broken files the columns can be told.
        columns.keySet().removeAll(List.of(broken));
        assertThat(columns).isEqualTo(Map.of("good_columns", 4, "good_lines", 2, "good_objects", 1));
    }

    @Test
    void aParquetFileCutAnywhereIsAnError() throws IOException, SQLException {
        IntStream lengths = IntStream.concat(
                IntStream.rangeClosed(0, 16),
                IntStream.concat(
                        IntStream.iterate(17, length -> length < PARQUET.length, length -> length + 97),
                        IntStream.range(PARQUET.length - 12, PARQUET.length)));
        List<String> tables = lengths.distinct()
                .sorted()
                .mapToObj(length -> {
                    try {
                        Files.write(folder.resolve("cut_" + length + ".parquet"), Arrays.copyOf(PARQUET, length));
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                    return "cut_" + length;
                })
                .toList();
        try (Connection connection = connect("")) {
            for (String table : tables) {
                Throwable failure = failure(connection, "SELECT COUNT(*) FROM " + table);
                assertThat(failure.getCause()).as(table).isInstanceOfSatisfying(DataException.class, cause -> {
                    assertThat(cause.location().file()).isEqualTo(folder.resolve(table + ".parquet"));
                    assertThat(cause.hint()).contains("write it again");
                });
            }
            assertNeighboursAnswer(connection, tables.toArray(String[]::new));
        }
    }

    @Test
    void aHeaderWithoutRowsIsAnEmptyTable() throws IOException, SQLException {
        Files.writeString(folder.resolve("header.csv"), "id,name\n");
        Files.writeString(folder.resolve("unended.csv"), "id,name");
        try (Connection connection = connect("")) {
            assertThat(Rows.of(connection, "SELECT * FROM header")).isEmpty();
            assertThat(Rows.of(connection, "SELECT COUNT(*), COUNT(name) FROM \"header.csv\""))
                    .containsExactly("0,0");
            assertThat(Rows.of(connection, "SELECT id, name FROM unended")).isEmpty();
        }
    }

    @Test
    void folderNamesThatLeadNowhereAreErrors() {
        assertThat(connecting(folder + "/nothing/at/all"))
                .hasMessageContainingAll(
                        "no such file or directory", "/nothing/at/all", "The nearest that exists is " + folder);
        assertThat(connecting("/dev/null"))
                .hasMessageContainingAll("neither a directory nor a regular file", "/dev/null", "Name a directory");
        assertThat(connecting("")).hasMessageContainingAll("\"directory\" is missing", "Name the folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"notes.md", "picture.png", "LICENSE"})
    void aFileOfNoFormatAsDirectoryIsAnError(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "This is a text about nothing in particular.\n\nIt goes on.\n");
        assertThat(connecting(file.toString()))
                .hasMessageContainingAll("no known format", file.toString(), "define it as a table");
    }

    private static Throwable connecting(String directory) {
        SQLException failure = catchThrowableOfType(
                SQLException.class,
                () -> DriverManager.getConnection("jdbc:gpuquery:directory=" + directory)
                        .close());
        assertThat((Throwable) failure).as(directory).isNotNull();
        assertThat(failure.getSQLState()).isEqualTo("08001");
        assertThat(failure.getCause()).isInstanceOf(DataException.class);
        return failure;
    }
}
