package io.gpuquery.calcite.rel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.kernel.DeviceUse;
import io.gpuquery.calcite.kernel.KernelDevice;
import io.gpuquery.calcite.kernel.TestDevice;
import io.gpuquery.calcite.testing.DeviceRows;
import io.gpuquery.calcite.testing.Leftovers;
import io.gpuquery.calcite.testing.MslLint;
import io.gpuquery.device.metal.MetalStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a join looks keys up, a device leaves out rows that the join would, and no others. */
class DeviceJoinsTest {
    private static final int FACTS = 20_000;
    private static final int DAYS = 40;

    /** The conditions of a join, whether a bitmap of integers serves them, and whether a table by code of a dictionary does. */
    private record Case(String sql, boolean members, boolean texts) {}

    private static final List<Case> CASES = List.of(
            new Case("SELECT f.id, d.label FROM facts f JOIN dims d ON f.k = d.k", true, false),
            new Case(
                    "SELECT f.id, d.label FROM facts f JOIN dims d ON f.k = d.k WHERE f.amount > 50 AND d.big > 0",
                    true,
                    false),
            new Case("SELECT SUM(f.amount) AS s FROM facts f JOIN dims d ON f.big = d.big", true, false),
            new Case("SELECT f.id FROM facts f WHERE f.k IN (SELECT k FROM dims WHERE k > 3)", true, false),
            new Case(
                    "SELECT COUNT(*) AS n FROM facts f WHERE NOT EXISTS (SELECT 1 FROM dims d WHERE d.k = f.k)",
                    true,
                    false),
            new Case(
                    "SELECT COUNT(*) AS n FROM facts f WHERE NOT EXISTS"
                            + " (SELECT 1 FROM dims d WHERE d.k = f.k AND d.big > f.amount)",
                    false,
                    false),
            new Case(
                    "SELECT f.id FROM facts f WHERE EXISTS (SELECT 1 FROM dims d WHERE d.k = f.k AND d.big > f.amount)",
                    true,
                    false),
            new Case("SELECT f.id, d.label FROM facts f JOIN dims d ON f.k = d.k AND f.amount = d.small", true, false),
            new Case("SELECT f.id, d.k FROM facts f JOIN dims d ON f.born = d.born", true, false),
            new Case("SELECT f.id, d.k FROM facts f JOIN dims d ON f.label = d.label WHERE f.amount < 40", false, true),
            new Case(
                    "SELECT f.id FROM facts f WHERE NOT EXISTS (SELECT 1 FROM dims d WHERE d.label = f.label)",
                    false,
                    true),
            new Case("SELECT f.id FROM facts f WHERE f.k NOT IN (SELECT k FROM dims)", false, false),
            new Case("SELECT f.id FROM facts f JOIN dims d ON f.price = d.price", true, false),
            new Case(
                    "SELECT f.id, e.k FROM facts f JOIN dims d ON f.k = d.k JOIN dims e ON f.amount = e.small",
                    true,
                    false),
            new Case(
                    "SELECT f.id, d.label FROM facts f LEFT JOIN dims d ON f.k = d.k WHERE f.amount > 60",
                    false,
                    false),
            new Case("SELECT f.id FROM facts f JOIN dims d ON f.k = d.k WHERE d.k > 100000", false, false));

