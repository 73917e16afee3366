package io.gpuquery.calcite.tpch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** TPC-H with so little memory for each statement that most of what is kept goes through temporary files. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpilledTpchTest {
    private final Map<Integer, Connection> connections = new HashMap<>();
    private Path spillFolder;

    @BeforeAll
    void open(@TempDir Path root) throws IOException, SQLException {
        Path tables = root.resolve("tables");
        spillFolder = Files.createDirectory(root.resolve("spill"));
        TpchParquet.write(TpchData.at(TpchSuite.SCALE_FACTOR), tables, CompressionCodecName.SNAPPY, 1 << 20);
        for (int threads : new int[] {1, 2, 7}) {
            connections.put(
                    threads,
                    DriverManager.getConnection("jdbc:gpuquery:directory='" + tables + "';queryMemory=128k;threads="
                            + threads + ";spillDirectory='" + spillFolder + "'"));
        }
    }

    @AfterAll
    void close() throws SQLException {
        try (Statement statement = connection(2).createStatement();
                ResultSet results =
                        statement.executeQuery("select count(*) from sys.queries where bytes_spilled > 0")) {
            results.next();
            assertThat(results.getInt(1)).as("statements with temporary files").isGreaterThan(10);
        }
        for (Connection connection : connections.values()) {
            connection.close();
        }
        assertThat(spillFolder).isEmptyDirectory();
    }

    private Connection connection(int threads) {
        return Objects.requireNonNull(connections.get(threads));
    }

    static Stream<String> queries() {
        return TpchQueries.names().stream();
    }

    static Stream<Arguments> queriesByOneAndByManyThreads() {
        return Stream.of(1, 7).flatMap(threads -> queries().map(query -> Arguments.of(threads, query)));
    }

    @ParameterizedTest
    @MethodSource("queries")
    void givesTheRowsThatDuckDbGives(String query) throws SQLException {
        TpchSuite.assertRowsOfDuckDb(connection(2), query, TpchSuite.SCALE_FACTOR);
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("queriesByOneAndByManyThreads")
    void givesTheRowsThatDuckDbGives(int threads, String query) throws SQLException {
        TpchSuite.assertRowsOfDuckDb(connection(threads), query, TpchSuite.SCALE_FACTOR);
    }
}
