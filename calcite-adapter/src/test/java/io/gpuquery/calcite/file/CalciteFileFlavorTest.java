package io.gpuquery.calcite.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.error.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With two edits, the factory and the flavor, a model for Calcite's own file adapter gives the answers that it gave there. */
class CalciteFileFlavorTest {
    private static final String THEIRS = "org.apache.calcite.adapter.file.FileSchemaFactory";
    private static final String OURS = "io.gpuquery.calcite.schema.DirectorySchemaFactory";

    private static final String FLAVOR = ", \"flavor\": \"calcite-file\"";
    private static final List<String> FAILURE = List.of("an error");

    @TempDir
    static Path folder;

    /** By factory. Emptied at the end: a closed connection of Calcite's still holds its schemas. */
    private static final Map<String, Connection> CONNECTIONS = new HashMap<>();

    @BeforeAll
    static void open() throws IOException, SQLException {
        CalciteFileData.write(folder);
        CONNECTIONS.put(THEIRS, connect(THEIRS, folder, ""));
        CONNECTIONS.put(OURS, connect(OURS, folder, FLAVOR));
    }

    @AfterAll
    static void close() throws SQLException {
        for (Connection connection : CONNECTIONS.values()) {
            connection.close();
        }
        CONNECTIONS.clear();
    }

    private static Connection theirs() {
        return Objects.requireNonNull(CONNECTIONS.get(THEIRS));
    }

    private static Connection ours() {
        return Objects.requireNonNull(CONNECTIONS.get(OURS));
    }

    private static Connection connect(String factory, Path directory, String operands) throws SQLException {
        return connect("inline:{\"version\": \"1.0\", \"defaultSchema\": \"SALES\", \"schemas\": [{\"name\": \"SALES\","
                + " \"type\": \"custom\", \"factory\": \"" + factory + "\", \"operand\": {\"directory\": \"" + directory
                + "\"" + operands + "}}]}");
    }

    private static Connection connect(String model) throws SQLException {
        Properties properties = new Properties();
        properties.put("model", model);
        return DriverManager.getConnection("jdbc:calcite:", properties);
    }

