package io.gpuquery.catalog;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.TableSchema;
import io.gpuquery.error.MisfitException;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanPredicate;
import io.gpuquery.scan.Summary;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A scan from whose misfits somebody learns, and says so to whoever reads the scan. */
final class LearningScan implements Scan {
    private final Scan scan;
    private final UnaryOperator<MisfitException> learner;

    /** Takes the scan over, and what learns: it gives what to throw. */
    LearningScan(Scan scan, UnaryOperator<MisfitException> learner) {
        this.scan = scan;
        this.learner = learner;
    }

    @Override
    public TableSchema schema() {
        return scan.schema();
    }

    @Override
    public @Nullable Morsel nextMorsel() {
        Morsel morsel = learn(scan::nextMorsel);
        return morsel == null ? null : new LearningMorsel(morsel);
    }

    @Override
    public @Nullable Morsel nextMorsel(LongPredicate wanted) {
        Morsel morsel = learn(() -> scan.nextMorsel(wanted));
        return morsel == null ? null : new LearningMorsel(morsel);
    }

    @Override
    public @Nullable Summary takeKnown(List<Summary.Wanted> wanted, boolean exact) {
        return learn(() -> scan.takeKnown(wanted, exact));
    }

    private <T extends @Nullable Object> T learn(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (MisfitException e) {
            throw learner.apply(e);
        }
    }

    @Override
    public List<ScanPredicate> residual() {
        return scan.residual();
    }

    @Override
    public ScanCounters counters() {
        return scan.counters();
    }

    @Override
    public void close() {
        scan.close();
    }

    private final class LearningMorsel implements Morsel {
        private final Morsel morsel;

        LearningMorsel(Morsel morsel) {
            this.morsel = morsel;
        }

        @Override
        public long ordinal() {
            return morsel.ordinal();
        }

        @Override
        public long rowsAtMost() {
            return morsel.rowsAtMost();
        }

        @Override
        public @Nullable ColumnBatch nextBatch() {
            return learn(morsel::nextBatch);
        }

        @Override
        public void close() {
            morsel.close();
        }
    }
}
