package io.gpuquery.calcite.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gpuquery.calcite.testing.Rows;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that a model defines: in the operand of a schema, and by the table factory. */
class TableDefinitionsTest {
    private static final String LAYOUT = "\"delimiter\": \";\", \"charset\": \"windows-1252\", \"skipLines\": 2,"
            + " \"decimalSeparator\": \"comma\", \"groupingSeparator\": \"point\", \"dateFormat\": \"dd.MM.yyyy\","
            + " \"nullWords\": [\"-\"], \"escape\": \"\\\\\", \"comment\": \"%\", \"columns\": ["
            + "{\"name\": \"number\", \"type\": \"varchar\", \"nullable\": false},"
            + "{\"name\": \"issued\", \"type\": \"date\"},"
            + "{\"name\": \"paid\", \"type\": \"timestamp\", \"format\": \"dd.MM.yyyy HH:mm\"},"
            + "{\"name\": \"amount\", \"type\": \"decimal(12, 2)\"},"
            + "{\"name\": \"customer\", \"type\": \"varchar\"}]";

    private static final List<String> INVOICES = List.of(
            "Rechnungen",
            "",
            "Nr;Datum;bezahlt;Betrag;Kunde",
            "007;31.01.2024;01.02.2024 08:15;1.234,50;Müller\\;Söhne",
            "%8;x;y;z",
            "008;-;-;-0,75;-");

    @TempDir
    Path folder;

    private Path model(String schema) throws IOException {
        return Files.writeString(
                folder.resolve("model.json"),
                "{\"version\": \"1.0\", \"defaultSchema\": \"s\", \"schemas\": [" + schema + "]}");
    }

