package io.gpuquery.calcite.tpch;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.schema.GpuQueryTypeSystem;
import io.gpuquery.calcite.testing.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** TPC-H on directories of files of each format, through our driver and through a plain connection with a model file. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FileTpchTest {
    private final Map<List<Object>, Connection> connections = new HashMap<>();

    /** How a user comes to the tables. */
    enum Way {
        DRIVER,
        MODEL
    }

    double scaleFactor() {
        return TpchSuite.SCALE_FACTOR;
    }

    @BeforeAll
    void open(@TempDir Path root) throws IOException, SQLException {
        TpchFormat.writeAll(TpchData.at(scaleFactor()), root);
        for (TpchFormat format : TpchFormat.values()) {
            Path directory = format.directory(root);
            connections.put(
                    List.of(format, Way.DRIVER),
                    DriverManager.getConnection("jdbc:gpuquery:directory='" + directory + "'"));
            connections.put(List.of(format, Way.MODEL), plain(directory, root.resolve(format + ".json")));
        }
    }

    private static Connection plain(Path directory, Path model) throws IOException, SQLException {
        // Fractions as decimals, so that both ways of reading text are tried.
        Files.writeString(model, """
                {"version": "1.0", "defaultSchema": "tpch", "schemas": [{
                  "name": "tpch", "type": "custom", "factory": "io.gpuquery.calcite.schema.DirectorySchemaFactory",
                  "operand": {"directory": "%s", "decimals": true}}]}
                """.formatted(directory.getFileName()));
        return DriverManager.getConnection("jdbc:calcite:model=" + model + ";caseSensitive=false;typeSystem="
                + GpuQueryTypeSystem.class.getName());
    }

    @AfterAll
    void close() throws SQLException {
        for (Connection connection : connections.values()) {
            connection.close();
        }
    }

    static Stream<Arguments> queries() {
        return Stream.of(TpchFormat.values())
                .flatMap(format -> Stream.of(Way.values())
                        .flatMap(way -> TpchQueries.names().stream().map(query -> Arguments.of(format, way, query))));
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @MethodSource("queries")
    void givesTheRowsThatDuckDbGives(TpchFormat format, Way way, String query) throws SQLException {
        Connection connection = Objects.requireNonNull(connections.get(List.of(format, way)));
        TpchSuite.assertRowsOfDuckDb(connection, query, scaleFactor());
    }

    static Stream<String> names() {
        return TpchQueries.names().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void isAllDoneByOurOperatorsWithoutCalcitesCodeInThem(String query) throws SQLException {
        Connection connection =
                Objects.requireNonNull(connections.get(List.of(TpchFormat.PARQUET_BY_JAVA, Way.DRIVER)));
        String plan = Rows.plan(connection, TpchQueries.sql(query));
        assertThat(plan.lines()).allMatch(line -> line.isBlank() || line.strip().startsWith("Device"));
        assertThat(plan)
                .contains("DeviceToEnumerable(device=[cpu])", "DeviceScan")
                .doesNotContain("fallbacks");
    }
}
