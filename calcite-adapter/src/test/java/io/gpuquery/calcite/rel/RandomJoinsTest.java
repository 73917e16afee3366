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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Random joins over tables of some, one and no rows give the rows that Calcite's operators and DuckDB give. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RandomJoinsTest {
    private static final int QUERIES_OF_A_KIND = 15;

    private final List<Connection> connections = new ArrayList<>();
    private final List<Connection> duckDbs = new ArrayList<>();

    @BeforeAll
    void open(@TempDir Path root) throws IOException, SQLException {
        for (int rowCount : new int[] {300, 1, 0}) {
            Path directory = Files.createDirectories(root.resolve("rows" + rowCount));
            Path model = TypedTable.random(rowCount, 7).write(directory);
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
        return ofEachTable(IntStream.of(1, 2));
    }

    static Stream<Arguments> manySeeds() {
        return ofEachTable(new Random().ints(12));
    }

    private static Stream<Arguments> ofEachTable(IntStream seeds) {
        return seeds.boxed().flatMap(seed -> IntStream.range(0, 3).mapToObj(table -> Arguments.of(table, seed)));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void pairsAreThoseOfCalciteAndOfDuckDb(int table, int seed) throws SQLException {
        assertSame(table, seed, RandomJoin::pairs);
        assertSame(table, seed, RandomJoin::products);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void groupsOfJoinsOfJoinsAreThoseOfCalciteAndOfDuckDb(int table, int seed) throws SQLException {
        assertSame(table, seed, RandomJoin::groups);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void rowsThatAreFoundOrNotAreThoseOfCalciteAndOfDuckDb(int table, int seed) throws SQLException {
        assertSame(table, seed, RandomJoin::found);
        assertSame(table, seed, RandomJoin::notIn);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void fullJoinsAreThoseOfCalciteAndOfDuckDb(int table, int seed) throws SQLException {
        assertSame(table, seed, RandomJoin::full);
    }

    /** As for DuckDB, NaN is equal to NaN, and -0 to 0; to Calcite's hash join, and to none of its other operators, -0 is not 0. */
    @ParameterizedTest
    @MethodSource("seeds")
    void rowsOfEqualDoublesAreThoseOfDuckDb(int table, int seed) throws SQLException {
        RandomJoin queries = new RandomJoin(new Random(seed));
        for (int i = 0; i < QUERIES_OF_A_KIND; i++) {
            String sql = queries.doubles();
            OperatorComparison.assertAllOurs(connections.get(table), sql);
            Outcome ours = OperatorComparison.outcome(connections.get(table), sql, OperatorComparison.OURS.get(i % 3));
            assertThat((Throwable) ours.failure()).as(sql).isNull();
            try (Statement statement = duckDbs.get(table).createStatement();
                    ResultSet results = statement.executeQuery(sql)) {
                Outcome theirs = new Outcome(DuckDbRows.of(results), null);
                OperatorComparison.assertSame(new Outcome(DuckDbRows.of(ours), null), theirs, sql, false);
            }
        }
    }

    /** Found by random seeds. */
    @Test
    void aBranchThatCannotHaveRowsIsNoHindrance() throws SQLException {
        String sql = "SELECT a.row_no FROM typed AS a WHERE a.name NOT IN (SELECT b.name FROM (SELECT * FROM typed"
                + " WHERE tiny IS NOT NULL UNION ALL SELECT * FROM typed WHERE row_no < 9) AS b WHERE b.tiny IS NULL)";
        OperatorComparison.assertAllOurs(connections.get(0), sql);
        assertSame(connections.get(0), duckDbs.get(0), sql, sql);
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("manySeeds")
    void joinsOfSeedsThatDifferEachTime(int table, int seed) throws SQLException {
        pairsAreThoseOfCalciteAndOfDuckDb(table, seed);
        groupsOfJoinsOfJoinsAreThoseOfCalciteAndOfDuckDb(table, seed);
        rowsThatAreFoundOrNotAreThoseOfCalciteAndOfDuckDb(table, seed);
        fullJoinsAreThoseOfCalciteAndOfDuckDb(table, seed);
    }

    private void assertSame(int table, int seed, Function<RandomJoin, String> kind) throws SQLException {
        RandomJoin queries = new RandomJoin(new Random(seed));
        for (int i = 0; i < QUERIES_OF_A_KIND; i++) {
            String sql = kind.apply(queries);
            String what = "table " + table + ", seed " + seed + ": " + sql;
            OperatorComparison.assertAllOurs(connections.get(table), sql);
            assertSame(connections.get(table), duckDbs.get(table), sql, what);
        }
    }

    private static void assertSame(Connection connection, Connection duckDb, String sql, String what)
            throws SQLException {
        Outcome first = OperatorComparison.outcome(connection, sql, OperatorComparison.OURS.get(0));
        for (ExecutionSettings settings : OperatorComparison.OURS) {
            Outcome again = OperatorComparison.outcome(connection, sql, settings);
            OperatorComparison.assertSame(again, first, what + " with " + settings, true);
        }
        Outcome calcite = OperatorComparison.outcome(connection, sql, OperatorComparison.CALCITE);
        OperatorComparison.assertSame(first, calcite, what + " against Calcite", false);
        assertThat((Throwable) calcite.failure()).as(what).isNull();
        try (Statement statement = duckDb.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            Outcome theirs = new Outcome(DuckDbRows.of(results), null);
            OperatorComparison.assertSame(
                    new Outcome(DuckDbRows.of(first), null), theirs, what + " against DuckDB", false);
        }
    }
}
