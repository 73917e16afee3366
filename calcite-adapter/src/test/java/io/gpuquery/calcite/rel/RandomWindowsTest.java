package io.gpuquery.calcite.rel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.rel.OperatorComparison.Outcome;
import io.gpuquery.calcite.testing.TypedTable;
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
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Random windows over tables of some, one and no rows give the rows that Calcite's operator and DuckDB give. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RandomWindowsTest {
    private static final int QUERIES_OF_A_KIND = 3;

    private final List<Connection> connections = new ArrayList<>();
    private final List<Connection> duckDbs = new ArrayList<>();

    @BeforeAll
    void open(@TempDir Path root) throws IOException, SQLException {
        for (int rowCount : new int[] {300, 1, 0}) {
            Path directory = Files.createDirectories(root.resolve("rows" + rowCount));
            Path model = TypedTable.random(rowCount, 11).write(directory);
            connections.add(DriverManager.getConnection("jdbc:gpuquery:model=" + model));
            duckDbs.add(RandomQueriesTest.duckDb(directory.resolve("typed.csv")));
        }
    }

    @AfterAll
    void close() throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
        for (Connection connection : duckDbs) {
            connection.close();
        }
    }

    static Stream<Arguments> seeds() {
        return ofEachTable(IntStream.of(1));
    }

    static Stream<Arguments> manySeeds() {
        return ofEachTable(new Random().ints(20));
    }

    private static Stream<Arguments> ofEachTable(IntStream seeds) {
        return seeds.boxed().flatMap(seed -> IntStream.range(0, 3).mapToObj(table -> Arguments.of(table, seed)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void placesAndRowsAtADistanceAreThoseOfCalciteAndOfDuckDb(int table, int seed) throws SQLException {
        assertSame(table, seed, RandomWindow::places, true, true);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aggregatesOfFramesAreThoseOfCalciteAndOfDuckDb(int table, int seed) throws SQLException {
        assertSame(table, seed, windows -> windows.frames(false), true, true);
    }

    /** DuckDB takes -0 for 0. */
    @ParameterizedTest
    @MethodSource("seeds")
    void aggregatesOfDoublesAreThoseOfCalcite(int table, int seed) throws SQLException {
        assertSame(table, seed, windows -> windows.frames(true), true, false);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void distancesExclusionsAndPartsAreThoseOfDuckDb(int table, int seed) throws SQLException {
        assertSame(table, seed, RandomWindow::others, false, true);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void windowsOfGroupsOfWindowsAreThoseOfCalciteAndOfDuckDb(int table, int seed) throws SQLException {
        assertSame(table, seed, RandomWindow::nested, true, true);
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("manySeeds")
    void windowsOfSeedsThatDifferEachTime(int table, int seed) throws SQLException {
        placesAndRowsAtADistanceAreThoseOfCalciteAndOfDuckDb(table, seed);
        aggregatesOfFramesAreThoseOfCalciteAndOfDuckDb(table, seed);
        aggregatesOfDoublesAreThoseOfCalcite(table, seed);
        distancesExclusionsAndPartsAreThoseOfDuckDb(table, seed);
        windowsOfGroupsOfWindowsAreThoseOfCalciteAndOfDuckDb(table, seed);
    }

    private void assertSame(
            int table, int seed, Function<RandomWindow, String> kind, boolean likeCalcite, boolean likeDuckDb)
            throws SQLException {
        RandomWindow queries = new RandomWindow(new Random(seed));
        Connection connection = connections.get(table);
        for (int i = 0; i < QUERIES_OF_A_KIND; i++) {
            String sql = kind.apply(queries);
            String what = "table " + table + ", seed " + seed + ": " + sql;
            OperatorComparison.assertAllOurs(connection, sql);
            Outcome first = OperatorComparison.outcome(connection, sql, OperatorComparison.OURS.get(0));
            assertThat((Throwable) first.failure()).as(what).isNull();
            for (ExecutionSettings settings : OperatorComparison.OURS) {
                Outcome again = OperatorComparison.outcome(connection, sql, settings);
                OperatorComparison.assertSame(again, first, what + " with " + settings, true);
            }
            if (likeCalcite) {
                Outcome calcite = OperatorComparison.outcome(connection, sql, OperatorComparison.CALCITE);
                OperatorComparison.assertSame(first, calcite, what + " against Calcite", false);
            }
            if (likeDuckDb) {
                try (Statement statement = duckDbs.get(table).createStatement();
                        ResultSet results = statement.executeQuery(RandomWindow.forDuckDb(sql))) {
                    Outcome theirs = new Outcome(DuckDbRows.of(results), null);
                    OperatorComparison.assertSame(
                            new Outcome(DuckDbRows.of(first), null), theirs, what + " against DuckDB", false);
                }
            }
        }
    }
}
