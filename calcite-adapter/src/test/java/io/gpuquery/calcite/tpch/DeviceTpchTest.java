package io.gpuquery.calcite.tpch;

import static org.assertj.core.api.Assertions.assertThat;

import io.gpuquery.calcite.kernel.DeviceUse;
import io.gpuquery.calcite.kernel.KernelDevice;
import io.gpuquery.calcite.kernel.TestDevice;
import io.gpuquery.calcite.testing.DeviceRows;
import io.gpuquery.calcite.testing.MslLint;
import io.gpuquery.calcite.testing.Rows;
import io.gpuquery.device.metal.MetalStandIn;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Queries of TPC-H whose heavy parts a device computes give the rows that the CPU gives. */
class DeviceTpchTest {
    private static final int BLOCK_ROWS = 2048;
    private static final List<String> JOINING = List.of("q12", "q14", "q19");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(TestDevice.class)
    void filtersAndAggregatesRunOnTheDevice(TestDevice kind) throws IOException, SQLException {
        kind.require();
        TpchParquet.write(TpchData.at(TpchSuite.SCALE_FACTOR), directory, CompressionCodecName.SNAPPY, 4 << 20);
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory='" + directory + "'")) {
            for (String query : List.of("q01", "q06", "q12", "q14", "q19")) {
                try (KernelDevice device = kind.open()) {
                    String sql = TpchQueries.sql(query);
                    List<String> expected = DeviceRows.of(connection, sql, null, 2, BLOCK_ROWS);
                    assertThat(expected).isNotEmpty();
                    assertThat(DeviceRows.of(connection, sql, new DeviceUse(device, true), 2, BLOCK_ROWS))
                            .as(query)
                            .isEqualTo(expected);
                    List<String> texts = TestDevice.texts(device);
                    // Keys of the join are looked for where rows are selected.
                    assertThat(texts.stream().anyMatch(text -> text.contains("m0[")))
                            .as(query)
                            .isEqualTo(JOINING.contains(query));
                    if (kind == TestDevice.METAL) {
                        texts.forEach(text ->
                                assertThat(MslLint.problems(text)).as(text).isEmpty());
                    }
                }
            }
            assertThat(Rows.of(
                            connection,
                            "SELECT device, kernels_run > 0, kernel_micros > 0, fallbacks FROM sys.queries"
                                    + " WHERE device <> 'cpu' ORDER BY started"))
                    .hasSize(5)
                    .allMatch(row -> row.startsWith(kind.name().toLowerCase(Locale.ROOT) + ",true,true,"));
        }
        if (kind == TestDevice.METAL) {
            MetalStandIn.verify();
        }
    }
}
