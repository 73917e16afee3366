package io.gpuquery.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How long one competitor took for one statement, execution by execution. */
final class Times {
    /** The first ones are slower: files are read, loops are compiled. */
    private static final int UNCOUNTED = 3;

    private static final int TENTH = 10;

    private final List<Double> warmMillis = new ArrayList<>();
    private final List<Double> coldMillis = new ArrayList<>();
    private @Nullable String problem;

    void add(WorkerProcess.Outcome outcome, boolean cold) {
        if (outcome.problem() != null) {
            problem = outcome.problem();
        } else {
            (cold ? coldMillis : warmMillis).add(outcome.nanos() / 1e6);
        }
    }

    void fail(String newProblem) {
        problem = newProblem;
    }

    /** Why there are no times, or none to compare; null if all is well. */
    @Nullable
    String problem() {
        return problem;
    }

    /** The first execution of the statement in its process; NaN if there is none. */
    double first() {
        return warmMillis.isEmpty() ? Double.NaN : warmMillis.get(0);
    }

    /** The tenth, or the last of fewer. */
    double tenth() {
        return warmMillis.isEmpty() ? Double.NaN : warmMillis.get(Math.min(TENTH, warmMillis.size()) - 1);
    }

    /** The median of all but the first. */
    double warm() {
        return median(warmMillis.subList(Math.min(UNCOUNTED, Math.max(0, warmMillis.size() - 1)), warmMillis.size()));
    }

    double cold() {
        return median(coldMillis);
    }

    static double median(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
