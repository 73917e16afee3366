package io.gpuquery.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code PERFORMANCE.md} and the charts that it shows. */
final class PerformanceReport {
    private final Path folder;
    private final StringBuilder text = new StringBuilder();

    /** Takes the folder of {@code PERFORMANCE.md}; charts go into {@code performance} below it. */
    PerformanceReport(Path folder) {
        this.folder = folder;
    }

    void begin(String machine, String command) {
        line("# Performance");
        line("");
        line(machine);
        line("");
        line("Written by `" + command
                + "`, which generates the data, runs everything and compares all answers with DuckDB's.");
        line(
                "Each competitor is a process of its own; statements are executed in turn. A ratio is *their time ÷ ours*:");
        line(
                "above 1 we are faster. *Warm*: the median of all executions but the first three. *Cold*: after the column");
        line("store was emptied. *First*: the first execution of the statement in a process that has run the same");
        line("statements twenty times over a tenth of the data. DuckDB over Parquet keeps nothing of a file between statements but its");
        line("metadata; *in memory* its tables were loaded before.");
        line("");
    }

    /** A table of one workload, and its chart. */
    void add(Comparison comparison, String heading) throws IOException {
        Workload workload = comparison.workload();
        line("## " + heading);
        line("");
        chart(comparison, Competitor.DUCKDB, "parquet");
        chart(comparison, Competitor.DUCKDB_MEMORY, "memory");
        line("");
        line(
                "| statement | warm ms | DuckDB Parquet ms | ratio | DuckDB memory ms | ratio | cold ms | ratio Parquet "
                        + "| first ms | ratio Parquet | tenth ms | ratio Parquet | `jdbc:calcite:` ms | calcite-file ms | ratio |");
        line("|---|" + "---:|".repeat(14));
        for (int i = 0; i < workload.queries().size(); i++) {
            row(comparison, i);
        }
        line("");
        line(String.format(
                Locale.ROOT,
                "Geometric means of the ratios: warm %.2f to DuckDB over Parquet, %.2f to DuckDB in memory; cold %.2f,"
                        + " first execution %.2f to DuckDB over Parquet.",
                mean(ratios(comparison, Competitor.DUCKDB)),
                mean(ratios(comparison, Competitor.DUCKDB_MEMORY)),
                mean(special(comparison, true)),
                mean(special(comparison, false))));
        line("");
        StringBuilder memory = new StringBuilder("Peak memory of the processes, the JVM of each included: ");
        for (Competitor competitor : Competitor.values()) {
            long bytes = comparison.peakBytes(competitor);
            if (bytes > 0) {
                memory.append(String.format(Locale.ROOT, "%s %,d MB; ", competitor.title(), bytes >> 20));
            }
        }
        line(memory.toString().strip());
        line("");
        line(
                comparison.differences().isEmpty()
                        ? "All answers equal DuckDB's."
                        : "**Answers that differ from DuckDB's:** " + String.join("; ", comparison.differences()));
        line("");
    }

    private void row(Comparison comparison, int query) {
        Times ours = comparison.times(query, Competitor.GPU_QUERY);
        Times duckdb = comparison.times(query, Competitor.DUCKDB);
        Times memory = comparison.times(query, Competitor.DUCKDB_MEMORY);
        Times calcite = comparison.times(query, Competitor.CALCITE_FILE);
        Times plain = comparison.times(query, Competitor.PLAIN_CALCITE);
        List<String> cells = new ArrayList<>();
        cells.add(comparison.workload().queries().get(query).title());
        cells.add(ours.problem() == null ? millis(ours.warm()) : ours.problem());
        cells.add(millis(duckdb.warm()));
        cells.add(ratio(duckdb.warm() / ours.warm()));
        cells.add(millis(memory.warm()));
        cells.add(ratio(memory.warm() / ours.warm()));
        cells.add(millis(ours.cold()));
        cells.add(ratio(duckdb.cold() / ours.cold()));
        cells.add(millis(ours.first()));
        cells.add(ratio(duckdb.first() / ours.first()));
        cells.add(millis(ours.tenth()));
        cells.add(ratio(duckdb.tenth() / ours.tenth()));
        cells.add(plain.problem() == null ? millis(plain.warm()) : plain.problem());
        cells.add(calcite.problem() == null ? millis(calcite.warm()) : calcite.problem());
        cells.add(calcite.problem() == null ? ratio(calcite.warm() / ours.warm()) : "");
        line("| " + String.join(" | ", cells) + " |");
    }

    void add(Latencies latencies, long rowCount) {
        line("## Latency");
        line("");
        line(String.format(
                Locale.ROOT,
                "Microseconds from the text of a statement to its last row, over a table of %,d rows that is resident:"
                        + " medians after warming up. The statement is the same each time, its plan therefore known to our driver.",
                rowCount));
        line("");
        StringBuilder head = new StringBuilder("| |");
        latencies
                .medianMicros()
                .keySet()
                .forEach(statement -> head.append(' ').append(statement).append(" |"));
        line(head.toString());
        line("|---|" + "---:|".repeat(latencies.medianMicros().size()));
        for (Latencies.Way way : Latencies.Way.values()) {
            StringBuilder row = new StringBuilder("| ").append(way.title).append(" |");
            for (Map<Latencies.Way, Double> medians : latencies.medianMicros().values()) {
                Double median = medians.get(way);
                row.append(median == null ? " |" : String.format(Locale.ROOT, " %,.0f |", median));
            }
            line(row.toString());
        }
        line("");
    }

    void write() throws IOException {
        Files.writeString(folder.resolve("PERFORMANCE.md"), text);
    }

    private void chart(Comparison comparison, Competitor competitor, String suffix) throws IOException {
        Workload workload = comparison.workload();
        String title = workload.name() + ", warm: time of " + competitor.title() + " ÷ ours";
        String file = "performance/" + workload.name().toLowerCase(Locale.ROOT) + "-" + suffix + ".svg";
        Path path = folder.resolve(file);
        Files.createDirectories(folder.resolve("performance"));
        List<String> names =
                workload.queries().stream().map(Workload.Query::title).toList();
        Files.writeString(path, new RatioChart(title, names, ratios(comparison, competitor)).svg());
        line("![" + title + "](" + file + ")");
    }

    private static List<Double> ratios(Comparison comparison, Competitor competitor) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < comparison.workload().queries().size(); i++) {
            ratios.add(comparison.times(i, competitor).warm()
                    / comparison.times(i, Competitor.GPU_QUERY).warm());
        }
        return ratios;
    }

    private static List<Double> special(Comparison comparison, boolean cold) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < comparison.workload().queries().size(); i++) {
            Times duckdb = comparison.times(i, Competitor.DUCKDB);
            Times ours = comparison.times(i, Competitor.GPU_QUERY);
            ratios.add(cold ? duckdb.cold() / ours.cold() : duckdb.first() / ours.first());
        }
        return ratios;
    }

    private static double mean(List<Double> ratios) {
        return Math.exp(ratios.stream()
                .filter(Double::isFinite)
                .mapToDouble(Math::log)
                .average()
                .orElse(Double.NaN));
    }

    private static String millis(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value) : "–";
    }

    private static String ratio(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "–";
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
