package io.gpuquery.calcite.rel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.kernel.DeviceUse;
import io.gpuquery.calcite.kernel.KernelDevice;
import io.gpuquery.calcite.kernel.TestDevice;
import io.gpuquery.calcite.testing.DeviceRows;
import io.gpuquery.calcite.testing.MslLint;
import io.gpuquery.calcite.testing.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The statements of a dashboard over one table: where no fallback is allowed, a device has a part in all that have anything for it. */
class DeviceDashboardTest {
    private static final Path BENCHMARK = Path.of("..", "benchmarks", "src", "main", "resources");
    private static final int ROWS = 5_000;
    /** How many rows there are is known without any device. */
    private static final String FOR_NOBODY = "select count(*) from events";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void givesTheRowsOfTheCpu(TestDevice kind) throws IOException, SQLException {
        kind.require();
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement()) {
            String events = Files.readString(BENCHMARK.resolve("events.sql"));
            statement.execute(events.replace("${rows}", Integer.toString(ROWS)));
            statement.execute("copy events to '" + directory.resolve("events.parquet") + "' (format parquet)");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory='" + directory + "'");
                KernelDevice device = kind.open()) {
            String name = device.device().info().kind().optionName();
            for (String sql : DashboardTest.statements()) {
                List<String> expected = DeviceRows.of(connection, sql, null, 2, 2048);
                assertThat(DeviceRows.of(connection, sql, new DeviceUse(device, true), 2, 2048))
                        .as(sql)
                        .isEqualTo(expected);
                List<String> devices = Rows.of(
                        connection,
                        "SELECT device, fallbacks FROM sys.queries WHERE statement NOT LIKE '%sys.queries%'"
                                + " ORDER BY started");
                assertThat(devices.get(devices.size() - 1))
                        .as(sql)
                        .startsWith((FOR_NOBODY.equals(sql) ? "cpu" : name) + ",");
            }
            if (kind == TestDevice.METAL) {
                for (String text : TestDevice.texts(device)) {
                    assertThat(MslLint.problems(text)).as(text).isEmpty();
                }
            }
        }
    }
}
