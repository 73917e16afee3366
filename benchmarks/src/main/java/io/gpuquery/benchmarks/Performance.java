package io.gpuquery.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Generates the data, runs both workloads and the latencies, and writes {@code PERFORMANCE.md}.
 *
 * <p>Arguments: the folder for generated data, that of the queries of TPC-H, that of the report, scale factor, rows of the wide
 * table, rounds, the most seconds for one statement, and which parts: {@code tpch,dashboard,latency}.
 */
public final class Performance {
    /** What warms up has so many times less: enough for the JVM to compile the loops. */
    private static final int WARM_UP_SHARE = 10;

    private static final long LATENCY_ROWS = 10_000;
    private static final int LATENCY_EXECUTIONS = 3_000;

    private Performance() {}

    /** Exits with 1 if an answer is not DuckDB's. */
    public static void main(String[] arguments) throws Exception {
        Path data = Files.createDirectories(Path.of(arguments[0]).toAbsolutePath());
        Workload tpch = Workload.tpch(Path.of(arguments[1]));
        Path target = Path.of(arguments[2]);
        double scale = Double.parseDouble(arguments[3]);
        long rowCount = Long.parseLong(arguments[4]);
        int rounds = Integer.parseInt(arguments[5]);
        Duration limit = Duration.ofSeconds(Long.parseLong(arguments[6]));

        Datasets datasets = new Datasets(data);
        PerformanceReport report = new PerformanceReport(target);
        report.begin(
                Machine.description(),
                String.format(
                        Locale.ROOT, "benchmarks/run %s %d %d %d", arguments[3], rowCount, rounds, limit.toSeconds()));
        List<String> parts = List.of(arguments[7].split(","));
        List<String> differences = new ArrayList<>();
        if (parts.contains("tpch")) {
            Comparison done = Comparison.run(tpch, datasets.tpch(scale), datasets.tpch(scale / WARM_UP_SHARE), rounds, limit);
            report.add(done, "TPC-H, scale factor " + arguments[3]);
            differences.addAll(done.differences());
        }
        if (parts.contains("dashboard")) {
            Comparison done = Comparison.run(
                    Workload.dashboard(),
                    datasets.dashboard(rowCount),
                    datasets.dashboard(rowCount / WARM_UP_SHARE),
                    rounds,
                    limit);
            report.add(done, String.format(Locale.ROOT, "Dashboard, one table of %,d rows", rowCount));
            differences.addAll(done.differences());
        }
        if (parts.contains("latency")) {
            Path little = datasets.dashboard(LATENCY_ROWS);
            report.add(Latencies.over(little, LATENCY_EXECUTIONS), LATENCY_ROWS);
        }
        report.write();
        System.exit(differences.isEmpty() ? 0 : 1);
    }
}
