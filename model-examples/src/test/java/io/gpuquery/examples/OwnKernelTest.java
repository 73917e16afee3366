package io.gpuquery.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gpuquery.device.Device;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.DeviceTransfers;
import io.gpuquery.device.Devices;
import io.gpuquery.device.metal.MetalStandIn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnKernelTest {
    private static final Path DATA = Markdown.ROOT.resolve("model-examples/data");

    @ParameterizedTest
    @ValueSource(strings = {"host", "opencl"})
    void theKernelComputesWhatSqlDoes(String name) throws SQLException, InterruptedException {
        boolean available = Devices.discover().providers().stream()
                .filter(provider -> provider.kind().optionName().equals(name))
                .anyMatch(provider -> provider.availability().available());
        assumeTrue(available, "NOT RUN, for want of the device " + name);
        try (Device device = Devices.discover().open(name, DeviceOptions.defaults())) {
            assertThat(OwnKernel.secondsByStation(DATA, device)).isEqualTo(bySql());
        }
    }

    @Test
    void theKernelComputesTheSameInMetalsLanguageWithoutACopy() throws SQLException, InterruptedException {
        MetalStandIn.require();
        MetalStandIn.reset();
        DeviceTransfers.Counts before = DeviceTransfers.now();
        try (Device device = MetalStandIn.open(DeviceOptions.defaults())) {
            assertThat(OwnKernel.secondsByStation(DATA, device)).isEqualTo(bySql());
        }
        DeviceTransfers.Counts counts = DeviceTransfers.now().minus(before);
        assertThat(counts.buffersWrapped()).isEqualTo(2);
        assertThat(counts.bytesCopied()).isZero();
        MetalStandIn.verify();
    }

    @Test
    void columnsWithNullsAreRefused(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("trips.csv"), "start_station,duration_s\n1,60\n2,\n");
        try (Device device = Devices.discover().open("host", DeviceOptions.defaults())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> OwnKernel.secondsByStation(folder, device))
                    .withMessage("the column duration_s has nulls");
        }
    }

    @Test
    void theProgramPrintsDeviceAndStations() throws SQLException, InterruptedException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            OwnKernel.main(new String[] {DATA.toString()});
        } finally {
            System.setOut(before);
        }
        Map<Integer, Long> expected = bySql();
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .hasSize(1 + expected.size())
                .contains("station 1: " + expected.get(1) + " s");
    }

    @Test
    void theDocumentShowsThisCode() throws IOException {
        String source = Files.readString(
                Markdown.ROOT.resolve("model-examples/src/main/java/io/gpuquery/examples/OwnKernel.java"));
        String shown = Markdown.blocks("docs/DEVICES.md").stream()
                .filter(block -> block.language().equals("java"))
                .findFirst()
                .orElseThrow()
                .text();
        assertThat(source.replaceAll("(?m)^ +", "")).contains(shown.replaceAll("(?m)^ +", ""));
    }

    private static Map<Integer, Long> bySql() throws SQLException {
        Map<Integer, Long> seconds = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory=" + DATA);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT start_station, sum(duration_s) FROM trips GROUP BY start_station")) {
            while (rows.next()) {
                seconds.put(rows.getInt(1), rows.getLong(2));
            }
        }
        return seconds;
    }
}
