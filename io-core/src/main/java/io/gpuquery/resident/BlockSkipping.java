package io.gpuquery.resident;

import io.gpuquery.scan.ColumnRange;
import io.gpuquery.scan.ScanPredicate;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Finds blocks in which no row can satisfy a predicate, by their bounds and null counts. */
public final class BlockSkipping {
    private final List<ScanPredicate> conjuncts;

    /** Takes predicates over a table's columns. */
    public BlockSkipping(List<ScanPredicate> conjuncts) {
        this.conjuncts = conjuncts;
    }

    /**
     * Whether some row of a block may satisfy all.
     *
     * @param bounds of the table's column of an index; null where they are not known
     */
    public boolean mayMatch(int block, IntFunction<@Nullable BlockBounds> bounds) {
        return ColumnRange.mayMatch(conjuncts, column -> {
            BlockBounds known = bounds.apply(column);
            return known == null ? null : known.facts(block).range();
        });
    }
}
