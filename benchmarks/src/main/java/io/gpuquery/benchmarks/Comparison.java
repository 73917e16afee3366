package io.gpuquery.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A workload that all competitors did, each statement in turn, so that a machine whose speed drifts is fair to all. */
final class Comparison {
    private static final int WARM_UPS = 20;
    private static final int COLD_ROUNDS = 3;

    /** It needs seconds for what takes others milliseconds. */
    private static final int CALCITE_ROUNDS = 2;

    private final Workload workload;
    private final List<Map<Competitor, Times>> times = new ArrayList<>();
    private final Map<Competitor, Long> peakBytes = new EnumMap<>(Competitor.class);
    private final List<String> differences = new ArrayList<>();

    private Comparison(Workload workload) {
        this.workload = workload;
    }

    /**
     * Runs it.
     *
     * @param little a folder with the same tables, for warming up
     * @param rounds executions of each statement
     * @param limit the longest that one may take
     */
    static Comparison run(Workload workload, Path data, Path little, int rounds, Duration limit)
            throws IOException, InterruptedException {
        Comparison comparison = new Comparison(workload);
        Map<Competitor, WorkerProcess> workers = new EnumMap<>(Competitor.class);
        for (Competitor competitor : Competitor.values()) {
            workers.put(competitor, new WorkerProcess(competitor, data, little, limit));
        }
        try {
            comparison.warmUp(workers);
            for (Workload.Query query : workload.queries()) {
                comparison.times.add(comparison.take(query, workers, rounds));
            }
            for (WorkerProcess worker : workers.values()) {
                comparison.peakBytes.put(worker.competitor(), worker.peakBytes());
            }
        } finally {
            workers.values().forEach(WorkerProcess::close);
        }
        return comparison;
    }

    private void warmUp(Map<Competitor, WorkerProcess> workers) throws IOException, InterruptedException {
        for (int i = 0; i < WARM_UPS; i++) {
            for (Workload.Query query : workload.queries()) {
                for (WorkerProcess worker : workers.values()) {
                    if (worker.competitor() != Competitor.CALCITE_FILE) {
                        worker.run(query.sql(), WorkerProcess.Way.WARM_UP);
                    }
                }
            }
        }
    }

    private Map<Competitor, Times> take(Workload.Query query, Map<Competitor, WorkerProcess> workers, int rounds)
            throws IOException, InterruptedException {
        Map<Competitor, Times> taken = new EnumMap<>(Competitor.class);
        workers.keySet().forEach(competitor -> taken.put(competitor, new Times()));
        Answer expected = null;
        for (int round = 0; round < rounds; round++) {
            for (Competitor competitor : Competitor.values()) {
                Times own = taken.get(competitor);
                boolean tooSlow = competitor == Competitor.CALCITE_FILE && round >= CALCITE_ROUNDS;
                if (own == null || own.problem() != null || tooSlow) {
                    continue;
                }
                WorkerProcess.Outcome outcome = worker(workers, competitor).run(query.sql(), WorkerProcess.Way.RUN);
                own.add(outcome, false);
                if (competitor == Competitor.GPU_QUERY && round == 0) {
                    expected = outcome.answer();
                } else if (round == 0) {
                    check(query, competitor, own, outcome.answer(), expected);
                }
            }
        }
        for (int round = 0; round < COLD_ROUNDS; round++) {
            for (Competitor competitor : List.of(Competitor.GPU_QUERY, Competitor.DUCKDB)) {
                Times own = taken.get(competitor);
                if (own != null && own.problem() == null) {
                    own.add(worker(workers, competitor).run(query.sql(), WorkerProcess.Way.COLD), true);
                }
            }
        }
        System.err.println(workload.name() + " " + query.title() + ": " + line(taken));
        return taken;
    }

    private static WorkerProcess worker(Map<Competitor, WorkerProcess> workers, Competitor competitor) {
        WorkerProcess worker = workers.get(competitor);
        if (worker == null) {
            throw new IllegalArgumentException(competitor.title());
        }
        return worker;
    }

    private void check(
            Workload.Query query, Competitor competitor, Times times, @Nullable Answer answer, @Nullable Answer ours) {
        if (answer == null || ours == null) {
            return;
        }
        String difference = ours.difference(answer);
        if (difference != null) {
            if (competitor != Competitor.CALCITE_FILE) {
                differences.add(query.title() + ", gpu-query beside " + competitor.title() + ": " + difference);
            }
            times.fail("another answer");
        }
    }

    private static String line(Map<Competitor, Times> taken) {
        StringBuilder line = new StringBuilder();
        taken.forEach((competitor, times) -> line.append(competitor.title())
                .append(' ')
                .append(times.problem() == null ? String.format("%.1f ms", times.warm()) : times.problem())
                .append("; "));
        return line.toString();
    }

    Workload workload() {
        return workload;
    }

    /** The times of a statement, by its place in the workload. */
    Times times(int query, Competitor competitor) {
        Times found = times.get(query).get(competitor);
        return found == null ? new Times() : found;
    }

    /** The most memory that the competitor's process had; 0: not known. */
    long peakBytes(Competitor competitor) {
        return peakBytes.getOrDefault(competitor, 0L);
    }

    /** Answers of ours that are not those of DuckDB. */
    List<String> differences() {
        return differences;
    }
}
