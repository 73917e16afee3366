package io.gpuquery.calcite.exec;

import io.gpuquery.column.ColumnBatch;
import io.gpuquery.memory.Closing;
import io.gpuquery.scan.Cancellation;
import io.gpuquery.scan.Morsel;
import io.gpuquery.scan.Scan;
import io.gpuquery.scan.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The batches of a scan: a part for each morsel, a unit for each batch. A thread reads one batch of one morsel at a time, so the batches
 * of one morsel too are worked on by several threads. The lock guards all fields; it is never held while the scan works.
 */
final class ScanFeed implements Feed {
    private final PlanNode.ScanNode node;
    private final List<KeyBounds> bounds;
    private final ExecutionContext context;
    private final Cancellation cancellation;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Part> parts = new ArrayList<>();
    private @Nullable Scan scan;
    private int firstOpen;
    private boolean taking;
    private boolean exhausted;
    private boolean closed;

    private static final class Part {
        final Morsel morsel;
        int batches;
        boolean reading;
        boolean over;

        @Nullable
        Throwable failure;

        Part(Morsel morsel) {
            this.morsel = morsel;
        }

        /** What has failed once stands anywhere, so that whoever comes next fails likewise. */
        void ensureIntact() {
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure != null) {
                throw (RuntimeException) failure;
            }
        }
    }

    /** Takes joins that are prepared before the first unit is asked for, and find no rows out of their bounds. */
    ScanFeed(PlanNode.ScanNode node, List<KeyBounds> bounds, ExecutionContext context) {
        this.node = node;
        this.bounds = List.copyOf(bounds);
        this.context = context;
        this.cancellation = new Cancellation(context.cancellation()::isCancelled);
    }

    @Override
    public @Nullable Unit next(int fromPart) {
        lock.lock();
        try {
            while (true) {
                if (closed) {
                    throw new CancellationException("the statement was cancelled");
                }
                cancellation.check();
                skipOver();
                int part = firstReadable(fromPart);
                if (part < 0 && exhausted && isOverFrom(fromPart)) {
                    part = firstReadable(0);
                }
                if (part >= 0) {
                    Unit unit = read(part);
                    if (unit != null) {
                        return unit;
                    }
                } else if (!exhausted && !taking) {
                    take();
                } else if (exhausted && firstOpen == parts.size()) {
                    return null;
                } else {
                    changed.awaitUninterruptibly();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void skipOver() {
        while (firstOpen < parts.size() && parts.get(firstOpen).over) {
            firstOpen++;
        }
    }

    private int firstReadable(int from) {
        for (int i = Math.max(from, firstOpen); i < parts.size(); i++) {
            if (!parts.get(i).reading && !parts.get(i).over) {
                return i;
            }
        }
        return -1;
    }

    private boolean isOverFrom(int from) {
        for (int i = Math.max(from, firstOpen); i < parts.size(); i++) {
            if (!parts.get(i).over) {
                return false;
            }
        }
        return true;
    }

    /** Reads a batch. Enters and leaves with the lock held, but works without. */
    private @Nullable Unit read(int number) {
        Part part = parts.get(number);
        part.ensureIntact();
        part.reading = true;
        ColumnBatch batch = null;
        boolean ended = false;
        Throwable failure = null;
        lock.unlock();
        long start = System.nanoTime();
        try {
            batch = part.morsel.nextBatch();
            ended = batch == null;
            if (ended) {
                part.morsel.close();
            }
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        } finally {
            context.receipt().addStage(Receipt.SCAN, System.nanoTime() - start);
            lock.lock();
            part.reading = false;
            part.over |= ended;
            part.failure = failure;
            changed.signalAll();
        }
        if (batch == null) {
            return null;
        }
        context.receipt().rowsScanned.add(batch.selectedCount());
        context.receipt().blocksScanned.increment();
        return Unit.of(number, part.batches++, batch);
    }

    /** What is known of rows that the scan does not hand out then; null if nothing is. To be called before the first unit is asked for. */
    @Nullable
    Summary takeKnown(SummaryPlan plan) {
        if (!bounds.isEmpty()) {
            return null;
        }
        lock.lock();
        try {
            if (closed) {
                throw new CancellationException("the statement was cancelled");
            }
            taking = true;
            Summary known = null;
            Scan from = null;
            lock.unlock();
            long start = System.nanoTime();
            try {
                from = node.source().open(cancellation, context.receipt());
                known = from.takeKnown(plan.wanted(), plan.filtered());
            } finally {
                context.receipt().addStage(Receipt.SCAN, System.nanoTime() - start);
                lock.lock();
                scan = from;
                taking = false;
                changed.signalAll();
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the next morsel. Enters and leaves with the lock held, but works without. */
    private void take() {
        taking = true;
        Morsel morsel = null;
        boolean ended = false;
        Scan from = scan;
        lock.unlock();
        try {
            if (from == null) {
                from = node.source().open(cancellation, context.receipt(), KeyBounds.known(bounds));
            }
            morsel = from.nextMorsel();
            ended = morsel == null;
        } finally {
            lock.lock();
            scan = from;
            taking = false;
            exhausted |= ended;
            changed.signalAll();
        }
        if (morsel != null) {
            parts.add(new Part(morsel));
        }
    }

    @Override
    public boolean isPartOver(int part, int units) {
        lock.lock();
        try {
            return part < parts.size() && parts.get(part).over && units >= parts.get(part).batches;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        List<AutoCloseable> open = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            cancellation.cancel();
            changed.signalAll();
            while (taking || parts.stream().anyMatch(part -> part.reading)) {
                changed.awaitUninterruptibly();
            }
            parts.stream().filter(part -> !part.over).forEach(part -> open.add(part.morsel));
            parts.forEach(part -> part.over = true);
            if (scan != null) {
                open.add(scan);
            }
            scan = null;
            exhausted = true;
        } finally {
            lock.unlock();
        }
        Closing.all(open);
    }
}
