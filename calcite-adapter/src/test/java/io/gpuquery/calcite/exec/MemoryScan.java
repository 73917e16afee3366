package io.gpuquery.calcite.exec;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.column.TableSchema;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.ScanCounters;
import io.gpuquery.scan.ScanPredicate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A scan over batches that are made when they are asked for: a list for each morsel. */
final class MemoryScan implements Scan {
    private final TableSchema schema;
    private final List<List<Supplier<ColumnBatch>>> morsels;
    private final AtomicInteger taken = new AtomicInteger();
    final AtomicInteger open = new AtomicInteger(1);

    MemoryScan(TableSchema schema, List<List<Supplier<ColumnBatch>>> morsels) {
        this.schema = schema;
        this.morsels = morsels;
    }

    @Override
    public TableSchema schema() {
        return schema;
    }

    @Override
    public @Nullable Morsel nextMorsel() {
        int number = taken.getAndIncrement();
        if (number >= morsels.size()) {
            return null;
        }
        open.incrementAndGet();
        return new Morsel() {
            private int next;
            private boolean closed;

            @Override
            public long ordinal() {
                return number;
            }

            @Override
            public @Nullable ColumnBatch nextBatch() {
                List<Supplier<ColumnBatch>> batches = morsels.get(number);
                return next == batches.size() ? null : batches.get(next++).get();
            }

            @Override
            public void close() {
                if (!closed) {
                    closed = true;
                    open.decrementAndGet();
                }
            }
        };
    }

    @Override
    public List<ScanPredicate> residual() {
        return List.of();
    }

    @Override
    public ScanCounters counters() {
        return new ScanCounters();
    }

    @Override
    public void close() {
        open.decrementAndGet();
    }
}
