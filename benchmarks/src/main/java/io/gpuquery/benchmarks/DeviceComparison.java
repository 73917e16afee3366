package io.gpuquery.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.gpuquery.calcite.exec.Receipt;
import io.gpuquery.calcite.kernel.DeviceUse;
import io.gpuquery.calcite.kernel.KernelDevice;
import io.gpuquery.calcite.rel.ExecutionSettings;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.Devices;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statements on a device beside the CPU, over columns that are in memory, as a Markdown file: where the device has the columns or shares
 * their memory, and where they are copied to it for each statement. Rounds of the three take turns, and answers are compared.
 *
 * <p>Arguments: the device, the folder of generated data, the folder of TPC-H's queries, scale factors with commas, numbers of rows of
 * the dashboard's table likewise, rounds, the file, and the bandwidth of the device's memory in GB/s, if its maker states one.
 */
public final class DeviceComparison {
    private static final List<String> TPCH = List.of("Q1", "Q6", "Q12", "Q14", "Q19");
    /** Also of a driver that computes on the processor. */
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static final double NANOS_PER_MILLI = 1e6;

    private final StringBuilder out = new StringBuilder();
    private final KernelDevice sharing;
    private final KernelDevice copying;
    private final int rounds;
    /** Of the memory, in GB/s: what a kernel's bytes are compared with. */
    private final double bandwidth;

    /** One execution. */
    private record Run(long nanos, long processorNanos, List<String> rows, Receipt receipt) {}

    private DeviceComparison(KernelDevice sharing, KernelDevice copying, int rounds, double bandwidth) {
        this.sharing = sharing;
        this.copying = copying;
        this.rounds = rounds;
        this.bandwidth = bandwidth;
    }

    /** Writes the file. */
    public static void main(String[] arguments) throws IOException, SQLException, InterruptedException {
        String device = arguments[0];
        Datasets datasets = new Datasets(Path.of(arguments[1]));
        Path queries = Path.of(arguments[2]);
        Path file = Path.of(arguments[6]);
        try (KernelDevice sharing = open(device, false);
                KernelDevice copying = open(device, true)) {
            DeviceSpeed speed = DeviceSpeed.measure(sharing.device());
            boolean stated = arguments.length > 7 && !arguments[7].isBlank();
            double bandwidth = stated ? Double.parseDouble(arguments[7]) : speed.copyGbPerSecond();
            DeviceComparison comparison =
                    new DeviceComparison(sharing, copying, Integer.parseInt(arguments[5]), bandwidth);
            comparison.head(device, arguments, speed, stated);
            List<Workload.Query> tpch = Workload.tpch(queries).queries().stream()
                    .filter(query -> TPCH.contains(query.title()))
                    .toList();
            for (String scaleFactor : arguments[3].split(",")) {
                Path folder = datasets.tpch(Double.parseDouble(scaleFactor)).resolve("parquet");
                comparison.table("TPC-H, scale factor " + scaleFactor, folder, tpch);
            }
            for (String rows : arguments[4].split(",")) {
                Path folder = datasets.dashboard(Long.parseLong(rows)).resolve("parquet");
                comparison.table(
                        "Dashboard, " + rows + " rows", folder, Workload.dashboard().queries());
            }
            Files.writeString(file, comparison.out);
        }
    }

    private static KernelDevice open(String name, boolean copy) {
        return new KernelDevice(Devices.discover().open(name, new DeviceOptions(copy)));
    }