    static Stream<String> statements() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(CalciteFileFlavorTest.class.getResourceAsStream("/file/statements.sql"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("statements")
    void answersAreThoseOfCalcitesFileAdapter(String sql) throws SQLException {
        assertThat(answer(ours(), sql)).isEqualTo(answer(theirs(), sql));
    }

    /** Columns, types and rows; or that it failed. */
    private static List<String> answer(Connection connection, String sql) {
        List<String> lines = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            ResultSetMetaData columns = results.getMetaData();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                // There are no types of fixed width here.
                int type = columns.getColumnType(i) == Types.CHAR ? Types.VARCHAR : columns.getColumnType(i);
                lines.add(columns.getColumnLabel(i) + " " + type);
            }
            while (results.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    row.add(String.valueOf(results.getString(i)));
                }
                lines.add(String.join("|", row));
            }
        } catch (SQLException | RuntimeException e) {
            return FAILURE;
        }
        return lines;
    }

    @Test
    void recordsAreCutAsByCalcitesFileAdapter() throws IOException, SQLException {
        Random random = new Random(20240131);
        Path files = Files.createDirectory(folder.resolve("random"));
        for (int file = 0; file < 40; file++) {
            StringBuilder text = new StringBuilder("a,b:string,c\n");
            for (int line = 0; line < 30; line++) {
                // Two delimiters at least, or Calcite's file adapter fails.
                text.append(field(random)).append(',').append(field(random)).append(",");
                text.append(field(random)).append(random.nextInt(5) == 0 ? "\r\n" : "\n");
            }
            Files.writeString(files.resolve("T" + file + ".csv"), text);
        }
        int compared = 0;
        try (Connection there = connect(THEIRS, files, "");
                Connection here = connect(OURS, files, FLAVOR)) {
            for (int file = 0; file < 40; file++) {
                String sql = "select \"a\", \"b\", \"c\" from T" + file;
                List<String> expected = answer(there, sql);
                if (!expected.equals(FAILURE)) {
                    compared++;
                    assertThat(answer(here, sql)).as("file %d", file).isEqualTo(expected);
                }
            }
        }
        assertThat(compared).isGreaterThan(10);
    }

    /** A quote that is not closed swallows delimiters: mostly they come in pairs. */
    private static String field(Random random) {
        String[] pieces = {
            "x", " ", "\"\"", "\\", "\"y\"", "\"p q\"", "'", "\\\\", "\"\\\"\"", "\"u,v\"", "\"\"\"\"", "\t"
        };
        StringBuilder field = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            field.append(pieces[random.nextInt(pieces.length)]);
        }
        return field.toString();
    }

    @Test
    void shortRecordsAreFilledUpAndBlankLinesAreRecords() throws SQLException {
        // Calcite's file adapter fails on these before its version 1.43.
        assertThat(answer(ours(), "select * from RAGGED"))
                .containsExactly("K 4", "A 12", "B 4", "1|x|2", "2|y|null", "null|null|null", "3|null|null");
    }

    @Test
    void compressedJsonIsRead() {
        // Calcite's file adapter lists such a file, and takes the compressed bytes for text.
        assertThat(answer(theirs(), "select * from JGZ")).isEqualTo(FAILURE);
        assertThat(answer(ours(), "select * from JGZ")).containsExactly("a 4", "b 12", "1|x", "2|y");
    }

    @Test
    void aQuoteThatIsNeverClosedIsAnError() throws IOException, SQLException {
        Path files = Files.createDirectory(folder.resolve("open"));
        Files.writeString(files.resolve("UNCLOSED.csv"), "a,b\n1,\"x\n2,y\n");
        try (Connection here = connect(OURS, files, FLAVOR);
                Statement statement = here.createStatement()) {
            assertThatThrownBy(() -> statement.executeQuery("select * from UNCLOSED"))
                    .hasRootCauseInstanceOf(DataException.class)
                    .rootCause()
                    .hasMessageContaining("A quote that opens on this line is never closed")
                    .hasMessageContaining("line 2");
        }
    }

    @Test
    void tablesOfTheModelAreThoseOfCalcitesFileAdapter() throws SQLException {
        String tables = "\"tables\": [{\"name\": \"D\", \"url\": \"file:DEPTS.csv\"},"
                + " {\"name\": \"J\", \"url\": \"file:JDEPTS.json\"}]";
        try (Connection there = connect(THEIRS, folder, ", " + tables);
                Connection here = connect(OURS, folder, FLAVOR + ", " + tables)) {
            for (String sql :
                    List.of("select * from D", "select * from J", "select * from DEPTS", "select * from SDEPTS")) {
                assertThat(answer(here, sql)).isEqualTo(answer(there, sql)).isNotEqualTo(FAILURE);
            }
        }
    }

    @Test
    void aTableFactoryTakesTheOperandsOfCalcitesOne() throws SQLException {
        String model =
                "inline:{\"version\": \"1.0\", \"defaultSchema\": \"S\", \"schemas\": [{\"name\": \"S\", \"tables\":"
                        + " [{\"name\": \"E\", \"type\": \"custom\", \"factory\": \"%s\","
                        + " \"operand\": {\"file\": \"" + folder.resolve("EMPS.csv.gz")
                        + "\", \"flavor\": \"%s\"}}]}]}";
        try (Connection there =
                        connect(model.formatted("org.apache.calcite.adapter.file.CsvTableFactory", "scannable"));
                Connection here =
                        connect(model.formatted("io.gpuquery.calcite.schema.DirectoryTableFactory", "calcite-file"))) {
            String sql = "select * from E order by EMPNO, NAME";
            assertThat(answer(here, sql)).isEqualTo(answer(there, sql)).hasSize(15);
        }
    }

    @Test
    void tablesAreThoseOfCalcitesFileAdapter() throws SQLException {
        assertThat(tables(ours())).isEqualTo(tables(theirs())).contains("DEPTS", "EMPS", "_hidden", ".dot");
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet results = connection.getMetaData().getTables(null, "SALES", null, null)) {
            while (results.next()) {
                tables.add(results.getString("TABLE_NAME"));
            }
        }
        tables.sort(null);
        return tables;
    }
}
