package io.gpuquery.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The model files as any other program opens them: by Calcite's own driver. */
class ExampleModelsTest {
    /** How our driver treats names; Calcite's turns them into capitals. */
    private static final Properties NAMES_AS_WRITTEN = new Properties();

    static {
        NAMES_AS_WRITTEN.setProperty("caseSensitive", "false");
        NAMES_AS_WRITTEN.setProperty("unquotedCasing", "UNCHANGED");
        NAMES_AS_WRITTEN.setProperty("typeSystem", "io.gpuquery.calcite.schema.GpuQueryTypeSystem");
    }

    private static String url(String model) {
        return "jdbc:calcite:model=" + Markdown.ROOT.resolve(model);
    }

    static Stream<PrintedStatement> statements() throws IOException {
        return PrintedStatement.of("model-examples/README.md").stream().filter(PrintedStatement::isModel);
    }

    @ParameterizedTest
    @MethodSource("statements")
    void whatIsPrintedForAModelIsWhatCalcitesDriverGives(PrintedStatement statement) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:calcite:model=" + statement.target(), NAMES_AS_WRITTEN);
                Statement running = connection.createStatement();
                ResultSet rows = running.executeQuery(statement.sql())) {
            assertThat(PrintedTable.of(rows)).isEqualTo(statement.result());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zero-config", "explicit-tables", "views-and-join"})
    void everyTableOfAModelCanBeReadWithoutAnyProperty(String name) throws SQLException {
        int tables = 0;
        try (Connection connection = DriverManager.getConnection(url("model-examples/models/" + name + ".json"));
                ResultSet listed =
                        connection.getMetaData().getTables(null, null, "%", new String[] {"TABLE", "VIEW"})) {
            while (listed.next()) {
                tables++;
                String table = '"' + listed.getString("TABLE_SCHEM") + "\".\"" + listed.getString("TABLE_NAME") + '"';
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
                    assertThat(rows.next()).as(table).isTrue();
                }
            }
        }
        assertThat(tables).isGreaterThan(3);
    }
}