    @TempDir
    private Path directory;

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        Leftovers.awaitNone();
        if (MetalStandIn.isAvailable()) {
            MetalStandIn.verify();
        }
    }

    private void write() throws IOException {
        Random random = new Random(3);
        StringBuilder facts = new StringBuilder("id,k,big,amount,price,born,label\n");
        for (int row = 0; row < FACTS; row++) {
            facts.append(row)
                    .append(',')
                    .append(random.nextInt(9) == 0 ? "" : random.nextInt(200) - 100)
                    .append(',')
                    .append(5_000_000_000L + random.nextInt(300))
                    .append(',')
                    .append(random.nextInt(90))
                    .append(',')
                    .append(random.nextInt(50))
                    .append('.')
                    .append(random.nextInt(10))
                    .append("0,")
                    .append(random.nextInt(7) == 0 ? "" : day(random))
                    .append(',')
                    .append(random.nextInt(7) == 0 ? "" : "label ü" + random.nextInt(30))
                    .append('\n');
        }
        StringBuilder dims = new StringBuilder("k,big,small,price,born,label\n");
        for (int row = 0; row < 60; row++) {
            dims.append(row % 11 == 5 ? "" : 3 * row - 90)
                    .append(',')
                    .append(5_000_000_000L + 7L * row)
                    .append(',')
                    .append(row % 50)
                    .append(',')
                    .append(row % 40)
                    .append(".50,")
                    .append(row % 8 == 0 ? "" : day(random))
                    .append(',')
                    .append(row % 3 == 0 ? "" : "label ü" + row)
                    .append('\n');
        }
        Files.writeString(directory.resolve("facts.csv"), facts);
        Files.writeString(directory.resolve("dims.csv"), dims);
    }

    private static String day(Random random) {
        int day = random.nextInt(DAYS);
        return "20" + (10 + day / 28) + "-02-" + (10 + day % 19);
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection("jdbc:gpuquery:directory='" + directory + "';decimals=true");
    }

    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void rowsAreThoseOfTheCpu(TestDevice kind) throws IOException, SQLException {
        kind.require();
        write();
        try (Connection connection = connection()) {
            List<List<String>> cold = new ArrayList<>();
            CASES.forEach(joining -> cold.add(DeviceRows.of(connection, joining.sql(), null, 2, 2048)));
            // What is read for the first time may have its texts without a dictionary.
            assertThat(DeviceRows.of(connection, "SELECT MAX(label || 'x') FROM facts", null, 1, 2048))
                    .hasSize(1);
            for (int i = 0; i < CASES.size(); i++) {
                try (KernelDevice device = kind.open()) {
                    assertSame(connection, device, CASES.get(i), cold.get(i));
                    if (kind == TestDevice.METAL) {
                        TestDevice.texts(device)
                                .forEach(text -> assertThat(MslLint.problems(text))
                                        .as(text)
                                        .isEmpty());
                    }
                }
            }
        }
    }

    private static void assertSame(Connection connection, KernelDevice device, Case joining, List<String> cold) {
        for (int blockRows : List.of(2048, 100)) {
            List<String> expected = DeviceRows.of(connection, joining.sql(), null, 2, blockRows);
            assertThat(expected).containsExactlyInAnyOrderElementsOf(cold);
            assertThat(DeviceRows.of(connection, joining.sql(), new DeviceUse(device, true), 2, blockRows))
                    .as(joining.sql())
                    .isEqualTo(expected);
        }
        List<String> texts = TestDevice.texts(device);
        assertThat(texts.stream().anyMatch(text -> text.contains("m0[")))
                .as("bitmaps of keys: %s", joining.sql())
                .isEqualTo(joining.members());
        assertThat(texts.stream().anyMatch(text -> text.contains("f0[")))
                .as("keys by code: %s", joining.sql())
                .isEqualTo(joining.texts());
    }

    /** Which keys there are is no part of a kernel. */
    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void kernelsAreSharedByJoinsOfOtherKeys(TestDevice kind) throws IOException, SQLException {
        kind.require();
        write();
        try (Connection connection = connection();
                KernelDevice device = kind.open()) {
            for (int least = -80; least < 50; least += 20) {
                String sql = "SELECT f.id FROM facts f JOIN dims d ON f.k = d.k WHERE d.k > " + least;
                assertThat(DeviceRows.of(connection, sql, new DeviceUse(device, true), 2, 2048))
                        .isEqualTo(DeviceRows.of(connection, sql, null, 2, 2048))
                        .isNotEmpty();
            }
            assertThat(TestDevice.texts(device).stream().filter(text -> text.contains("m0[")))
                    .hasSize(1);
        }
    }
}
