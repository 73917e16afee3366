package io.gpuquery.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The times of one task, taken in turn by every contestant so that a machine whose speed drifts is fair to all. */
final class Measurement {
    /** Does the task once and returns its answer, which must be the same for all. */
    interface Task {
        String run(Contestant contestant) throws Exception;
    }

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final String title;
    private final Map<Contestant, List<Long>> nanos = new EnumMap<>(Contestant.class);
    /** Of all processors: what a machine that others use too disturbs less. */
    private final Map<Contestant, List<Long>> processorNanos = new EnumMap<>(Contestant.class);

    private Measurement(String title) {
        this.title = title;
    }

    static Measurement take(String title, List<Contestant> contestants, int warmUps, int rounds, Task task)
            throws Exception {
        Measurement measurement = new Measurement(title);
        for (int round = -warmUps; round < rounds; round++) {
            String expected = null;
            for (Contestant contestant : contestants) {
                long processorStart = PROCESS.getProcessCpuTime();
                long start = System.nanoTime();
                String answer = task.run(contestant);
                long elapsedNanos = System.nanoTime() - start;
                long usedNanos = PROCESS.getProcessCpuTime() - processorStart;
                if (expected != null && !expected.equals(answer)) {
                    throw new IllegalStateException(
                            title + ": " + contestant.title() + " answers " + answer + " instead of " + expected);
                }
                expected = answer;
                if (round >= 0) {
                    add(measurement.nanos, contestant, elapsedNanos);
                    add(measurement.processorNanos, contestant, usedNanos);
                }
            }
        }
        return measurement;
    }

    private static void add(Map<Contestant, List<Long>> times, Contestant contestant, long nanos) {
        times.computeIfAbsent(contestant, key -> new ArrayList<>()).add(nanos);
    }

    private static double medianMillis(Map<Contestant, List<Long>> times, Contestant contestant) {
        List<Long> sorted =
                times.getOrDefault(contestant, List.of()).stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median =
                sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2.0;
        return median / 1e6;
    }

    static String header() {
        StringBuilder row = new StringBuilder("| task |");
        StringBuilder rule = new StringBuilder("|---|");
        for (Contestant contestant : Contestant.values()) {
            row.append(' ').append(contestant.title()).append(" ms | processors ms |");
            rule.append("---:|---:|");
            if (contestant != Contestant.GPU_QUERY) {
                row.append(" ratio | of processors |");
                rule.append("---:|---:|");
            }
        }
        return row + "\n" + rule;
    }

    /** A row of the table; a ratio is their median divided by ours. */
    String row() {
        StringBuilder row = new StringBuilder("| ").append(title).append(" |");
        double ours = medianMillis(nanos, Contestant.GPU_QUERY);
        double oursOfProcessors = medianMillis(processorNanos, Contestant.GPU_QUERY);
        for (Contestant contestant : Contestant.values()) {
            if (!nanos.containsKey(contestant)) {
                row.append(contestant == Contestant.GPU_QUERY ? " – | – |" : " – | – | – | – |");
                continue;
            }
            double median = medianMillis(nanos, contestant);
            double ofProcessors = medianMillis(processorNanos, contestant);
            row.append(String.format(Locale.ROOT, " %.2f | %.0f |", median, ofProcessors));
            if (contestant != Contestant.GPU_QUERY) {
                row.append(String.format(
                        Locale.ROOT, " %.2f | %.2f |", median / ours, ofProcessors / oursOfProcessors));
            }
        }
        return row.toString();
    }
}
