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

/** Random UNIONs, INTERSECTs and EXCEPTs give the rows that Calcite's operators and DuckDB give. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SetOperationsTest {
    private static final int QUERIES = 12;
    private static final List<String> EXACT = List.of(
            "name",
            "tiny",
            "price",
            "huge",
            "born",
            "seen",
            "flag",
            "whole",
            "MOD(row_no, 4)",
            "id",
            "clock",
            "CASE WHEN flag THEN name END",
            "CAST(tiny AS INTEGER) + small");

    private final List<Connection> connections = new ArrayList<>();
    private final List<Connection> duckDbs = new ArrayList<>();

    @BeforeAll
    void open(@TempDir Path root) throws IOException, SQLException {
        for (int rowCount : new int[] {300, 1, 0}) {
            Path directory = Files.createDirectories(root.resolve("rows" + rowCount));
            Path model = TypedTable.random(rowCount, 5).write(directory);
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
    void rowsAreThoseOfCalciteAndOfDuckDb(int table, int seed) throws SQLException {
        Random random = new Random(seed);
        for (int i = 0; i < QUERIES; i++) {
            String sql = statement(random, EXACT);
            Outcome first = ours(table, sql);
            assertLikeCalcite(table, sql, first);
            try (Statement statement = duckDbs.get(table).createStatement();
                    ResultSet results = statement.executeQuery(sql)) {
                Outcome theirs = new Outcome(DuckDbRows.of(results), null);
                OperatorComparison.assertSame(
                        new Outcome(DuckDbRows.of(first), null), theirs, sql + " against DuckDB", false);
            }
        }
    }

    /** DuckDB takes -0 for 0, and has no order for bytes. */
    @ParameterizedTest
    @MethodSource("seeds")
    void rowsOfDoublesAndBytesAreThoseOfCalcite(int table, int seed) throws SQLException {
        Random random = new Random(seed);
        for (int i = 0; i < QUERIES / 2; i++) {
            String sql = statement(random, List.of("dbl", "single", "tiny", "CAST(single AS DOUBLE) * 2"));
            assertLikeCalcite(table, sql, ours(table, sql));
        }
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("manySeeds")
    void rowsOfSeedsThatDifferEachTime(int table, int seed) throws SQLException {
        rowsAreThoseOfCalciteAndOfDuckDb(table, seed);
        rowsOfDoublesAndBytesAreThoseOfCalcite(table, seed);
    }

    private Outcome ours(int table, String sql) throws SQLException {
        OperatorComparison.assertAllOurs(connections.get(table), sql);
        Outcome first = OperatorComparison.outcome(connections.get(table), sql, OperatorComparison.OURS.get(0));
        assertThat((Throwable) first.failure()).as(sql).isNull();
        for (ExecutionSettings settings : OperatorComparison.OURS) {
            Outcome again = OperatorComparison.outcome(connections.get(table), sql, settings);
            OperatorComparison.assertSame(again, first, sql + " with " + settings, true);
        }
        return first;
    }

    private void assertLikeCalcite(int table, String sql, Outcome ours) {
        Outcome calcite = OperatorComparison.outcome(connections.get(table), sql, OperatorComparison.CALCITE);
        OperatorComparison.assertSame(ours, calcite, sql + " against Calcite", false);
    }

    private static String statement(Random random, List<String> expressions) {
        List<String> columns = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            columns.add(expressions.get(random.nextInt(expressions.size())) + " AS c" + i);
        }
        StringBuilder sql = new StringBuilder(input(random, columns));
        for (int i = random.nextInt(3); i >= 0; i--) {
            String operation = List.of("INTERSECT", "EXCEPT", "INTERSECT ALL", "EXCEPT ALL", "UNION", "UNION ALL")
                    .get(random.nextInt(6));
            sql.insert(0, "(").append(") ").append(operation).append(' ').append(input(random, columns));
        }
        return random.nextInt(4) == 0 ? "SELECT COUNT(*) AS n FROM (" + sql + ") AS t" : sql.toString();
    }

    private static String input(Random random, List<String> columns) {
        List<String> conditions = List.of(
                "row_no < 70",
                "row_no > 30",
                "MOD(row_no, 3) = 1",
                "tiny IS NOT NULL",
                "name <> 'ab'",
                "row_no < 0",
                "flag",
                "1 = 1");
        return "SELECT " + String.join(", ", columns) + " FROM typed WHERE "
                + conditions.get(random.nextInt(conditions.size()));
    }
}
