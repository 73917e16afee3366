package io.gpuquery.calcite.rel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.rel.OperatorComparison.Outcome;
import io.gpuquery.calcite.testing.TypedTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random queries with next to no memory give the rows that they give with enough, in the same order, by any number of threads. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpilledQueriesTest {
    private static final int QUERIES_OF_A_KIND = 6;
    private static final int WINDOWS_OF_A_KIND = 2;

    private Connection usual;
    private Connection spilling;
    private Path spillFolder;

    @BeforeAll
    void open(@TempDir Path root) throws IOException, SQLException {
        Path model = TypedTable.random(500, 11).write(root);
        spillFolder = Files.createDirectory(root.resolve(".spill"));
        Path little = root.resolve("little.json");
        String text = Files.readString(model);
        Files.writeString(
                little,
                text.replace(
                        "\"directory\"",
                        "\"queryMemory\": \"1\", \"spillDirectory\": \"" + spillFolder + "\", \"directory\""));
        assertThat(little).content().isNotEqualTo(text);
        usual = DriverManager.getConnection("jdbc:gpuquery:model=" + model);
        spilling = DriverManager.getConnection("jdbc:gpuquery:model=" + little);
    }

    @AfterAll
    void close() throws SQLException {
        usual.close();
        spilling.close();
        assertThat(spillFolder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void rowsAreThoseOfEnoughMemory(int seed) {
        RandomJoin joins = new RandomJoin(new Random(seed));
        RandomQuery queries = new RandomQuery(new Random(seed));
        for (Supplier<String> kind : List.<Supplier<String>>of(
                queries::groups,
                queries::sorted,
                joins::pairs,
                joins::groups,
                joins::found,
                joins::notIn,
                joins::full)) {
            for (int i = 0; i < QUERIES_OF_A_KIND; i++) {
                assertSame(seed, kind.get());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void windowsAreThoseOfEnoughMemoryAndOfCalcite(int seed) {
        RandomWindow windows = new RandomWindow(new Random(seed));
        for (int i = 0; i < WINDOWS_OF_A_KIND; i++) {
            assertSame(seed, windows.others());
            assertSame(seed, windows.nested());
            for (String sql : List.of(windows.places(), windows.frames(false), windows.frames(true))) {
                assertSame(seed, sql);
                Outcome calcite = OperatorComparison.outcome(usual, sql, OperatorComparison.CALCITE);
                Outcome actual = OperatorComparison.outcome(spilling, sql, OperatorComparison.OURS.get(0));
                OperatorComparison.assertSame(actual, calcite, "seed " + seed + ": " + sql + " against Calcite", false);
            }
        }
    }

    static IntStream manySeeds() {
        return new Random().ints(12);
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("manySeeds")
    void rowsOfSeedsThatDifferEachTime(int seed) {
        rowsAreThoseOfEnoughMemory(seed);
        windowsAreThoseOfEnoughMemoryAndOfCalcite(seed);
    }

    private void assertSame(int seed, String sql) {
        Outcome expected = OperatorComparison.outcome(usual, sql, OperatorComparison.OURS.get(0));
        for (ExecutionSettings settings : OperatorComparison.OURS) {
            Outcome actual = OperatorComparison.outcome(spilling, sql, settings);
            OperatorComparison.assertSame(actual, expected, "seed " + seed + ": " + sql + " with " + settings, true);
        }
    }
}
