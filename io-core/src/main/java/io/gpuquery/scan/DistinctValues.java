package io.gpuquery.scan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Estimates how many different values several files, or row groups, have together from what each has. Those whose bounds do not
 * overlap have no value in common; of those that do, each repeats the values of the one that has most, unless nearly every row of each has a value of its own:
 * then the column is taken for a key.
 */
public final class DistinctValues {
    /** A column with more different values per row than this is taken for a key. */
    private static final double KEY = 0.9;

    private final List<Part> parts = new ArrayList<>();
    private boolean known = true;
    private boolean key = true;
    private long valueCount;

    /** A file or row group: null bounds where nothing is known of them. */
    private record Part(@Nullable Literal min, @Nullable Literal max, long distinctCount) {}

    /** Adds one that has rows with a value. */
    public void add(ColumnStatistics statistics, long rowCount) {
        Long distinct = statistics.distinctCount();
        Long nulls = statistics.nullCount();
        if (distinct == null) {
            known = false;
            return;
        }
        long values = Math.max(1, rowCount - (nulls == null ? 0 : nulls));
        valueCount += values;
        key &= distinct >= KEY * values;
        parts.add(new Part(statistics.min(), statistics.max(), distinct));
    }

    /**
     * The estimate; null where one is unknown.
     *
     * @param comparable whether all bounds are in the same units
     */
    public @Nullable Long estimate(boolean comparable) {
        if (!known || parts.isEmpty()) {
            return null;
        }
        long sum = parts.stream().mapToLong(Part::distinctCount).sum();
        long estimate = key ? sum : comparable ? ofStretches() : most(parts);
        return Math.min(estimate, valueCount);
    }

    private static long most(List<Part> parts) {
        return parts.stream().mapToLong(Part::distinctCount).max().orElse(0);
    }

    /** The sum over stretches of overlapping bounds. */
    private long ofStretches() {
        record Bounds(Literal min, Literal max, long distinctCount) {}
        List<Bounds> sorted = new ArrayList<>();
        for (Part part : parts) {
            if (part.min() == null || part.max() == null) {
                return most(parts);
            }
            sorted.add(new Bounds(part.min(), part.max(), part.distinctCount()));
        }
        sorted.sort(Comparator.comparing(Bounds::min, DistinctValues::order));
        long sum = 0;
        long most = 0;
        Literal end = null;
        for (Bounds part : sorted) {
            if (end == null || order(part.min(), end) > 0) {
                sum += most;
                most = 0;
                end = part.max();
            }
            most = Math.max(most, part.distinctCount());
            end = order(part.max(), end) > 0 ? part.max() : end;
        }
        return sum + most;
    }

    private static int order(Literal left, Literal right) {
        Integer order = LiteralOrder.compare(left, right);
        if (order == null) {
            throw new IllegalArgumentException("bounds of different types");
        }
        return order;
    }
}