    private Connection ofSchema(String operands) throws IOException, SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:model="
                + model("{\"name\": \"s\", \"type\": \"custom\", \"factory\": \""
                        + DirectorySchemaFactory.class.getName() + "\", \"operand\": {\"directory\": \"data\""
                        + operands + "}}"));
    }

    private Connection ofFactory(String operands) throws IOException, SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:model="
                + model("{\"name\": \"s\", \"tables\": [{\"name\": \"t\", \"type\": \"custom\", \"factory\": \""
                        + DirectoryTableFactory.class.getName() + "\", \"operand\": {" + operands + "}}]}"));
    }

    private void write(String path, List<String> lines) throws IOException {
        Path file = folder.resolve("data").resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, lines, Charset.forName("windows-1252"));
    }

    @Test
    void whatASchemaSaysOfATableIsHowItIsRead() throws IOException, SQLException {
        write("RE.txt", INVOICES);
        try (Connection connection =
                ofSchema(", \"tables\": [{\"name\": \"t\", \"path\": \"RE.txt\", " + LAYOUT + "}]")) {
            assertInvoices(connection);
            assertThatThrownBy(() -> Rows.of(connection, "select * from re")).hasMessageContaining("re");
        }
    }

    @Test
    void whatTheOperandsOfAFactorySayIsHowATableIsRead() throws IOException, SQLException {
        write("RE.txt", INVOICES);
        try (Connection connection = ofFactory("\"path\": \"data/RE.txt\", " + LAYOUT)) {
            assertInvoices(connection);
        }
    }

    private static void assertInvoices(Connection connection) throws SQLException {
        assertThat(Rows.of(connection, "select * from t"))
                .containsExactly(
                        "007,2024-01-31,2024-02-01 08:15:00.0,1234.50,Müller;Söhne", "008,null,null,-0.75,null");
        assertThat(Rows.of(connection, "select number from t where issued is null"))
                .containsExactly("008");
        assertThat(Rows.of(connection, "select count(*) from t where number is null"))
                .containsExactly("0");
    }

    @Test
    void optionsOfTheFolderHoldForAllOfItsTables() throws IOException, SQLException {
        write("a.csv", List.of("d;n", "31.01.2024;1,5", "NA;2,5"));
        write("b.csv", List.of("d;n", "01.02.2024;1.000,5"));
        try (Connection connection = ofSchema(", \"dateFormat\": \"dd.MM.yyyy\", \"nullWords\": \"NA\","
                + " \"decimalSeparator\": \",\", \"groupingSeparator\": \".\"")) {
            assertThat(Rows.of(connection, "select * from a")).containsExactly("2024-01-31,1.5", "null,2.5");
            assertThat(Rows.of(connection, "select * from b")).containsExactly("2024-02-01,1000.5");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"path\": \"in\"", "\"glob\": \"in/*.csv\"", "\"glob\": \"in/{a,b}.csv\""})
    void aTableMayBeOfSeveralFiles(String where) throws IOException, SQLException {
        write("in/a.csv", List.of("x:1"));
        write("in/b.csv", List.of("y:2"));
        String rest =
                ", \"delimiter\": \":\", \"header\": false, \"columns\": [{\"name\": \"k\", \"type\": \"varchar\"},"
                        + " {\"name\": \"v\", \"type\": \"integer\"}]";
        try (Connection connection = ofSchema(", \"tables\": [{\"name\": \"t\", " + where + rest + "}]")) {
            assertThat(Rows.of(connection, "select * from t")).containsExactly("x,1", "y,2");
        }
        try (Connection connection = ofFactory(where.replace("in", "data/in") + rest)) {
            assertThat(Rows.of(connection, "select * from t")).containsExactly("x,1", "y,2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"path\": \"lake\"", "\"glob\": \"lake/k=*/*.csv\"", "\"glob\": \"lake/**\""})
    void foldersOfKeysMayBeATable(String where) throws IOException, SQLException {
        write("lake/k=1/a.csv", List.of("x:1"));
        write("lake/k=2/b.csv", List.of("y:2"));
        String rest = ", \"delimiter\": \":\", \"header\": false";
        String sql = "select column1, column2, k from t where k < 3 order by k desc";
        try (Connection connection = ofSchema(", \"tables\": [{\"name\": \"t\", " + where + rest + "}]")) {
            assertThat(Rows.of(connection, sql)).containsExactly("y,2,2", "x,1,1");
        }
        try (Connection connection = ofFactory(where.replace("lake", "data/lake") + rest)) {
            assertThat(Rows.of(connection, sql)).containsExactly("y,2,2", "x,1,1");
        }
    }

    @Test
    void rowsOfAnObjectAreNamed() throws IOException, SQLException {
        write("r.json", List.of("{\"n\": 2, \"items\": [{\"id\": 1, \"d\": \"31.01.2024\"}, {\"id\": 2}]}"));
        try (Connection connection =
                ofSchema(", \"tables\": [{\"name\": \"t\", \"path\": \"r.json\", \"rowsAt\": \"items\","
                        + " \"columns\": [{\"name\": \"id\", \"type\": \"integer\", \"nullable\": false},"
                        + " {\"name\": \"d\", \"type\": \"date\", \"format\": \"dd.MM.yyyy\"}]}]")) {
            assertThat(Rows.of(connection, "select * from t")).containsExactly("1,2024-01-31", "2,null");
        }
    }

    @Test
    void aMissingValueWhereNoneMayBeSaysItsPlace() throws IOException, SQLException {
        write("t.csv", List.of("k;v", "1;x", ";y"));
        String columns = ", \"columns\": [{\"name\": \"k\", \"type\": \"integer\", \"nullable\": false},"
                + " {\"name\": \"v\", \"type\": \"varchar\"}]";
        try (Connection connection =
                ofSchema(", \"tables\": [{\"name\": \"t\", \"path\": \"t.csv\"" + columns + "}]")) {
            // Also where the planner takes the promise, and the column is not read for itself.
            for (String sql : List.of("select * from t", "select v from t", "select count(k) from t")) {
                assertThatThrownBy(() -> Rows.of(connection, sql))
                        .as(sql)
                        .hasMessageContaining("The value is missing, and the column is declared as not nullable")
                        .hasMessageContaining("line 3");
            }
        }
        try (Connection connection = ofSchema(
                ", \"onError\": \"skip\", \"tables\": [{\"name\": \"t\", \"path\": \"t.csv\"" + columns + "}]")) {
            assertThat(Rows.of(connection, "select count(*), count(k) from t")).containsExactly("1,1");
        }
        try (Connection connection = ofSchema(
                ", \"onError\": \"null\", \"tables\": [{\"name\": \"t\", \"path\": \"t.csv\"" + columns + "}]")) {
            assertThat(Rows.of(connection, "select count(*), count(k) from t")).containsExactly("2,1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../t.csv", "/etc/hostname", "../*.csv", "../k=*/t.csv", "in/../../k=1"})
    void aDefinitionDoesNotLeadOut(String path) {
        assertThatThrownBy(() -> {
                    Files.createDirectories(folder.resolve("data"));
                    ofSchema(", \"tables\": [{\"name\": \"t\", \"path\": \"" + path + "\"}]")
                            .close();
                })
                .rootCause()
                .hasMessageContaining("which is not inside the directory");
    }

    @Test
    void mistakesInAModelAreToldWithTheirPlace() {
        assertThatThrownBy(() -> {
                    Files.createDirectories(folder.resolve("data"));
                    ofFactory("\"path\": \"data\", \"delimeter\": \";\"").close();
                })
                .rootCause()
                .hasMessage("There is no option \"delimeter\" of table \"t\". Did you mean \"delimiter\"?");
    }

    @Test
    void columnsOfParquetAreThoseOfTheFile() throws IOException, SQLException {
        Path file = Files.createDirectories(folder.resolve("data")).resolve("t.parquet");
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:")) {
            duck.createStatement().execute("copy (select 7 as id) to '" + file + "' (format parquet)");
        }
        try (Connection connection = ofSchema(", \"tables\": [{\"name\": \"a\", \"path\": \"t.parquet\"}]")) {
            assertThat(Rows.of(connection, "select id from a")).containsExactly("7");
        }
        try (Connection connection = ofSchema(", \"tables\": [{\"name\": \"a\", \"path\": \"t.parquet\", \"columns\":"
                + " [{\"name\": \"id\", \"type\": \"bigint\"}]}]")) {
            assertThatThrownBy(() -> Rows.of(connection, "select id from a"))
                    .hasMessageContaining("Columns are declared, and a Parquet file states its own")
                    .hasMessageContaining("Leave \"columns\" out, and change types by CAST, in a view perhaps.");
        }
    }
}
