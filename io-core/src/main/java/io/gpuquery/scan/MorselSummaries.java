package io.gpuquery.scan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Tells rows of which all that is wanted is known from others: they satisfy all predicates, and their columns are known well enough.
 */
public final class MorselSummaries {
    private final List<ScanPredicate> predicates;
    private final List<Integer> columns;
    private final List<Summary.Wanted> wanted;

    /**
     * @param predicates what the rows satisfy that are to be summed up; over the table's columns
     * @param columns the columns of the scan, as indexes into the table's
     * @param wanted of each of these
     */
    public MorselSummaries(List<ScanPredicate> predicates, List<Integer> columns, List<Summary.Wanted> wanted) {
        this.predicates = List.copyOf(predicates);
        this.columns = List.copyOf(columns);
        this.wanted = List.copyOf(wanted);
    }

    /** Of nothing. */
    public Summary none() {
        return Summary.ofNothing(columns.size());
    }

    /** Whether none of some rows satisfies the predicates. */
    public boolean isExcluded(IntFunction<@Nullable ColumnFacts> facts) {
        return !ColumnRange.mayMatch(predicates, ranges(facts));
    }

    private static IntFunction<@Nullable ColumnRange> ranges(IntFunction<@Nullable ColumnFacts> facts) {
        return column -> {
            ColumnFacts known = facts.apply(column);
            return known == null ? null : known.range();
        };
    }

    /**
     * What is wanted of some rows that all satisfy the predicates; null where they have to be looked at.
     *
     * @param rowCount how many there are
     * @param facts what is known of a column of the table in these rows; null where nothing is
     */
    public @Nullable Summary of(long rowCount, IntFunction<@Nullable ColumnFacts> facts) {
        if (!ColumnRange.allMatch(predicates, ranges(facts))) {
            return null;
        }
        List<ColumnFacts> known = new ArrayList<>(columns.size());
        for (int column : columns) {
            ColumnFacts ofColumn = facts.apply(column);
            known.add(ofColumn == null ? ColumnFacts.unknown(rowCount) : ofColumn);
        }
        return Summary.of(rowCount, known, wanted);
    }
}
