package io.gpuquery.calcite.rel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gpuquery.calcite.kernel.DeviceUse;
import io.gpuquery.calcite.kernel.KernelDevice;
import io.gpuquery.calcite.kernel.TestDevice;
import io.gpuquery.calcite.testing.DeviceRows;
import io.gpuquery.calcite.testing.Leftovers;
import io.gpuquery.calcite.testing.MslLint;
import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.calcite.testing.TypedTable;
import io.gpuquery.device.metal.MetalStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What devices compute is what the CPU computes, bit for bit and in the same order. */
class DeviceQueriesTest {
    @TempDir
    private Path directory;

    /** What the table is like. */
    enum Shape {
        USUAL(400, 3),
        LARGE(40_000, 1),
        EMPTY(0, 1),
        ONE_ROW(1, 1),
        ALL_EQUAL(50, 1);

        private final int rowCount;
        /** Compiling kernels takes most of the time. */
        private final int queriesOfAKind;

        Shape(int rowCount, int queriesOfAKind) {
            this.rowCount = rowCount;
            this.queriesOfAKind = queriesOfAKind;
        }

        /** Whether texts repeat, so that they have a dictionary, by which there can be groups. */
        boolean hasDictionary() {
            return rowCount > 100;
        }
    }

    static Stream<Arguments> all() {
        return Stream.of(TestDevice.values())
                .flatMap(device -> Stream.of(Shape.values()).map(shape -> Arguments.of(device, shape)));
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        Leftovers.awaitNone();
        if (MetalStandIn.isAvailable()) {
            MetalStandIn.verify();
        }
    }

    private Connection connection(Shape shape) throws IOException, SQLException {
        Path folder = Files.createDirectories(directory.resolve(shape.name()));
        TypedTable table = shape == Shape.ALL_EQUAL
                ? TypedTable.repeated(shape.rowCount, 5)
                : TypedTable.random(shape.rowCount, 5);
        return DriverManager.getConnection("jdbc:gpuquery:model=" + table.write(folder));
    }

    private static void assertSame(Connection connection, DeviceUse use, String sql, Random random)
            throws SQLException {
        int threads = 1 + random.nextInt(3);
        int blockRows = List.of(2048, 64, 100, 7).get(random.nextInt(4));
        List<String> expected = DeviceRows.of(connection, sql, null, threads, blockRows);
        List<String> actual = DeviceRows.of(connection, sql, use, threads, blockRows);
        if (Rows.plan(connection, sql).contains("EnumerableAggregate")) {
            // The planner has left it to Calcite, whose groups come in any order.
            expected = expected.stream().sorted().toList();
            actual = actual.stream().sorted().toList();
        }
        assertThat(actual)
                .as(
                        "%s with %d rows in a block, on %s",
                        sql, blockRows, use.device().description())
                .isEqualTo(expected);
    }

    private void assertSame(TestDevice kind, Shape shape, long seed, int count) throws IOException, SQLException {
        kind.require();
        Random random = new Random(seed);
        try (Connection connection = connection(shape);
                KernelDevice device = kind.open()) {
            DeviceQuery queries = new DeviceQuery(random, shape.hasDictionary(), kind == TestDevice.OPENCL);
            DeviceUse use = new DeviceUse(device, true);
            for (Supplier<String> some : List.<Supplier<String>>of(
                    queries::aggregates, queries::groups, queries::hashedGroups, queries::rows, queries::first)) {
                for (int i = 0; i < count; i++) {
                    assertSame(connection, use, some.get(), random);
                }
            }
            if (kind == TestDevice.METAL) {
                for (String text : TestDevice.texts(device)) {
                    assertThat(MslLint.problems(text)).as(text).isEmpty();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void filtersAndAggregatesWithoutFallback(TestDevice kind, Shape shape) throws IOException, SQLException {
        assertSame(kind, shape, 42, shape.queriesOfAKind);
    }

    /** Tables so small that most rows find no place are no other: the CPU adds these up, and groups come in the same order. */
    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void fullTablesOfGroupsLeaveRowsToTheCpu(TestDevice kind) throws IOException, SQLException {
        kind.require();
        Random random = new Random(3);
        try (Connection connection = connection(Shape.USUAL);
                KernelDevice device = kind.open()) {
            TestDevice.limitTables(device, 2_000);
            DeviceUse use = new DeviceUse(device, true);
            for (String sql : List.of(
                    "SELECT row_no / 2 AS k, COALESCE(big, 0) * 0 AS z, COUNT(*) AS n, SUM(big) AS s, MIN(dbl) AS a,"
                            + " MAX(seen) AS b FROM typed WHERE row_no < 350"
                            + " GROUP BY row_no / 2, COALESCE(big, 0) * 0",
                    "SELECT row_no, dbl, SUM(price) AS s, MAX(big) AS b FROM typed WHERE row_no < 180"
                            + " GROUP BY row_no, dbl")) {
                assertSame(connection, use, sql, random);
                assertThat(Rows.of(
                                connection,
                                "SELECT device, fallbacks FROM sys.queries WHERE statement LIKE 'SELECT row_no%'"
                                        + " ORDER BY started DESC LIMIT 1"))
                        .first()
                        .asString()
                        .contains("rows of groups for which a table on the device has no place");
            }
            String most = "SELECT row_no, big, COUNT(*) AS n FROM typed GROUP BY row_no, big";
            List<String> expected = DeviceRows.of(connection, most, null, 1, 2048);
            TestDevice.limitTables(device, 500);
            assertThat(DeviceRows.of(connection, most, use, 1, 2048))
                    .first()
                    .asString()
                    .contains("does not compute groups for which a table of 64 places has no room");
            assertThat(DeviceRows.of(connection, most, new DeviceUse(device, false), 1, 2048))
                    .isEqualTo(expected);
        }
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("all")
    void filtersAndAggregatesOfSeedsThatDifferEachTime(TestDevice kind, Shape shape) throws IOException, SQLException {
        long seed = new Random().nextInt();
        assumeTrue(shape != Shape.EMPTY);
        assertSame(kind, shape, seed, 8 * shape.queriesOfAKind);
    }
}
