package io.gpuquery.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.gpuquery.calcite.exec.Receipt;
import io.gpuquery.calcite.kernel.DeviceUse;
import io.gpuquery.calcite.kernel.KernelDevice;
import io.gpuquery.calcite.rel.ExecutionSettings;
import io.gpuquery.device.DeviceOptions;
import io.gpuquery.device.Devices;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
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
 * Statements on a device beside the CPU, over columns that are in memory, as a Markdown table: with buffers that share the columns'
 * memory, and with copies of them. Rounds of the three take turns.
 *
 * <p>Arguments: the device, the folder of generated data, the folder of TPC-H's queries, its scale factor, rows of the dashboard's table,
 * rounds.
 */
public final class DeviceComparison {
    private static final List<String> TPCH = List.of("Q1", "Q6", "Q12", "Q14", "Q19");
    /** Also of a driver that computes on the processor. */
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static final double NANOS_PER_MILLI = 1e6;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final KernelDevice sharing;
    private final KernelDevice copying;
    private final int rounds;

    /** One execution. */
    private record Run(long nanos, long processorNanos, List<String> rows, Receipt receipt) {}

    private DeviceComparison(KernelDevice sharing, KernelDevice copying, int rounds) {
        this.sharing = sharing;
        this.copying = copying;
        this.rounds = rounds;
    }

    /** Prints the table. */
    public static void main(String[] arguments) throws IOException, SQLException {
        Datasets datasets = new Datasets(Path.of(arguments[1]));
        Path queries = Path.of(arguments[2]);
        double scaleFactor = Double.parseDouble(arguments[3]);
        long rows = Long.parseLong(arguments[4]);
        try (KernelDevice sharing = open(arguments[0], false);
                KernelDevice copying = open(arguments[0], true)) {
            DeviceComparison comparison = new DeviceComparison(sharing, copying, Integer.parseInt(arguments[5]));
            comparison.out.println(sharing.description() + ", TPC-H " + scaleFactor + ", " + rows + " events\n");
            comparison.out.println("| statement | CPU, ms | its processor time | device, ms | processor time beside it"
                    + " | device copying, ms | kernels | kernels' ms | MB shared | MB copied | GB/s of kernels | fallbacks |");
            comparison.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|");
            List<Workload.Query> tpch = Workload.tpch(queries).queries().stream()
                    .filter(query -> TPCH.contains(query.title()))
                    .toList();
            comparison.print(datasets.tpch(scaleFactor).resolve("parquet"), tpch);
            comparison.print(
                    datasets.dashboard(rows).resolve("parquet"),
                    Workload.dashboard().queries());
        }
    }

    private static KernelDevice open(String name, boolean copy) {
        return new KernelDevice(Devices.discover().open(name, new DeviceOptions(copy)));
    }

    private void print(Path folder, List<Workload.Query> statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:gpuquery:directory='" + folder + "'")) {
            for (Workload.Query statement : statements) {
                print(connection, statement.title(), statement.sql());
            }
        }
    }

    private void print(Connection connection, String title, String sql) throws SQLException {
        List<@Nullable DeviceUse> ways = new ArrayList<>();
        ways.add(null);
        ways.add(new DeviceUse(sharing, false));
        ways.add(new DeviceUse(copying, false));
        long[][] nanos = new long[ways.size()][rounds];
        long[][] processorNanos = new long[ways.size()][rounds];
        Receipt[] receipts = new Receipt[ways.size()];
        // Columns are decoded, kernels compiled and loops hot before the first round that counts.
        for (int round = -2; round < rounds; round++) {
            List<String> expected = List.of();
            for (int way = 0; way < ways.size(); way++) {
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
        long bytes = shared.bufferBytesShared.sum() + shared.bufferBytesCopied.sum();
        long kernelNanos = shared.deviceNanos.sum();
        out.printf(
                "| %s | %.1f | %.1f | %.1f | %.1f | %.1f | %d | %.1f | %.1f | %.1f | %.1f | %s |%n",
                title,
                median(nanos[0]),
                median(processorNanos[0]),
                median(nanos[1]),
                median(processorNanos[1]),
                median(nanos[2]),
                shared.kernelsRun.sum(),
                kernelNanos / NANOS_PER_MILLI,
                shared.bufferBytesShared.sum() / 1e6,
                receipts[2].bufferBytesCopied.sum() / 1e6,
                kernelNanos == 0 ? 0 : (double) bytes / kernelNanos,
                String.join("; ", shared.fallbacks()).replaceAll("not on [^:]*: ", "").replace("|", "/"));
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