    private void head(String device, String[] arguments, DeviceSpeed speed, boolean stated)
            throws IOException, SQLException {
        line("# Statements on " + sharing.description());
        line("");
        line(Machine.description());
        line("");
        line("Written by `benchmarks/run device " + device + " " + arguments[3] + " " + arguments[4] + " " + rounds
                + "`. Columns are in memory. *CPU*: our operators without a device. *Device*: kernels over columns that it"
                + " shares or has a copy of. *With transfer*: over columns that are copied to it for each statement."
                + " Medians of " + rounds + " rounds that take turns, in milliseconds; in brackets the time of the"
                + " processors in the same process, kernels of a driver that computes on them included. *GB/s* are bytes"
                + " of columns that kernels read: by the time of the kernels, with the share of the memory's bandwidth; by"
                + " the time of the statement; and by that with transfer. Answers are those of the CPU, or this file would"
                + " not be here.");
        line("");
        line(String.format(
                "A kernel that copies longs moves %.1f GB/s, reading and writing; bytes come from the host's memory at"
                        + " %.1f GB/s.%s",
                speed.copyGbPerSecond(),
                speed.transferGbPerSecond(),
                stated ? String.format(" The maker states %.0f GB/s, which shares refer to.", bandwidth) : ""));
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private void table(String title, Path folder, List<Workload.Query> statements) throws SQLException {
        line("");
        line("## " + title);
        line("");
        line("| statement | CPU ms | device ms | with transfer ms | kernels | kernels ms | MB read | GB/s kernels | share"
                + " | GB/s device | GB/s with transfer | the CPU's part |");
        line("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|");
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory='" + folder + "'")) {
            for (Workload.Query statement : statements) {
                row(connection, statement.title(), statement.sql());
            }
        }
    }

    private void row(Connection connection, String title, String sql) throws SQLException {
        List<@Nullable DeviceUse> ways = new ArrayList<>();
        ways.add(null);
        ways.add(new DeviceUse(sharing, false));
        ways.add(new DeviceUse(copying, false));
        long[][] nanos = new long[ways.size()][rounds];
        long[][] processorNanos = new long[ways.size()][rounds];
        Receipt[] receipts = new Receipt[ways.size()];
        // Columns are decoded, kernels compiled and loops hot before the first round that counts.
        for (int round = -3; round < rounds; round++) {
            List<String> expected = List.of();
            for (int way = 0; way < ways.size(); way++) {
                copying.forgetColumns();
                Run run = run(connection, sql, ways.get(way));
                receipts[way] = run.receipt();
                if (way == 0) {
                    expected = run.rows();
                } else if (!run.rows().equals(expected)) {
                    throw new IllegalStateException(title + " has other rows on the device");
                }
                if (round >= 0) {
                    nanos[way][round] = run.nanos();
                    processorNanos[way][round] = run.processorNanos();
                }
            }
        }
        Receipt shared = receipts[1];
        long bytes = shared.bufferBytesShared.sum() + shared.bufferBytesKept.sum();
        long kernelNanos = shared.deviceNanos.sum();
        String work = String.format(
                "%d | %.1f | %.1f", shared.kernelsRun.sum(), kernelNanos / NANOS_PER_MILLI, bytes / 1e6);
        String speeds = "| | |";
        if (kernelNanos > 0) {
            double ofKernels = (double) bytes / kernelNanos;
            speeds = String.format(
                    "%.1f | %.0f %% | %.1f | %.1f",
                    ofKernels,
                    100 * ofKernels / bandwidth,
                    bytes / 1e6 / median(nanos[1]),
                    bytes / 1e6 / median(nanos[2]));
        }
        line(String.format(
                "| %s | %s | %s | %s | %s | %s | %s |",
                title,
                times(nanos[0], processorNanos[0]),
                times(nanos[1], processorNanos[1]),
                times(nanos[2], processorNanos[2]),
                kernelNanos == 0 ? "0 | | " : work,
                speeds,
                String.join("; ", shared.fallbacks())
                        .replaceAll("not on [^:]*: ", "")
                        .replace("|", "/")));
    }

    private static String times(long[] nanos, long[] processorNanos) {
        return String.format("%.1f (%.1f)", median(nanos), median(processorNanos));
    }

    private static double median(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2] / NANOS_PER_MILLI;
    }

    private static Run run(Connection connection, String sql, @Nullable DeviceUse use) throws SQLException {
        new ExecutionSettings(true, 0, ExecutionSettings.USUAL.blockRows(), use).apply();
        long processorStart = PROCESS.getProcessCpuTime();
        long start = System.nanoTime();
        try (Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            int columns = results.getMetaData().getColumnCount();
            while (results.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= columns; i++) {
                    row.append(results.getObject(i)).append('|');
                }
                rows.add(row.toString());
            }
            long nanos = System.nanoTime() - start;
            return new Run(nanos, PROCESS.getProcessCpuTime() - processorStart, rows, statement.unwrap(Receipt.class));
        } finally {
            ExecutionSettings.USUAL.apply();
        }
    }
}
