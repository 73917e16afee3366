package io.gpuquery.scan;

import io.gpuquery.column.TableSchema;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a file. Threads take morsels until there are none; morsels taken are independent of each other.
 *
 * <p>Ownership: the scan owns the file contents; {@link #close()} hands out no more morsels, and what the morsels already out read
 * lives until they are closed.
 */
public interface Scan extends AutoCloseable {
    /** The columns of the batches. */
    TableSchema schema();

    /** The next morsel, in ascending order of ordinals; null when all are taken. Any thread may ask. The caller closes it. */
    @Nullable
    Morsel nextMorsel();

    /** The next morsel with an ordinal that is wanted, as {@link #nextMorsel()}; those before it are left out. */
    default @Nullable Morsel nextMorsel(LongPredicate wanted) {
        Morsel morsel = nextMorsel();
        while (morsel != null && !wanted.test(morsel.ordinal())) {
            morsel.close();
            morsel = nextMorsel();
        }
        return morsel;
    }

    /**
     * Takes those rows out of the scan of which all that is wanted is known without reading them: they are not handed out. To be
     * asked, at most once, before the first morsel is.
     *
     * @param wanted of each column of the scan, in its order
     * @param exact whether rows that do not satisfy the request's predicates do not count; else there must be no such rows
     * @return of the rows taken out; null if nothing was
     */
    default @Nullable Summary takeKnown(List<Summary.Wanted> wanted, boolean exact) {
        return null;
    }

    /**
     * The conjuncts of the request that batches may still violate. A conjunct not listed here holds for every row handed out (every
     * selected one, where a batch has a selection).
     */
    List<ScanPredicate> residual();

    ScanCounters counters();

    @Override
    void close();
}
