package io.gpuquery.calcite.rel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.kernel.DeviceCosts;
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
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What users see of devices: options, plans, receipts, fallbacks and errors. */
class DeviceStatementsTest {
    private static final int ROWS = 400;
    private static final String COUNTED = "SELECT COUNT(*) AS n, SUM(small) AS s FROM typed WHERE tiny >= 0";

    private static final String JOINED =
            "SELECT a.row_no, b.price FROM typed a JOIN typed b ON a.born = b.born WHERE a.tiny > 0 AND b.small = 12";

    @TempDir
    private Path directory;

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        Leftovers.awaitNone();
        if (MetalStandIn.isAvailable()) {
            MetalStandIn.verify();
        }
    }

    private Path model() throws IOException {
        return TypedTable.random(ROWS, 5).write(directory);
    }

    private Connection connection() throws IOException, SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:model=" + model());
    }

    private static String last(Connection connection, String columns) throws SQLException {
        List<String> rows = Rows.of(
                connection,
                "SELECT " + columns + " FROM sys.queries WHERE statement NOT LIKE '%sys.queries%' ORDER BY started");
        return rows.get(rows.size() - 1);
    }

    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void aWrongKernelIsNoticedSoTheDeviceDoesCompute(TestDevice kind) throws IOException, SQLException {
        kind.require();
        try (Connection connection = connection();
                KernelDevice wrong = kind.openWrong()) {
            for (String sql : List.of(
                    COUNTED,
                    "SELECT flag, COUNT(*) AS n FROM typed GROUP BY flag",
                    "SELECT row_no, COUNT(*) AS n FROM typed GROUP BY row_no",
                    "SELECT big, price, COUNT(*) AS n FROM typed GROUP BY big, price",
                    "SELECT row_no FROM typed WHERE tiny > 0",
                    "SELECT row_no FROM typed ORDER BY row_no DESC LIMIT 3")) {
                List<String> expected = DeviceRows.of(connection, sql, null, 1, 2048);
                assertThat(DeviceRows.of(connection, sql, new DeviceUse(wrong, true), 1, 2048))
                        .as(sql)
                        .isNotEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void kernelsAreSharedByStatementsThatDifferInLiteralsAndKnowNoneOfThem(TestDevice kind)
            throws IOException, SQLException {
        kind.require();
        try (Connection connection = connection();
                KernelDevice device = kind.open()) {
            DeviceUse use = new DeviceUse(device, true);
            // What is read for the first time may have its texts without a dictionary.
            DeviceRows.of(connection, "SELECT MAX(whole), MAX(name || 'x'), SUM(small) FROM typed", null, 1, 2048);
            List<String> texts = List.of();
            for (String text : List.of("zzsecret", "a", "it''s")) {
                for (int number : List.of(123456789, 987654321)) {
                    String one = String.format(
                            "SELECT COUNT(*) AS \"secret heading\" FROM typed WHERE whole < %d AND name <> '%s'"
                                    + " AND small IN (1, 2, %d, 12)",
                            number, text, number % 1000);
                    assertThat(DeviceRows.of(connection, one, use, 1, 2048))
                            .isEqualTo(DeviceRows.of(connection, one, null, 1, 2048));
                }
                assertThat(texts.isEmpty() || texts.equals(TestDevice.texts(device)))
                        .isTrue();
                texts = TestDevice.texts(device);
            }
            assertThat(texts).hasSizeBetween(1, 2);
            assertThat(texts)
                    .noneMatch(text -> text.contains("secret") || text.contains("123456789"))
                    .noneMatch(text -> Pattern.compile("\\b(typed|small|name)\\b")
                            .matcher(text)
                            .find());
        }
    }

    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void whatIsCopiedIsCounted(TestDevice kind) throws IOException, SQLException {
        kind.require();
        try (Connection connection = connection()) {
            List<String> expected = DeviceRows.of(connection, COUNTED, null, 1, 2048);
            try (KernelDevice device = kind.openCopying()) {
                assertThat(DeviceRows.of(connection, COUNTED, new DeviceUse(device, true), 1, 2048))
                        .isEqualTo(expected);
                assertThat(last(connection, "kernels_run, bytes_copied >= " + 2 * ROWS))
                        .isEqualTo("1,true");
            }
            long copied = Long.parseLong(last(connection, "bytes_copied"));
            try (KernelDevice device = kind.open()) {
                assertThat(DeviceRows.of(connection, COUNTED, new DeviceUse(device, true), 1, 2048))
                        .isEqualTo(expected);
                assertThat(Long.parseLong(last(connection, "bytes_copied"))).isLessThan(copied);
                assertThat(last(connection, "kernels_run, bytes_shared >= " + 2 * ROWS))
                        .isEqualTo("1,true");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void numbersOfMoreThan64BitsAndOverflowsAreTheCpus(TestDevice kind) throws IOException, SQLException {
        kind.require();
        try (Connection connection = connection();
                KernelDevice device = kind.open()) {
            DeviceUse use = new DeviceUse(device, true);
            for (String sql : List.of(
                    "SELECT SUM(huge) AS s FROM typed WHERE tiny > 0",
                    "SELECT COUNT(*) AS s FROM typed WHERE big + big > 0",
                    "SELECT COUNT(*) AS s FROM typed WHERE whole / tiny > 0",
                    "SELECT SUM(big * big) AS s FROM typed",
                    "SELECT tiny, SUM(whole * whole) AS s FROM typed GROUP BY tiny")) {
                assertThat(DeviceRows.of(connection, sql, use, 1, 2048))
                        .as(sql)
                        .isEqualTo(DeviceRows.of(connection, sql, null, 1, 2048));
            }
            assertThat(DeviceRows.of(connection, "SELECT COUNT(*) AS s FROM typed WHERE big + big > 0", use, 1, 2048))
                    .first()
                    .asString()
                    .contains("overflow");
            assertThat(last(connection, "device, fallbacks"))
                    .endsWith(",a batch with numbers that the CPU has to compute");
        }
    }

    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void numbersOfMoreThan64BitsAreComputedIn128(TestDevice kind) throws IOException, SQLException {
        kind.require();
        try (Connection connection = connection();
                KernelDevice device = kind.open()) {
            DeviceUse use = new DeviceUse(device, true);
            for (String sql : List.of(
                    "SELECT SUM(price * price * small) AS s, COUNT(huge) AS n FROM typed WHERE huge > 0 AND tiny > 0",
                    "SELECT SUM(CAST(price * price * 100 AS DECIMAL(30, 2)) / 7) AS s FROM typed"
                            + " WHERE MOD(price * price * 100, 12345.6) > 0",
                    "SELECT flag, SUM(price * price * small) AS s, COUNT(*) AS n FROM typed"
                            + " WHERE huge < 0 OR huge = 12345678901234567890.5 GROUP BY flag",
                    "SELECT price * price * small AS k, SUM(CASE WHEN huge < 0 THEN price * price ELSE 1 END) AS s"
                            + " FROM typed GROUP BY price * price * small",
                    "SELECT row_no FROM typed WHERE ABS(huge) > 99999999999 AND -huge < 1",
                    "SELECT row_no, huge FROM typed WHERE tiny > 0 ORDER BY huge DESC, row_no LIMIT 9",
                    "SELECT row_no FROM typed WHERE huge IN (1.2345, 12345678901234567890.5, 3)")) {
                assertThat(DeviceRows.of(connection, sql, use, 1, 2048))
                        .as(sql)
                        .isEqualTo(DeviceRows.of(connection, sql, null, 1, 2048));
                assertThat(Rows.of(
                                connection, "SELECT DISTINCT device, fallbacks FROM sys.queries WHERE kernels_run > 0"))
                        .as(sql)
                        .containsExactly(device.device().info().kind().optionName() + ",null");
            }
            if (kind == TestDevice.METAL) {
                for (String text : TestDevice.texts(device)) {
                    assertThat(MslLint.problems(text)).as(text).isEmpty();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void groupsOfFewRowsAreTheCpusUnlessTheUserHasChosenTheDevice(TestDevice kind) throws IOException, SQLException {
        kind.require();
        String sql = "SELECT row_no, big, COUNT(*) AS n FROM typed GROUP BY row_no, big";
        try (Connection connection = connection();
                KernelDevice device = kind.open()) {
            List<String> expected = DeviceRows.of(connection, sql, null, 1, 2048);
            DeviceUse automatic = new DeviceUse(device, false, new DeviceCosts(0, 1 << 30, 1, 0));
            assertThat(DeviceRows.of(connection, sql, automatic, 1, 2048)).isEqualTo(expected);
            assertThat(last(connection, "fallbacks")).contains("groups of so few rows");
            assertThat(DeviceRows.of(connection, sql, new DeviceUse(device, true), 1, 2048))
                    .isEqualTo(expected);
            assertThat(last(connection, "fallbacks")).isEqualTo("null");
        }
    }

    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void whatADeviceCannotDoIsAnErrorWhereNoFallbackIsAllowed(TestDevice kind) throws IOException, SQLException {
        kind.require();
        try (Connection connection = connection();
                KernelDevice device = kind.open()) {
            for (String sql : List.of(
                    "SELECT COUNT(DISTINCT small) AS n FROM typed",
                    "SELECT MIN(name) AS n FROM typed",
                    "SELECT row_no FROM typed WHERE EXP(dbl) > 1",
                    "SELECT id, COUNT(*) AS n FROM typed GROUP BY id")) {
                List<String> expected = DeviceRows.of(connection, sql, null, 1, 2048);
                assertThat(DeviceRows.of(connection, sql, new DeviceUse(device, false), 1, 2048))
                        .as(sql)
                        .isEqualTo(expected);
                assertThat(last(connection, "fallbacks")).contains("not on " + device.description());
                assertThat(DeviceRows.of(connection, sql, new DeviceUse(device, true), 1, 2048))
                        .as(sql)
                        .hasSize(1)
                        .first()
                        .asString()
                        .contains("does not compute")
                        .contains("Set fallback=allow to have the CPU do it, or device=host.");
            }
        }
    }

    /** What is read for the first time may have its texts without a dictionary. */
    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void textsThatAreReadForTheFirstTimeAreComparedToo(TestDevice kind) throws IOException, SQLException {
        kind.require();
        String sql =
                "SELECT COUNT(*) AS n, MIN(row_no) AS m FROM typed WHERE name LIKE '%a%' AND CHAR_LENGTH(name) < 9";
        List<String> cold;
        try (Connection connection = connection();
                KernelDevice device = kind.open()) {
            cold = DeviceRows.of(connection, sql, new DeviceUse(device, true), 1, 2048);
            assertThat(cold).isEqualTo(DeviceRows.of(connection, sql, null, 1, 2048));
            String cast = "SELECT COUNT(*) AS n FROM typed WHERE CAST(name AS INTEGER) > 1";
            assertThat(DeviceRows.of(connection, cast, new DeviceUse(device, true), 1, 2048))
                    .isEqualTo(DeviceRows.of(connection, cast, null, 1, 2048))
                    .first()
                    .asString()
                    .contains("failed");
        }
    }

    /** The device selects, and the CPU does with the rows what a device cannot. */
    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void aDeviceSelectsForWhatTheCpuDoesBetter(TestDevice kind) throws IOException, SQLException {
        kind.require();
        try (Connection connection = connection();
                KernelDevice device = kind.open()) {
            for (String sql : List.of(
                    "SELECT SUM(dbl * 3) AS s, COUNT(DISTINCT name) AS n FROM typed WHERE tiny > 0",
                    "SELECT id, SUM(dbl) AS s FROM typed WHERE tiny > 0 AND price < 50 GROUP BY id",
                    "SELECT a.row_no, b.row_no AS other FROM typed a JOIN typed b ON a.row_no = b.row_no"
                            + " WHERE a.tiny > 0 AND b.born > DATE '1970-01-01'",
                    "SELECT row_no, name FROM typed WHERE name LIKE 'a%' ORDER BY dbl DESC, row_no LIMIT 7")) {
                List<String> expected = DeviceRows.of(connection, sql, null, 2, 64);
                assertThat(DeviceRows.of(connection, sql, new DeviceUse(device, true), 2, 64))
                        .as(sql)
                        .isEqualTo(expected);
                assertThat(last(connection, "device, kernels_run > 0"))
                        .isEqualTo(device.device().info().kind().optionName() + ",true");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void aKernelThatDoesNotEndInTimeLeavesItsWorkToTheCpu(TestDevice kind) throws IOException, SQLException {
        kind.require();
        try (Connection connection = connection();
                KernelDevice slow = kind.openImpatient();
                KernelDevice strict = kind.openImpatient()) {
            assertThat(DeviceRows.of(connection, COUNTED, new DeviceUse(slow, false), 1, 2048))
                    .isEqualTo(DeviceRows.of(connection, COUNTED, null, 1, 2048));
            DeviceRows.of(connection, COUNTED, new DeviceUse(slow, false), 1, 2048);
            assertThat(last(connection, "device, fallbacks"))
                    .startsWith("cpu,")
                    .contains("kernels had not ended after");
            assertThat(DeviceRows.of(connection, COUNTED, new DeviceUse(strict, true), 1, 2048))
                    .first()
                    .asString()
                    .contains("kernels had not ended after");
        }
    }

    @Test
    void theOptionsOfAConnectionChooseTheDevice() throws IOException, SQLException {
        TestDevice.OPENCL.require();
        Files.writeString(directory.resolve("t.csv"), "a,b\n1,x\n2,y\n3,x\n4,y\n");
        String url = "jdbc:gpuquery:directory='" + directory + "';device=opencl;fallback=error";
        String sql = "SELECT SUM(a) AS s FROM t WHERE a > 1";
        try (Connection connection = DriverManager.getConnection(url)) {
            assertThat(Rows.of(connection, sql)).containsExactly("9");
            assertThat(last(connection, "device, kernels_run > 0")).isEqualTo("opencl,true");
            assertThat(Rows.plan(connection, sql)).contains("device=[opencl]");
            assertThat(Rows.plan(connection, sql)).contains("kernels=[[t: adds up rows]]");
            assertThat(Rows.plan(connection, "SELECT b, MAX(a) AS m FROM t GROUP BY b"))
                    .contains("kernels=[[t: adds up rows by groups]]");
            assertThat(Rows.plan(connection, "SELECT a, b FROM t WHERE a > 1 AND b LIKE 'x%'"))
                    .contains("kernels=[[t: selects rows]]");
            assertThat(Rows.plan(connection, "SELECT a, b FROM t ORDER BY b, a LIMIT 2"))
                    .contains("kernels=[[t: selects rows that may be first]]");
            assertThat(Rows.plan(connection, "SELECT COUNT(DISTINCT a) AS n FROM t WHERE a > 1"))
                    .contains("kernels=[[t: selects rows, but not COUNT of different values of [$0]]]");
            assertThat(Rows.plan(connection, "SELECT b, COUNT(*) AS n FROM t WHERE EXP(a) > 1 GROUP BY b"))
                    .contains("kernels=[[t: nothing, but not ");
            assertThat(Rows.plan(connection, "SELECT a, b FROM t")).doesNotContain("kernels");
            assertThat(DeviceRows.of(connection, "SELECT COUNT(DISTINCT a) AS n FROM t", null, 1, 2048))
                    .first()
                    .asString()
                    .contains("does not compute COUNT of different values of [$0]");
        }
        for (String other : List.of("host", "auto")) {
            try (Connection connection =
                    DriverManager.getConnection("jdbc:gpuquery:directory='" + directory + "';device=" + other)) {
                assertThat(Rows.of(connection, sql)).containsExactly("9");
                assertThat(last(connection, "device, kernels_run")).isEqualTo("cpu,0");
                assertThat(Rows.plan(connection, sql)).contains("device=[cpu]").doesNotContain("kernels");
            }
        }
        try (Connection connection =
                DriverManager.getConnection("jdbc:gpuquery:directory='" + directory + "';device=opencl")) {
            assertThat(Rows.plan(connection, sql)).contains("device=[opencl, cpu]");
        }
    }

    private void mixedQueriesLeaveNothingBehind(int count) throws IOException, SQLException {
        for (TestDevice kind : TestDevice.values()) {
            kind.require();
            Random random = new Random(7);
            try (Connection connection = connection();
                    Statement statement = connection.createStatement();
                    // Room for some of the columns at a time.
                    KernelDevice device = kind == TestDevice.OPENCL ? kind.open(50_000) : kind.openCopying(50_000)) {
                DeviceQuery queries = new DeviceQuery(random, true, kind == TestDevice.OPENCL);
                // Few texts, many runs: compiling takes most of the time.
                List<String> texts = List.of(
                        queries.aggregates(),
                        queries.groups(),
                        queries.hashedGroups(),
                        queries.rows(),
                        queries.first(),
                        COUNTED,
                        "SELECT MIN(name) FROM typed",
                        JOINED);
                for (int i = 0; i < count; i++) {
                    String sql = texts.get(random.nextInt(texts.size()));
                    new ExecutionSettings(true, 2, 2048, new DeviceUse(device, false)).apply();
                    try (var results = statement.executeQuery(sql)) {
                        // Some are left in the middle.
                        for (int row = random.nextInt(3); row > 0 && results.next(); row--) {
                            assertThat(results.getMetaData().getColumnCount()).isPositive();
                        }
                    } catch (SQLException e) {
                        // Some overflow, on every device.
                        assertThat(e.getSQLState()).isEqualTo("22003");
                    } finally {
                        ExecutionSettings.USUAL.apply();
                    }
                }
            }
        }
    }

    @Test
    void twoHundredMixedQueriesLeaveNothingBehind() throws IOException, SQLException, InterruptedException {
        mixedQueriesLeaveNothingBehind(100);
        awaitNoWaiters();
    }

    @Test
    @Tag("full")
    void aThousandMixedQueriesLeaveNothingBehind() throws IOException, SQLException, InterruptedException {
        mixedQueriesLeaveNothingBehind(500);
        awaitNoWaiters();
    }

    private static void awaitNoWaiters() throws InterruptedException {
        Leftovers.awaitNone();
        long end = System.nanoTime() + 5_000_000_000L;
        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().endsWith("-waiter"))) {
            assertThat(System.nanoTime()).as("threads that wait for devices").isLessThan(end);
            Thread.sleep(20);
        }
    }
}
